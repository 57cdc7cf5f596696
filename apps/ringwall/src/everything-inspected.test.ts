import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

// Built from pieces: it opens nothing and must not look like a key in this file.
const secret = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');

let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(
      upstream.url,
      `routes:
  - { name: strict-openai, provider: scripted, profile: strict }
  - { name: strict-anthropic, provider: scripted-anthropic, profile: strict }`,
    ),
    env: { UPSTREAM_KEY: 'k' },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const paths = { openai: '/v1/chat/completions', anthropic: '/v1/messages' } as const;
type Protocol = keyof typeof paths;

async function ask(protocol: Protocol, body: object) {
  const response = await fetch(running.server.gatewayUrl + paths[protocol], {
    method: 'POST',
    headers: { 'x-api-key': running.key, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], ...body }),
  });
  return { status: response.status, text: await response.text() };
}

const schema = (properties: object) => ({ type: 'object', properties });
const openaiTool = (parameters: object) => ({
  tools: [{ type: 'function', function: { name: 'look', parameters } }],
});
const toolUse = (input: object) => ({
  messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'look', input }] }],
});

describe('a secret in a prompt is found', () => {
  test.each<[string, Protocol, object]>([
    ['in a schema of a property named type', 'openai', openaiTool(schema({ type: { description: secret } }))],
    ['in a schema of a property named role', 'openai', openaiTool(schema({ role: { enum: [secret] } }))],
    ['as the value of a member named object', 'openai', { metadata: { object: secret } }],
    ['as the name of a property', 'openai', openaiTool(schema({ [secret]: { type: 'string' } }))],
    ['as the name of a member of metadata', 'openai', { metadata: { [secret]: 'x' } }],
    ['in tool input under the name type', 'anthropic', toolUse({ type: secret })],
    ['in tool input under the name signature', 'anthropic', toolUse({ signature: secret })],
    ['in tool input deep under the name role', 'anthropic', toolUse({ role: { a: [secret] } })],
    ['as the name of a member of tool input', 'anthropic', toolUse({ a: { [secret]: 1 } })],
    [
      'beside a cache marker',
      'anthropic',
      { system: [{ type: 'text', text: 'x', cache_control: { type: secret } }] },
    ],
  ])('%s (%s)', async (_place, protocol, body) => {
    upstream.script(jsonAnswer(completion('Hi')));
    const before = upstream.seen.length;
    const { status, text } = await ask(protocol, body);
    expect(text).toContain('Ringwall blocked this prompt');
    expect(status).toBe(400);
    expect(upstream.seen).toHaveLength(before);
  });

  test('and what a tool brought in is a list of texts or one text, never something else', async () => {
    const content = [{ type: 'tool_result', tool_use_id: 't', content: { type: 'image', source: {} } }];
    const { status } = await ask('anthropic', { messages: [{ role: 'user', content }] });
    expect(status).toBe(400);
  });
});

const message = (more: object) => ({
  id: 'msg',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 1 },
  ...more,
});
const answered = (input: object) => message({ content: [{ type: 'tool_use', id: 't', name: 'n', input }] });

describe('a secret in an answer does not reach the client', () => {
  test.each<[string, Protocol, object]>([
    ['beside the choices', 'openai', { ...completion('Hi'), system_fingerprint: secret }],
    ['in a list of citations', 'openai', { ...completion('Hi'), citations: [{ url: secret }] }],
    ['as a role', 'openai', { choices: [{ index: 0, message: { role: secret, content: 'Hi' } }] }],
    ['as the name of a member', 'openai', { ...completion('Hi'), [secret]: 1 }],
    ['in the id of a message', 'anthropic', message({ id: secret })],
    ['in tool input under the name role', 'anthropic', answered({ role: secret })],
    ['in tool input deep under the name type', 'anthropic', answered({ type: { a: secret } })],
    ['as the name of a member of tool input', 'anthropic', answered({ [secret]: 1 })],
  ])('%s (%s)', async (_place, protocol, body) => {
    upstream.script(jsonAnswer(body));
    expect((await ask(protocol, {})).text).not.toContain(secret);
  });
});

const chunk = (more: object, choice: object = {}) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null, ...choice }], ...more })}\n\n`;
const event = (type: string, data: object, name = type) =>
  `event: ${name}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const start = event('message_start', { message: message({ content: [] }) });
const block = (data: object = { type: 'text', text: '' }) =>
  event('content_block_start', { index: 0, content_block: data });
const text = (content: string) =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: content } });
const stop = event('message_stop', {});

describe('a secret in a stream does not reach the client', () => {
  test.each<[string, Protocol, string]>([
    ['beside the choices', 'openai', chunk({ system_fingerprint: secret })],
    ['beside the delta', 'openai', chunk({}, { text: secret })],
    ['in a whole message beside the delta', 'openai', chunk({}, { message: { content: secret } })],
    ['as a role', 'openai', chunk({}, { delta: { role: secret } })],
    ['as a reason to finish', 'openai', chunk({}, { finish_reason: secret })],
    ['as the name of a member', 'openai', chunk({ [secret]: 1 })],
    ['as the name of an event', 'openai', `event: ${secret}\n${chunk({})}`],
    ['in a ping', 'anthropic', start + event('ping', { note: secret })],
    ['in the id of a message', 'anthropic', event('message_start', { message: message({ id: secret }) })],
    [
      'beside a block',
      'anthropic',
      start + event('content_block_start', { index: 0, content_block: {}, note: secret }),
    ],
    ['in the last event', 'anthropic', start + event('message_stop', { note: secret })],
    ['as the name of an event', 'anthropic', start + event('ping', {}, secret)],
    [
      'in an event that is called another',
      'anthropic',
      start + event('ping', { delta: { text: secret } }, 'content_block_delta'),
    ],
    [
      'in a part that is begun again',
      'anthropic',
      start + block() + text(secret) + event('message_start', { message: message({}) }),
    ],
    [
      'in a part that a delta of the message replaces',
      'anthropic',
      start + block() + text(secret) + event('message_delta', { delta: { content: [{ text: 'x' }] } }),
    ],
  ])('%s (%s)', async (_place, protocol, events) => {
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events + (protocol === 'openai' ? 'data: [DONE]\n\n' : stop));
    });
    expect((await ask(protocol, { stream: true })).text).not.toContain(secret);
  });
});
