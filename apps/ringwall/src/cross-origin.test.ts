import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/test-server.ts';

describe('pages that speak to the gateway', () => {
  let running: TestServer;
  let own: string;

  beforeAll(async () => {
    running = await startTestServer();
    own = running.server.consoleUrl;
  });
  afterAll(() => running?.[Symbol.asyncDispose]());

  const ask = (origin: string, init: RequestInit = {}, path = '/v1/chat/completions') =>
    fetch(running.server.gatewayUrl + path, {
      method: 'POST',
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
      ...init,
      headers: {
        authorization: `Bearer ${running.key}`,
        'content-type': 'application/json',
        ...Object(init.headers),
        origin,
      },
    });
  const preflight = (origin: string, path?: string) =>
    ask(
      origin,
      {
        ...{ method: 'OPTIONS', body: null },
        headers: {
          ...{ authorization: '', 'access-control-request-method': 'POST' },
          'access-control-request-headers': 'authorization,content-type',
        },
      },
      path,
    );

  const allowed = (reply: Response) => reply.headers.get('access-control-allow-origin');

  test('of the console may send a key and read the answer', async () => {
    for (const origin of [own, own.replace('127.0.0.1', 'localhost')]) {
      const first = await preflight(origin);
      expect(first.status).toBe(204);
      expect(allowed(first)).toBe(origin);
      expect(first.headers.get('access-control-allow-methods')).toContain('POST');
      expect(first.headers.get('access-control-allow-headers')).toMatch(/\bauthorization\b.*\bx-api-key\b/);
      const reply = await ask(origin);
      expect(reply.status).toBe(200);
      expect(allowed(reply)).toBe(origin);
      expect(reply.headers.get('access-control-expose-headers')).toContain('x-request-id');
      expect(reply.headers.get('vary')).toBe('origin');
    }
  });

  test('of the console read refusals too, and streams', async () => {
    const refused = await ask(own, { headers: { authorization: 'Bearer wrong' } });
    expect([refused.status, allowed(refused)]).toEqual([401, own]);
    const nowhere = await ask(own, {}, '/v1/nowhere');
    expect([nowhere.status, allowed(nowhere)]).toEqual([404, own]);
    const body = { model: 'ringwall-demo', stream: true, messages: [{ role: 'user', content: 'Hello' }] };
    const stream = await ask(own, { body: JSON.stringify(body) });
    expect([stream.status, allowed(stream)]).toEqual([200, own]);
    expect(await stream.text()).toContain('[DONE]');
  });

  test('of elsewhere get no header to go by', async () => {
    const { port } = new URL(own);
    const others = [
      'null',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1:1',
      `http://localhost.evil.example:${port}`,
      'http://evil.example',
      running.server.gatewayUrl,
    ];
    for (const origin of others) {
      const first = await preflight(origin);
      expect(first.ok).toBe(false);
      for (const reply of [first, await ask(origin)]) {
        expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(reply.headers.get('vary')).toBe('origin');
      }
    }
  });

  test('may never have a browser add credentials of its own', async () => {
    for (const reply of [await preflight(own), await ask(own)]) {
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
      expect(allowed(reply)).not.toBe('*');
    }
  });

  test('are told of the gateway alone by the policy of the console', async () => {
    const page = await fetch(own);
    const policy = page.headers.get('content-security-policy')?.split('; ');
    expect(policy).toContain(`connect-src 'self' ${running.server.gatewayUrl}`);
  });

  test('change nothing for programs, which have no origin', async () => {
    const reply = await fetch(`${running.server.gatewayUrl}/v1/models`, {
      headers: { authorization: `Bearer ${running.key}` },
    });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('vary')).toBeNull();
  });
});
