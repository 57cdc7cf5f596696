import { describe, expect, test } from 'vitest';
import { createClient, withQuery } from './client.ts';
import { ApiError } from './problem.ts';

function clientOver(answer: (path: string, init: RequestInit) => Response | Error) {
  const calls: { path: string; init: RequestInit }[] = [];
  let signedOut = 0;
  const client = createClient({
    fetch: async (input, init = {}) => {
      const path = String(input);
      calls.push({ path, init });
      const reply = answer(path, init);
      if (reply instanceof Error) throw reply;
      return reply;
    },
    onSignedOut: () => {
      signedOut++;
    },
    pause: async () => {},
  });
  return { client, calls, signedOut: () => signedOut };
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError) return outcome;
  throw new Error('The call did not fail with an ApiError.');
}

describe('the API client', () => {
  test('sends the console header on everything but GET, so that foreign pages cannot write', async () => {
    const { client, calls } = clientOver(() => Response.json({}));
    await client.get('/api/status');
    await client.post('/api/session', { body: { token: 't' } });
    await client.delete('/api/session');
    expect(calls.map(({ init }) => new Headers(init.headers).get('x-ringwall-console'))).toEqual([
      null,
      '1',
      '1',
    ]);
    expect(calls.every(({ init }) => init.credentials === 'same-origin')).toBe(true);
  });

  test('passes on what the server said and advised', async () => {
    const { client, signedOut } = clientOver(() =>
      Response.json(
        { title: 'No', detail: 'It is closed.', code: 'x/closed', advice: 'Open it.' },
        { status: 409 },
      ),
    );
    const failure = await failureOf(client.get('/api/status'));
    expect(failure).toMatchObject({
      kind: 'refused',
      status: 409,
      message: 'It is closed.',
      code: 'x/closed',
      advice: 'Open it.',
    });
    expect(signedOut()).toBe(0);
  });

  test('tells an answer of 401 to whoever shows the sign-in page', async () => {
    const { client, signedOut } = clientOver(() => new Response('no json', { status: 401 }));
    expect(await failureOf(client.get('/api/status'))).toMatchObject({
      kind: 'signed-out',
      message: 'The server answered 401.',
    });
    expect(signedOut()).toBe(1);
  });

  test('calls a server that does not answer unreachable', async () => {
    const { client } = clientOver(() => new TypeError('fetch failed'));
    expect((await failureOf(client.get('/api/status'))).kind).toBe('unreachable');
  });

  test('sends again what changes something and was not answered, under the same key', async () => {
    const answers = [
      new TypeError('cut off'),
      Response.json({ code: 'identity/idempotency-running' }, { status: 409 }),
      Response.json({ id: 'clinic' }),
    ];
    const { client, calls } = clientOver(() => answers.shift() ?? new TypeError('too often'));
    expect(await client.post('/api/projects', { body: { id: 'clinic' } })).toEqual({ id: 'clinic' });
    const keys = calls.map(({ init }) => new Headers(init.headers).get('idempotency-key'));
    expect(keys[0]).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBe(3);
  });

  test('sends nothing again that was refused, and gives up in the end', async () => {
    const refusing = clientOver(() => Response.json({}, { status: 400 }));
    await failureOf(refusing.client.post('/api/projects', { body: { id: 'clinic' } }));
    expect(refusing.calls.length).toBe(1);
    const silent = clientOver(() => new TypeError('cut off'));
    expect((await failureOf(silent.client.delete('/api/session'))).kind).toBe('unreachable');
    expect(silent.calls.length).toBe(3);
  });

  test('hands a cancelled call back as cancelled', async () => {
    const { client } = clientOver(() => new DOMException('stop', 'AbortError'));
    await expect(client.get('/api/status', { signal: AbortSignal.abort() })).rejects.toThrow('stop');
  });

  test('fills in what stands in braces, so that an id cannot lead elsewhere', async () => {
    const { client, calls } = clientOver(() => Response.json({}));
    await client.delete('/api/keys/{id}', { path: { id: '../users?a#b' }, approval: 'apr_1' });
    expect(calls.map(({ path }) => path)).toEqual(['/api/keys/..%2Fusers%3Fa%23b']);
    expect(new Headers(calls[0]?.init.headers).get('x-ringwall-approval')).toBe('apr_1');
    expect(calls[0]?.init.body).toBeUndefined();
  });

  test('reads a list to its end, each page behind the one before', async () => {
    const pages = new Map([
      ['/api/projects?limit=500', { items: [{ id: 'a' }], next: 'a/b' }],
      ['/api/projects?limit=500&cursor=a%2Fb', { items: [{ id: 'b' }] }],
    ]);
    const { client, calls } = clientOver((path) => Response.json(pages.get(path)));
    expect(await client.all('/api/projects')).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(calls.length).toBe(2);
  });

  test('leaves out of the query what is not set and encodes the rest', () => {
    expect(withQuery('/a', { x: undefined, y: '', rule: 'a/b&c', n: 0 })).toBe('/a?rule=a%2Fb%26c&n=0');
    expect(withQuery('/a', { type: ['b', 'c'] })).toBe('/a?type=b&type=c');
    expect(withQuery('/a')).toBe('/a');
  });
});
