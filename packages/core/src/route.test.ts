import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pageOf, pageQuery, pageSchema } from './page.ts';
import { route } from './route.ts';

const given = {
  principal: { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } } as const,
  projects: 'all' as const,
  ...{ params: { id: 'a' }, address: '', headers: {}, signal: new AbortController().signal },
};

describe('a route written from schemas', () => {
  const listed = route({
    ...{ method: 'GET', path: '/api/things/:id', summary: 'Things', operation: 'listThings' },
    action: 'key.list',
    query: z.strictObject({ ...pageQuery, deep: z.stringbool().default(false) }),
    reply: pageSchema(z.object({ id: z.string(), deep: z.boolean() })),
    resource: ({ params, query }) => ({ kind: 'key', id: `${params.id}${query.deep ? '!' : ''}` }),
    handle: ({ query, params }) => pageOf([{ id: params.id ?? '', deep: query.deep }], query, ({ id }) => id),
  });

  test('hands on what was asked as its schemas read it', async () => {
    const asked = { ...given, query: { deep: 'true' }, body: undefined };
    expect(await listed.handle(asked)).toEqual({ items: [{ id: 'a', deep: true }] });
    expect(await listed.resource?.(asked)).toEqual({ kind: 'key', id: 'a!' });
  });

  test('asks the schema for what is left out', async () => {
    const asked = { ...given, query: undefined, body: undefined };
    expect(await listed.handle(asked)).toEqual({ items: [{ id: 'a', deep: false }] });
  });

  test('refuses what does not fit, whoever calls it', () => {
    const asked = { ...given, query: { deeper: 'true' }, body: undefined };
    expect(() => listed.handle(asked)).toThrow(z.ZodError);
  });

  test('hands on nothing that it has no schema for', async () => {
    const bodies: unknown[] = [];
    const made = route({
      ...{ method: 'POST', path: '/api/things', summary: 'Makes one', operation: 'createThing' },
      action: 'key.create',
      reply: z.object({}),
      handle: ({ body, query }) => {
        bodies.push(body, query);
        return {};
      },
    });
    await made.handle({ ...given, query: { a: '1' }, body: { b: 2 } });
    expect(bodies).toEqual([undefined, undefined]);
    expect(made).not.toHaveProperty('body');
  });
});
