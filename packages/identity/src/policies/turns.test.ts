import { expect, test } from 'vitest';
import { takeTurns } from './turns.ts';

test('work is done in the order it is asked for, one at a time, also after one that failed', async () => {
  const inTurn = takeTurns();
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn(async () => {
    await gate.promise;
    done.push('first');
    throw new Error('no');
  });
  const second = inTurn(async () => done.push('second'));
  gate.resolve();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(done).toEqual(['first', 'second']);
});

test('more than may wait is refused, until some of it is done', async () => {
  const inTurn = takeTurns(2);
  const gate = Promise.withResolvers<void>();
  const asked = [inTurn(() => gate.promise), inTurn(() => gate.promise)];
  const refused = { code: 'identity/policy-busy', status: 503 };
  await expect(inTurn(async () => 'more')).rejects.toMatchObject(refused);
  gate.resolve();
  await Promise.all(asked);
  expect(await inTurn(async () => 'more')).toBe('more');
});
