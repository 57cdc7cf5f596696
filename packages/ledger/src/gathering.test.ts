import { expect, test } from 'vitest';
import { Gathering } from './gathering.ts';

test('what arrives while a batch is under way is the next one, in order and bounded', async () => {
  const batches: number[][] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const gathering = new Gathering<number, number>(async (items) => {
    batches.push([...items]);
    await gates[batches.length - 1]?.promise;
    return items.map((item) => item * 10);
  }, 3);
  const first = [gathering.add(1), gathering.add(2)];
  await new Promise(setImmediate);
  const later = [3, 4, 5, 6].map((item) => gathering.add(item));
  let settled = false;
  const waiting = gathering.settled().then(() => {
    settled = true;
  });
  expect(batches).toEqual([[1, 2]]);
  for (const gate of gates.slice(0, 2)) gate.resolve();
  expect(await Promise.all(first)).toEqual([10, 20]);
  expect(await Promise.all(later.slice(0, 3))).toEqual([30, 40, 50]);
  await new Promise(setImmediate);
  expect([batches, settled]).toEqual([[[1, 2], [3, 4, 5], [6]], false]);
  // Nobody waits for what came after they asked.
  const after = gathering.add(7);
  gates[2]?.resolve();
  await waiting;
  gates[3]?.resolve();
  expect(await after).toBe(70);
});

test('a batch that fails is told to all of its own and to no other', async () => {
  let fail = true;
  const gathering = new Gathering<number, number>(async (items) => {
    if (fail) throw new Error('no');
    return items;
  }, 2);
  const failed = await Promise.allSettled([gathering.add(1), gathering.add(2)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fail = false;
  expect(await gathering.add(3)).toBe(3);
  const short = new Gathering<number, number>(async () => [], 2);
  await expect(short.add(1)).rejects.toThrow('too few');
});
