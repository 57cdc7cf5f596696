import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { boundedFetch } from './bounded-fetch.ts';

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent();
  onTestFinished(async () => {
    await agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const fetch = boundedFetch(agent);
  const get = (path = '/') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'GET', headers: {}, body: null, redirect: 'manual' });
  return { fetch, get, port };
}

describe('what identity fetches with', () => {
  test('gives status, headers and body as they came', async () => {
    const { get } = await serve((_, response) => {
      response.writeHead(418, { 'x-test': 'a' }).end('{"a":1}');
    });
    const reply = await get();
    expect(reply.status).toBe(418);
    expect(reply.headers.get('x-test')).toBe('a');
    expect(await reply.json()).toEqual({ a: 1 });
  });

  test('sends forms', async () => {
    const seen = Promise.withResolvers<IncomingMessage & { body?: string }>();
    const { fetch, port } = await serve(async (request, response) => {
      const body = await text(request);
      response.end();
      seen.resolve(Object.assign(request, { body }));
    });
    await fetch(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ code: 'a&b' }),
      redirect: 'manual',
    });
    expect(await seen.promise).toMatchObject({ method: 'POST', url: '/token', body: 'code=a%26b' });
  });

  test('follows nobody elsewhere', async () => {
    const asked: string[] = [];
    const { get } = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const reply = await get();
    expect(reply.status).toBe(302);
    expect(asked).toEqual(['/']);
  });

  test('takes an answer without a body', async () => {
    const { get } = await serve((_, response) => void response.writeHead(204).end());
    expect((await get()).body).toBeNull();
  });

  test('reads no more than a megabyte', async () => {
    const { get } = await serve((_, response) => {
      response.on('error', () => {});
      response.end(Buffer.alloc((1 << 20) + 1));
    });
    await expect(get()).rejects.toMatchObject({ kind: 'too-large' });
  });

  test.each(['http://192.0.2.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'http://u:p@127.0.0.1/', 'x'])(
    'speaks to nobody at %s',
    async (url) => {
      const { fetch } = await serve((_, response) => void response.end());
      const asking = fetch(url, { method: 'GET', headers: {}, body: null, redirect: 'manual' });
      await expect(asking).rejects.toMatchObject({ kind: 'unreachable' });
    },
  );
});
