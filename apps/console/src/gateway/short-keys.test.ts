import { expect, test } from 'vitest';
import { createShortKeys } from './short-keys.ts';

const hourMs = 3_600_000;

function server() {
  const made: unknown[] = [];
  const ended: unknown[] = [];
  const clock = { now: Date.UTC(2026, 0, 31) };
  const keys = createShortKeys({
    make: async (body) => {
      made.push(body);
      return { key: { id: `key_${made.length}` }, secret: `secret ${made.length}` };
    },
    revoke: async (id) => ended.push(id),
    now: () => clock.now,
  });
  return { made, ended, clock, keys };
}

test('a key is made once for a project, good for an hour, and used until just before its end', async () => {
  const { made, clock, keys } = server();
  const [first, second] = await Promise.all([keys.of('default'), keys.of('default')]);
  expect([first.secret, second.secret]).toEqual(['secret 1', 'secret 1']);
  expect(made).toEqual([{ name: 'playground', project: 'default', expiresAt: '2026-01-31T01:00:00.000Z' }]);
  clock.now += hourMs - 61_000;
  expect((await keys.of('default')).id).toBe('key_1');
  clock.now += 2_000;
  expect(keys.known('default')).toBeUndefined();
  expect((await keys.of('default')).id).toBe('key_2');
});

test('each project has a key of its own', async () => {
  const { keys } = server();
  expect((await keys.of('a')).id).not.toBe((await keys.of('b')).id);
});

test('a key that is ended is revoked and not used again', async () => {
  const { ended, keys } = server();
  await keys.of('default');
  await keys.end('default');
  await keys.end('default');
  expect(ended).toEqual(['key_1']);
  expect((await keys.of('default')).id).toBe('key_2');
});

test('a refusal is told, and does not stand in the way of the next try', async () => {
  const keys = createShortKeys({
    now: () => 0,
    make: async () => {
      throw new Error('You may not.');
    },
    revoke: async () => undefined,
  });
  await expect(keys.of('default')).rejects.toThrow('You may not.');
  await expect(keys.of('default')).rejects.toThrow('You may not.');
});
