import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Json, parseBoundedJson } from '../../../packages/core/src/index.ts';
import { startDemoServer } from '../../../packages/gateway/src/index.ts';
import { models } from '../company.ts';
import { member } from '../json-member.ts';
import type { Message, ScriptedAnswer } from '../planned.ts';
import { textOf } from '../scripted-answer.ts';
import { anthropicAnswer } from './anthropic-answer.ts';
import { openaiAnswer } from './openai-answer.ts';

type Said = Extract<ScriptedAnswer, { kind: 'said' }>;

/** What the driver of the demo arranges for a request that it is about to send. */
export interface Arrangement {
  readonly answer: ScriptedAnswer;
  /** Settles once the client has seen the head of its answer: what comes after takes the rest of the time. */
  readonly begun: Promise<void>;
  /** Called when the gateway has let go of an answer that hangs. */
  readonly onLeft?: () => void;
}

export interface ScriptedUpstream extends AsyncDisposable {
  readonly url: string;
  /** The next request of that model with these messages is answered so; anything else the demo assistant answers. */
  arrange(asked: { readonly model: string; readonly messages: readonly Message[] }, what: Arrangement): void;
  /** Nothing more is expected: what was arranged and not asked for (a prompt that was stopped) is forgotten. */
  clear(): void;
}

const maxBodyBytes = 4 << 20;
/** Arranged and not asked for yet. */
const maxArranged = 256;
/** Enough of a text to tell it from others, and less than any redaction would change. */
const keyCharacters = 48;

/**
 * Stands in for the model services: speaks both protocols, and says what it was told to. It has the time that a model
 * would take pass with `wait`.
 */
export async function startScriptedUpstream({
  wait,
}: {
  readonly wait: (ms: number) => Promise<void> | void;
}): Promise<ScriptedUpstream> {
  const arranged = new Map<string, Arrangement>();
  const assistant = await startDemoServer();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return void listModels(response);
    const bytes = await bytesOf(request);
    const asked = readAsked(bytes);
    const key = asked === undefined ? '' : keyOf(asked.model, asked.count, asked.last);
    const what = arranged.get(key);
    arranged.delete(key);
    if (asked === undefined || what === undefined) await improvise(request.url ?? '', bytes, response);
    else await perform(request.url ?? '', asked, what, response);
  }

  async function improvise(path: string, bytes: Uint8Array, response: ServerResponse): Promise<void> {
    await wait(250);
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(assistant.url + path, { method: 'POST', headers, body: Buffer.from(bytes) });
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await reply.arrayBuffer()));
  }

  async function perform(
    path: string,
    { model, stream, tellsUsage }: Asked,
    { answer: script, begun, onLeft }: Arrangement,
    response: ServerResponse,
  ): Promise<void> {
    const protocol = path === '/v1/messages' ? anthropicAnswer : openaiAnswer;
    if (script.kind === 'refused') {
      await wait(script.totalMs);
      response.writeHead(script.status, { 'content-type': 'application/json' });
      return void response.end(protocol.refusal(script.status));
    }
    if (!stream) {
      await wait(script.totalMs);
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(protocol.whole(model, script));
    }
    await wait(script.firstByteMs);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of protocol.begin(model, script)) response.write(frame);
    await Promise.race([begun, once(response, 'close')]);
    if (script.ending === 'hangs') {
      await once(response, 'close');
      return onLeft?.();
    }
    await sendPieces(protocol.pieces(model, script), script, response);
    // What was written is sent before the connection ends.
    if (script.ending === 'breaks-off') return void response.socket?.end();
    for (const frame of protocol.end(model, script, { tellsUsage })) response.write(frame);
    response.end();
  }

  /** One whose end does not come sends half of it. */
  async function sendPieces(all: readonly string[], { ending, ...times }: Said, response: ServerResponse) {
    const pieces = ending === undefined ? all : all.slice(0, Math.ceil(all.length / 2));
    const each = (times.totalMs - times.firstByteMs) / Math.max(1, all.length);
    for (const piece of pieces) {
      await wait(each);
      if (response.destroyed) return;
      response.write(piece);
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    arrange({ model, messages }, what) {
      const last = messages.at(-1);
      const oldest = arranged.keys().next().value;
      if (arranged.size >= maxArranged && oldest !== undefined) arranged.delete(oldest);
      arranged.set(keyOf(model, messages.length, last === undefined ? '' : textOf(last)), what);
    },
    clear: () => arranged.clear(),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await assistant.close();
    },
  };
}

interface Asked {
  readonly model: string;
  readonly stream: boolean;
  readonly tellsUsage: boolean;
  /** Messages without those of the system, and the text of the last. */
  readonly count: number;
  readonly last: string;
}

function readAsked(bytes: Uint8Array): Asked | undefined {
  const body = parseBoundedJson(bytes, { maxBytes: maxBodyBytes });
  const model = member(body, 'model');
  const messages = member(body, 'messages');
  if (typeof model !== 'string' || !Array.isArray(messages)) return undefined;
  const said = messages.filter((message) => member(message, 'role') !== 'system');
  return {
    model,
    stream: member(body, 'stream') === true,
    tellsUsage: member(member(body, 'stream_options'), 'include_usage') === true,
    count: said.length,
    last: wordsOf(member(said.at(-1) ?? null, 'content')),
  };
}

/** A text, or those of its parts; a tool's result is a part that has a content of its own. */
function wordsOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => wordsOf(member(part, 'text') ?? member(part, 'content'))).join(' ');
}

function keyOf(model: string, count: number, last: string): string {
  return `${model} ${count} ${last.slice(0, keyCharacters)}`;
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += Buffer.byteLength(chunk);
    if (size > maxBodyBytes) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Both services list their models at the same path. */
function listModels(response: ServerResponse): void {
  const data = Object.keys(models).map((id) => ({ id, type: 'model', object: 'model', created: 0 }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'list', data, has_more: false }));
}
