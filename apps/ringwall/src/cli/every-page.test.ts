import { expect, test } from 'vitest';
import { z } from 'zod';
import { everyPage } from './every-page.ts';

const item = z.looseObject({ id: z.string() });

test('reads one page after the other until there is none, with the same filter', async () => {
  const asked: string[] = [];
  const pages = [{ items: [{ id: 'a' }, { id: 'b' }], next: 'b&c' }, { items: [{ id: 'c' }] }];
  const client = {
    async call(_method: string, path: string) {
      asked.push(path);
      return pages[asked.length - 1] ?? null;
    },
  };
  const query = { project: 'a b', text: undefined };
  expect(await everyPage(client, '/api/things', { item, query })).toEqual([
    { id: 'a' },
    { id: 'b' },
    { id: 'c' },
  ]);
  expect(asked).toEqual([
    '/api/things?limit=500&project=a+b',
    '/api/things?limit=500&project=a+b&cursor=b%26c',
  ]);
});

test('takes a list that never ends for a broken server', async () => {
  const client = { call: async () => ({ items: [], next: 'again' }) };
  await expect(everyPage(client, '/api/things', { item })).rejects.toMatchObject({
    code: 'app/server-refused',
  });
});
