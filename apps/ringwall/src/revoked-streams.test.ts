import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
const messages = [{ role: 'user' as const, content: 'Hello' }];
let upstream: ScriptedUpstream;
let running: TestServer;
let aheadMs = 0;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url),
    env: { UPSTREAM_KEY: 'k' },
    clock: { now: () => Date.now() + aheadMs },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const chunk = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const anthropicEvent = (type: string, data: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

/** An upstream that begins a stream and goes on when it is told to; `gone` once nobody listens to it any more. */
function scripted(first: string, contentType = 'text/event-stream') {
  const { promise: begun, resolve } = Promise.withResolvers<ServerResponse>();
  const gone = Promise.withResolvers<void>();
  upstream.script((_request, response) => {
    response.on('close', () => gone.resolve());
    response.writeHead(200, { 'content-type': contentType });
    response.write(first, () => resolve(response));
  });
  return { begun, gone: gone.promise };
}

async function newKey(options: { readonly owner?: string; readonly expiresAt?: string } = {}) {
  const { key, secret } = await running.server.identity.keys.create({ name: 'streams', ...options }, actor);
  return { id: key.id, text: secret.reveal() };
}

function ask(key: string, stream = true): Promise<Response> {
  return fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream, messages }),
  });
}

async function outcomeOf(response: Response) {
  const path = `/api/requests/${response.headers.get('x-request-id')}`;
  return Object((await running.admin('GET', path)).json).outcome?.data;
}

/** Ways in which the right to a running stream ends. */
const ends: readonly [string, () => Promise<{ readonly key: string; end(): Promise<unknown> }>][] = [
  [
    'whose key is revoked',
    async () => {
      const { id, text } = await newKey();
      return { key: text, end: () => running.server.identity.keys.revoke(id, actor) };
    },
  ],
  [
    'of a user who is disabled',
    async () => {
      const { identity } = running.server;
      const { id } = await identity.users.create({ name: 'disabled soon' }, actor);
      await identity.grants.create({ to: id, role: 'engineer', project: 'default' }, actor);
      const { text } = await newKey({ owner: id });
      return { key: text, end: () => identity.users.disable(id, actor) };
    },
  ],
  [
    'of a user whose grant is revoked',
    async () => {
      const { identity } = running.server;
      const { id } = await identity.users.create({ name: 'without a grant soon' }, actor);
      const grant = await identity.grants.create({ to: id, role: 'engineer', project: 'default' }, actor);
      const { text } = await newKey({ owner: id });
      return { key: text, end: () => identity.grants.revoke(grant.id, actor) };
    },
  ],
  [
    'that a new policy forbids',
    async () => {
      const { text } = await newKey();
      const { policies } = running.server.identity;
      const forbid = `@id("no-more") forbid (principal, action == Ringwall::Action::"route.invoke", resource);`;
      return { key: text, end: () => policies.apply(forbid, actor) };
    },
  ],
  [
    'whose key expires',
    async () => {
      const expiresAt = new Date(Date.now() + aheadMs + 3_600_000).toISOString();
      const { text } = await newKey({ expiresAt });
      return {
        key: text,
        end: async () => {
          aheadMs += 3_600_001;
        },
      };
    },
  ],
];

describe('a running stream', () => {
  test.each(ends)('%s is cut at the next chunk, and the next request is refused', async (_what, prepare) => {
    const { key, end } = await prepare();
    const { begun, gone } = scripted(chunk('one. '));
    const response = await ask(key);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(chunk('one. '));
    await end();
    (await begun).write(chunk('two. '));
    let rest = '';
    for (;;) {
      const read = await reader?.read();
      if (read?.done !== false) break;
      rest += read.value;
    }
    expect((await ask(key)).status).toBeOneOf([401, 403]);
    await running.server.identity.policies.apply('', actor);
    expect(rest).not.toContain('two');
    expect(rest).toContain('"error"');
    expect(rest).toContain('taken away');
    await gone;
    expect(await outcomeOf(response)).toMatchObject({ status: 'revoked' });
  });

  test('goes on when somebody else loses a right', async () => {
    const { text } = await newKey();
    const other = await newKey();
    const { begun } = scripted(chunk('one. '));
    const response = await ask(text);
    const upstreamResponse = await begun;
    await running.server.identity.keys.revoke(other.id, actor);
    upstreamResponse.end(`${chunk('two. ')}data: [DONE]\n\n`);
    expect(await response.text()).toContain('two. ');
    expect(await outcomeOf(response)).toMatchObject({ status: 'completed' });
  });

  test('raises the exception of the OpenAI SDK', async () => {
    const { id, text } = await newKey();
    const { begun } = scripted(chunk('one. '));
    const openai = new OpenAI({ baseURL: `${running.server.gatewayUrl}/v1`, apiKey: text });
    const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true });
    const reading = (async () => {
      for await (const part of stream) {
        expect(part.choices[0]?.delta.content).toBe('one. ');
        await running.server.identity.keys.revoke(id, actor);
        (await begun).write(chunk('two. '));
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    await expect(openai.chat.completions.create({ model: 'm', messages })).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
  });

  test('raises the exception of the Anthropic SDK', async () => {
    const { id, text } = await newKey();
    const message = { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [] };
    const delta = (words: string) =>
      anthropicEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text: words } });
    const { begun } = scripted(
      anthropicEvent('message_start', {
        message: { ...message, usage: { input_tokens: 1, output_tokens: 1 } },
      }) +
        anthropicEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
        delta('one. '),
    );
    const anthropic = new Anthropic({ baseURL: running.server.gatewayUrl, apiKey: text });
    const stream = anthropic.messages.stream({ model: 'm', max_tokens: 9, messages });
    const seen: string[] = [];
    stream.on('text', (words) => {
      seen.push(words);
      running.server.identity.keys
        .revoke(id, actor)
        .then(() => begun)
        .then((response) => void response.write(delta('two. ')))
        .catch(() => stream.abort());
    });
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
    expect(seen).toEqual(['one. ']);
  });
});

test('a request whose key is revoked while its body comes in goes nowhere', async () => {
  const { id, text } = await newKey();
  const seen = upstream.seen.length;
  const body = JSON.stringify({ model: 'm', messages });
  const { port } = new URL(running.server.gatewayUrl);
  const headers = {
    ...{ authorization: `Bearer ${text}`, 'content-type': 'application/json' },
    ...{ 'content-length': body.length, expect: '100-continue' },
  };
  const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/v1/chat/completions', headers });
  const answered = once(sent, 'response');
  // The server says so when it has read who asks.
  const ready = once(sent, 'continue');
  sent.flushHeaders();
  await ready;
  sent.write(body.slice(0, 10));
  await running.server.identity.keys.revoke(id, actor);
  sent.end(body.slice(10));
  const [response] = await answered;
  expect(Object(response).statusCode).toBe(403);
  expect(upstream.seen.length).toBe(seen);
  sent.destroy();
});

test('an answer in one piece is not given to a key that was revoked meanwhile', async () => {
  const { id, text } = await newKey();
  const whole = JSON.stringify(completion('a secret answer'));
  const { begun } = scripted(whole.slice(0, 20), 'application/json');
  const asked = ask(text, false);
  const response = await begun;
  await running.server.identity.keys.revoke(id, actor);
  response.end(whole.slice(20));
  const answer = await asked;
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain('secret answer');
  expect(await outcomeOf(answer)).toMatchObject({ status: 'revoked', httpStatus: 403 });
});
