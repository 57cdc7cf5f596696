import { expect, onTestFinished, test } from 'vitest';
import { createTopics } from './topics.ts';

test('a listener that throws stops nobody else, and is named in a warning without its message', async () => {
  const topics = createTopics();
  const heard = Promise.withResolvers<string>();
  const warned = new Promise<Error>((resolve) => {
    const listen = (warning: Error) => {
      if (warning.name === 'StoreWarning') resolve(warning);
    };
    process.on('warning', listen);
    onTestFinished(() => {
      process.off('warning', listen);
    });
  });
  topics.subscribe('keys', () => {
    throw new TypeError('rw_secret');
  });
  topics.subscribe('keys', heard.resolve);
  topics.publish('keys', 'changed');
  expect(await heard.promise).toBe('changed');
  const warning = await warned;
  expect(warning.message).toContain('"keys" threw: TypeError');
  expect(warning.message).not.toContain('rw_secret');
});

test('a function subscribed twice hears twice until each subscription ends', async () => {
  const topics = createTopics();
  let count = 0;
  const listener = () => {
    count++;
  };
  const stopFirst = topics.subscribe('keys', listener);
  const stopSecond = topics.subscribe('keys', listener);
  topics.publish('keys', '1');
  await Promise.resolve();
  stopFirst();
  stopFirst();
  topics.publish('keys', '2');
  await Promise.resolve();
  stopSecond();
  topics.publish('keys', '3');
  await Promise.resolve();
  expect(count).toBe(3);
});

test('publishing returns before anyone hears, so that a listener cannot run inside its publisher', async () => {
  const topics = createTopics();
  const order: string[] = [];
  topics.subscribe('keys', () => order.push('heard'));
  topics.publish('keys', '');
  order.push('published');
  await Promise.resolve();
  expect(order).toEqual(['published', 'heard']);
});
