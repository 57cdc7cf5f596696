import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Json, parseBoundedJson } from '@ringwall/core';
import { isArray, member } from '../json-pointer.ts';
import { sseFrame } from '../sse/parser.ts';
import { type DemoAnswer, type DemoTurn, demoAnswer, demoTokens } from './assistant.ts';

export interface DemoServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the demo assistant behind both protocols on a free loopback port. */
export async function startDemoServer(): Promise<DemoServer> {
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = parseBoundedJson(Buffer.concat(chunks), { maxBytes: 16 << 20 });
  const openai = request.url === '/v1/chat/completions';
  const turn = readTurn(body, openai);
  const given = demoAnswer(turn);
  const usage = { input: demoTokens(turn.system + turn.user), output: demoTokens(JSON.stringify(given)) };
  if (member(body, 'stream') !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(openai ? openaiWhole(given, usage) : anthropicWhole(given, usage)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const withUsage = member(member(body, 'stream_options'), 'include_usage') === true;
  for (const frame of openai ? openaiFrames(given, usage, withUsage) : anthropicFrames(given, usage))
    response.write(frame);
  response.end();
}

function readTurn(body: Json, openai: boolean): DemoTurn {
  const listed = member(body, 'messages');
  const messages = isArray(listed) ? listed : [];
  const system = [textOf(member(body, 'system'))];
  let user = '';
  let toolResult: string | undefined;
  for (const message of messages) {
    const role = member(message, 'role');
    const content = member(message, 'content');
    const result = openai ? undefined : anthropicToolResult(content);
    toolResult = undefined;
    if (role === 'system' || role === 'developer') system.push(textOf(content));
    else if (role === 'tool') toolResult = textOf(content);
    else if (result !== undefined) toolResult = result;
    else if (role === 'user') user = textOf(content);
  }
  const tools = member(body, 'tools');
  const first = isArray(tools) ? tools[0] : undefined;
  const name = openai ? member(member(first, 'function'), 'name') : member(first, 'name');
  return {
    system: system.filter(Boolean).join(' '),
    user,
    ...(typeof name === 'string' && { tool: name }),
    ...(toolResult !== undefined && { toolResult }),
  };
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!isArray(content)) return '';
  return content.map((part) => textOf(member(part, 'text'))).join(' ');
}

function anthropicToolResult(content: Json | undefined): string | undefined {
  const blocks = isArray(content) ? content : [];
  const result = blocks.find((block) => member(block, 'type') === 'tool_result');
  return result === undefined ? undefined : textOf(member(result, 'content'));
}

interface Tokens {
  readonly input: number;
  readonly output: number;
}

const openaiHead = { id: 'chatcmpl-demo', created: 0, model: 'ringwall-demo' };

function openaiUsage({ input, output }: Tokens) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function openaiWhole(given: DemoAnswer, usage: Tokens) {
  const call = given.kind === 'tool' && {
    tool_calls: [
      { id: 'call_demo', type: 'function', function: { name: given.name, arguments: given.arguments } },
    ],
  };
  const message = {
    role: 'assistant',
    content: given.kind === 'text' ? given.text : null,
    refusal: null,
    ...call,
  };
  const finish = given.kind === 'tool' ? 'tool_calls' : 'stop';
  return {
    ...openaiHead,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    usage: openaiUsage(usage),
  };
}

function* openaiFrames(given: DemoAnswer, usage: Tokens, withUsage: boolean): Generator<Uint8Array> {
  const chunk = (delta: unknown, finish: string | null = null) =>
    sseFrame(undefined, {
      ...openaiHead,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  yield chunk({ role: 'assistant', content: given.kind === 'text' ? '' : null });
  if (given.kind === 'text') {
    for (const piece of pieces(given.text)) yield chunk({ content: piece });
  } else {
    const start = {
      index: 0,
      id: 'call_demo',
      type: 'function',
      function: { name: given.name, arguments: '' },
    };
    yield chunk({ tool_calls: [start] });
    for (const piece of pieces(given.arguments)) {
      yield chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, given.kind === 'tool' ? 'tool_calls' : 'stop');
  if (withUsage) {
    yield sseFrame(undefined, {
      ...openaiHead,
      object: 'chat.completion.chunk',
      choices: [],
      usage: openaiUsage(usage),
    });
  }
  yield Buffer.from('data: [DONE]\n\n');
}

function anthropicBlock(given: DemoAnswer) {
  return given.kind === 'text'
    ? { type: 'text', text: given.text }
    : { type: 'tool_use', id: 'toolu_demo', name: given.name, input: parseBoundedJson(given.arguments) };
}

function anthropicWhole(given: DemoAnswer, usage: Tokens) {
  return {
    id: 'msg_demo',
    type: 'message',
    role: 'assistant',
    model: 'ringwall-demo',
    content: [anthropicBlock(given)],
    stop_reason: given.kind === 'tool' ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: usage.output },
  };
}

function* anthropicFrames(given: DemoAnswer, usage: Tokens): Generator<Uint8Array> {
  const frame = (type: string, data: object) => sseFrame(type, { type, ...data });
  const message = { ...anthropicWhole(given, usage), content: [], stop_reason: null };
  yield frame('message_start', {
    message: { ...message, usage: { input_tokens: usage.input, output_tokens: 1 } },
  });
  const start =
    given.kind === 'text'
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: 'toolu_demo', name: given.name, input: {} };
  yield frame('content_block_start', { index: 0, content_block: start });
  for (const piece of pieces(given.kind === 'text' ? given.text : given.arguments)) {
    const delta =
      given.kind === 'text'
        ? { type: 'text_delta', text: piece }
        : { type: 'input_json_delta', partial_json: piece };
    yield frame('content_block_delta', { index: 0, delta });
  }
  yield frame('content_block_stop', { index: 0 });
  const stop = given.kind === 'tool' ? 'tool_use' : 'end_turn';
  yield frame('message_delta', {
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { output_tokens: usage.output },
  });
  yield frame('message_stop', {});
}

/** Word by word, as models do. */
function pieces(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
