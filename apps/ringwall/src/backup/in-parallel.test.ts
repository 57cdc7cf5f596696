import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

test('works on every item once, and never on more than the limit at a time', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(numbers(50), 4, async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(item);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(most).toBe(4);
});

test('begins nothing after a failure, and tells it when nothing runs any more', async () => {
  let running = 0;
  let begun = 0;
  const failing = inParallel(numbers(50), 4, async (item) => {
    begun++;
    running++;
    await new Promise(setImmediate);
    running--;
    if (item === 5) throw new Error('five');
  });
  await expect(failing).rejects.toThrow('five');
  expect(running).toBe(0);
  expect(begun).toBeLessThan(20);
});
