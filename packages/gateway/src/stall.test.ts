import { expect, test } from 'vitest';
import { Stall } from './stall.ts';

const longMs = 60_000;

test('is over when the last of what was late is answered, one way or the other', async () => {
  const stall = new Stall();
  expect(await stall.over(longMs)).toBe(true);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  stall.late(first.promise);
  stall.late(second.promise);
  const waiting = stall.over(longMs);
  second.reject(new Error('the disk'));
  await second.promise.catch(() => undefined);
  expect(stall.isOver).toBe(false);
  expect(await stall.over(1)).toBe(false);
  first.resolve();
  expect(await waiting).toBe(true);
  expect(stall.isOver).toBe(true);
});

test('may begin again', async () => {
  const stall = new Stall();
  stall.late(Promise.resolve());
  expect(await stall.over(longMs)).toBe(true);
  const again = Promise.withResolvers<void>();
  stall.late(again.promise);
  expect(stall.isOver).toBe(false);
  again.resolve();
  expect(await stall.over(longMs)).toBe(true);
});
