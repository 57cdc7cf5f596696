import { createGzip, constants as zlib } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScriptedUpstream, scriptedConfig, startScriptedUpstream } from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({ yaml: scriptedConfig(upstream.url), env: { UPSTREAM_KEY: 'k' } });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const messages = [{ role: 'user' as const, content: 'Hello' }];
const chunk = (content: string, index = 0, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index, delta: { content }, finish_reason: finish }] })}\n\n`;
const done = 'data: [DONE]\n\n';

function answer(...pieces: readonly string[]): void {
  upstream.script((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const next = (i: number): void => {
      const piece = pieces[i];
      if (piece === undefined) response.end();
      else response.write(piece, () => setImmediate(next, i + 1));
    };
    next(0);
  });
}

function ask(): Promise<Response> {
  return fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream: true, messages }),
  });
}

describe('a stream', () => {
  test('that ends in what could have become a secret is given whole', async () => {
    const events = [chunk('It begins with AKIAIO'), chunk('SFO'), chunk('', 0, 'stop'), done];
    answer(...events);
    expect(await (await ask()).text()).toBe(events.join(''));
  });

  test('without a reason to finish is given whole too', async () => {
    const events = [chunk('It begins with AKIAIO'), done];
    answer(...events);
    expect(await (await ask()).text()).toBe(events.join(''));
  });

  test('of several choices keeps their order', async () => {
    const events = [chunk('a', 1), chunk('b', 0), chunk('c', 1, 'stop'), chunk('d', 0, 'stop'), done];
    answer(...events);
    expect(await (await ask()).text()).toBe(events.join(''));
  });

  test.each([
    ['in the same packet', [chunk('a') + done + done + chunk('b')]],
    ['in the next', [chunk('a') + done, done + chunk('b')]],
  ])('is over after its last event, whatever follows %s', async (_where, pieces) => {
    answer(...pieces);
    expect(await (await ask()).text()).toBe(chunk('a') + done);
  });

  test('arrives event by event although it is compressed', async () => {
    const rest = Promise.withResolvers<void>();
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = createGzip({ flush: zlib.Z_SYNC_FLUSH });
      gzip.pipe(response);
      gzip.write(chunk('first. '));
      rest.promise.then(() => gzip.end(chunk('second') + done));
    });
    const reader = (await ask()).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(chunk('first. '));
    rest.resolve();
    expect((await reader?.read())?.value).toBe(chunk('second'));
    expect((await reader?.read())?.value).toBe(done);
    expect((await reader?.read())?.done).toBe(true);
  });

  test('leaves its connection to the upstream for the next', async () => {
    const ports = new Set<number | undefined>();
    upstream.script((_request, response) => {
      ports.add(response.req.socket.remotePort);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('a') + done);
      setImmediate(() => response.end());
    });
    for (let i = 0; i < 4; i++) await (await ask()).text();
    expect(ports.size).toBe(1);
  });

  test('whose upstream goes on for ever after its last event is let go of', async () => {
    const cut = Promise.withResolvers<void>();
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('a') + done);
      response.on('close', () => cut.resolve());
    });
    expect(await (await ask()).text()).toBe(chunk('a') + done);
    await cut.promise;
  });
});

describe('a stream that goes wrong in the middle raises the exception of', () => {
  const wrong = [
    chunk('a. '),
    'data: {"choices":[{"index":0,"delta":{"content":"b","content":"c"}}]}\n\n',
    done,
  ];

  test('the OpenAI SDK', async () => {
    answer(...wrong);
    const openai = new OpenAI({ baseURL: `${running.server.gatewayUrl}/v1`, apiKey: running.key });
    const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of stream) seen.push(part.choices[0]?.delta.content ?? '');
    })();
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(seen).toEqual(['a. ']);
  });

  test('the Anthropic SDK', async () => {
    const event = (type: string, data: object) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
    const message = { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [] };
    answer(
      event('message_start', { message: { ...message, usage: { input_tokens: 1, output_tokens: 1 } } }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a. ' } }),
      event('surprise', {}),
    );
    const anthropic = new Anthropic({ baseURL: running.server.gatewayUrl, apiKey: running.key });
    const stream = anthropic.messages.stream({ model: 'm', max_tokens: 9, messages });
    const seen: string[] = [];
    stream.on('text', (text) => seen.push(text));
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
    expect(seen.join('')).toBe('a. ');
  });
});
