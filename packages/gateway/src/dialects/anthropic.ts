import type { Json, Part } from '@ringwall/core';
import { GatewayError } from '../errors.ts';
import { eachString, isArray, member } from '../json-pointer.ts';
import type { Dialect, StreamEvent, StreamText, UnderstoodRequest, Usage } from './dialect.ts';
import {
  onlyKnownMembers,
  requireModel,
  requireStreamFlag,
  unknownType,
  upstreamUnclear,
} from './understand.ts';

/** Anthropic Messages: request, answer and stream events (docs.anthropic.com/en/api/messages). */

const requestMembers = new Set([
  'model', 'messages', 'system', 'max_tokens', 'metadata', 'stop_sequences', 'stream', 'temperature', 'top_k',
  'top_p', 'tools', 'tool_choice', 'thinking', 'service_tier', 'output_config', 'output_format',
]); // biome-ignore format: a list of words
const messageMembers = new Set(['role', 'content']);
const blockMembers = new Map([
  ['text', new Set(['type', 'text', 'cache_control', 'citations'])],
  ['tool_use', new Set(['type', 'id', 'name', 'input', 'cache_control'])],
  ['tool_result', new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control'])],
  ['thinking', new Set(['type', 'thinking', 'signature'])],
  ['redacted_thinking', new Set(['type', 'data'])],
  ['document', new Set(['type', 'source', 'title', 'context', 'citations', 'cache_control'])],
]);
const definitionMembers = new Set(['tools', 'tool_choice', 'output_config', 'output_format']);
const structural = new Set(['role', 'type', 'stop_reason', 'cache_control', 'signature']);

function understandRequest(body: Json): UnderstoodRequest {
  onlyKnownMembers(body, '', requestMembers);
  const parts: Part[] = [];
  const system = member(body, 'system');
  if (isArray(system)) checkBlocks(system, '/system', new Set(['text']));
  eachString(system, '/system', structural, (text, pointer) => {
    parts.push({ pointer, role: 'system', trust: 'trusted', syntax: 'text', text });
  });
  const messages = member(body, 'messages');
  if (!isArray(messages) || messages.length === 0) {
    throw new GatewayError(
      'gateway/request-not-understood',
      '/messages must be a list of at least one message.',
    );
  }
  for (const [i, message] of messages.entries()) messageParts(message, `/messages/${i}`, parts);
  for (const [key, value] of Object.entries(body ?? {})) {
    if (key === 'messages' || key === 'model' || key === 'system') continue;
    if (key === 'tools') checkTools(value);
    const trusted = definitionMembers.has(key);
    eachString(value, `/${key}`, structural, (text, pointer) => {
      const role = trusted ? 'tool-definition' : 'other';
      parts.push({ pointer, role, trust: trusted ? 'trusted' : 'untrusted', syntax: 'text', text });
    });
  }
  return { model: requireModel(body), stream: requireStreamFlag(body), parts };
}

function messageParts(message: Json, pointer: string, parts: Part[]): void {
  onlyKnownMembers(message, pointer, messageMembers);
  const role = member(message, 'role');
  if (role !== 'user' && role !== 'assistant') throw unknownType(`${pointer}/role`, role);
  const content = member(message, 'content');
  if (isArray(content)) checkBlocks(content, `${pointer}/content`, new Set(blockMembers.keys()));
  else if (typeof content !== 'string') throw unknownType(`${pointer}/content`, 'not text');
  const blocks: readonly Json[] = isArray(content) ? content : [];
  eachString(message, pointer, structural, (text, at) => {
    const index = Number(at.slice(pointer.length).split('/')[2]);
    const type = member(blocks[index], 'type');
    // What a tool or a document brought in was written by neither the author nor the user.
    const from = type === 'tool_result' || type === 'document' ? 'tool' : role;
    parts.push({ pointer: at, role: from, trust: 'untrusted', syntax: 'text', text });
  });
}

function checkBlocks(blocks: readonly Json[], pointer: string, allowed: ReadonlySet<string>): void {
  for (const [i, block] of blocks.entries()) {
    const at = `${pointer}/${i}`;
    const type = member(block, 'type');
    const known = typeof type === 'string' && allowed.has(type) ? blockMembers.get(type) : undefined;
    if (known === undefined) throw unknownType(at, type);
    onlyKnownMembers(block, at, known);
    if (type === 'tool_result') {
      const content = member(block, 'content');
      if (isArray(content)) checkBlocks(content, `${at}/content`, new Set(['text']));
    }
    const source = member(member(block, 'source'), 'type');
    if (type === 'document' && source !== 'text') throw unknownType(`${at}/source`, source);
  }
}

/** Tools that run at the provider bring text into the answer that never passed here. */
function checkTools(tools: Json): void {
  if (!isArray(tools)) throw unknownType('/tools', 'not a list');
  for (const [i, tool] of tools.entries()) {
    const type = member(tool, 'type') ?? 'custom';
    if (type !== 'custom') throw unknownType(`/tools/${i}`, type);
  }
}

function completionParts(body: Json): readonly Part[] {
  const content = member(body, 'content');
  if (!isArray(content)) throw upstreamUnclear('the answer has no list of content blocks');
  const parts: Part[] = [];
  eachString(content, '/content', structural, (text, pointer) => {
    parts.push({ pointer, role: 'assistant', trust: 'untrusted', syntax: 'text', text });
  });
  const stop = member(body, 'stop_sequence');
  if (typeof stop === 'string') {
    parts.push({
      pointer: '/stop_sequence',
      role: 'assistant',
      trust: 'untrusted',
      syntax: 'text',
      text: stop,
    });
  }
  return parts;
}

function tokens(usage: Json | undefined): Partial<Usage> {
  const inputTokens = member(usage, 'input_tokens');
  const outputTokens = member(usage, 'output_tokens');
  return {
    ...(typeof inputTokens === 'number' && { inputTokens }),
    ...(typeof outputTokens === 'number' && { outputTokens }),
  };
}

const none: StreamEvent = { texts: [], closes: [], terminal: false, failed: false };

function readStreamEvent(_event: string, data: Json | '[DONE]'): StreamEvent {
  const index = member(data === '[DONE]' ? null : data, 'index');
  const body = data === '[DONE]' ? null : data;
  switch (member(body, 'type')) {
    case 'ping':
      return none;
    case 'message_start': {
      const message = member(body, 'message');
      const content = whole(member(message, 'content'), '/message/content', '/content');
      return { ...none, texts: content, usage: tokens(member(message, 'usage')) };
    }
    case 'content_block_start':
      return {
        ...none,
        texts: growing(member(body, 'content_block'), '/content_block', blockPointer(index)),
      };
    case 'content_block_delta':
      return { ...none, texts: deltaTexts(member(body, 'delta'), blockPointer(index)) };
    case 'content_block_stop':
      return { ...none, closes: [blockPointer(index)] };
    case 'message_delta':
      return {
        ...none,
        texts: whole(member(body, 'delta'), '/delta', ''),
        usage: tokens(member(body, 'usage')),
      };
    case 'message_stop':
      return { ...none, terminal: true };
    case 'error':
      return { ...none, failed: true };
    default:
      throw upstreamUnclear('the stream carries an event of an unknown type');
  }
}

function blockPointer(index: Json | undefined): string {
  if (typeof index !== 'number') throw upstreamUnclear('a content block in the stream has no index');
  return `/content/${index}`;
}

function deltaTexts(delta: Json | undefined, block: string): readonly StreamText[] {
  switch (member(delta, 'type')) {
    case 'text_delta':
    case 'thinking_delta':
      return growing(delta, '/delta', block);
    case 'input_json_delta':
      return growing(delta, '/delta', block).map((text) => ({
        ...text,
        pointer: `${block}/input`,
        syntax: 'json',
      }));
    case 'signature_delta':
    case 'citations_delta':
      return whole(delta, '/delta', block);
    default:
      throw upstreamUnclear('the stream carries a delta of an unknown type');
  }
}

function growing(value: Json | undefined, at: string, pointer: string): readonly StreamText[] {
  return texts(value, at, pointer, false);
}

function whole(value: Json | undefined, at: string, pointer: string): readonly StreamText[] {
  return texts(value, at, pointer, true);
}

function texts(
  value: Json | undefined,
  at: string,
  pointer: string,
  isWhole: boolean,
): readonly StreamText[] {
  const found: StreamText[] = [];
  eachString(value, at, structural, (text, eventPointer, key) => {
    const place = pointer + eventPointer.slice(at.length);
    found.push({ pointer: place, syntax: 'text', eventPointer, text, whole: isWhole || key === 'id' });
  });
  return found;
}

const errorTypes = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
]);

function errorOf(problem: { status: number; detail: string }, request: string): Json {
  const fallback = problem.status >= 500 ? 'api_error' : 'invalid_request_error';
  return {
    type: 'error',
    error: { type: errorTypes.get(problem.status) ?? fallback, message: problem.detail },
    request_id: request,
  };
}

export const anthropic: Dialect = {
  protocol: 'anthropic',
  path: '/v1/messages',
  understandRequest,
  completionParts,
  usage(body) {
    const { inputTokens, outputTokens } = tokens(member(body, 'usage'));
    return inputTokens === undefined || outputTokens === undefined
      ? undefined
      : { inputTokens, outputTokens };
  },
  withoutEchoes: (body) => body,
  readStreamEvent,
  errorBody: errorOf,
  streamError: (problem, request) => ({ event: 'error', data: errorOf(problem, request) }),
  upstreamMessage(body) {
    const message = member(member(body, 'error'), 'message');
    return typeof message === 'string' ? message : undefined;
  },
  models: (names, createdAtMs) => ({
    data: names.map((name) => modelObject(name, createdAtMs)),
    has_more: false,
    first_id: names[0] ?? null,
    last_id: names.at(-1) ?? null,
  }),
  model: modelObject,
};

function modelObject(name: string, createdAtMs: number): Json {
  return { type: 'model', id: name, display_name: name, created_at: new Date(createdAtMs).toISOString() };
}
