import type { Json, Part } from '@ringwall/core';
import { GatewayError } from '../errors.ts';
import { eachText, isArray, member, without } from '../json-pointer.ts';
import type { Dialect, StreamEvent, StreamText, UnderstoodRequest, Usage } from './dialect.ts';
import {
  onlyKnownMembers,
  requireModel,
  requireStreamFlag,
  tokenCount,
  unknownType,
  upstreamUnclear,
} from './understand.ts';

/** Anthropic Messages: request, answer and stream events (docs.anthropic.com/en/api/messages). */

// biome-ignore format: a list of words
const requestMembers = new Set([
  'model', 'messages', 'system', 'max_tokens', 'metadata', 'stop_sequences', 'stream', 'temperature', 'top_k',
  'top_p', 'tools', 'tool_choice', 'thinking', 'service_tier', 'output_config', 'output_format',
]);
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
/** Members that hold words of the protocol. */
const words = new Set(['role', 'type', 'stop_reason', 'service_tier']);
/** Where the opaque proof of a thinking block stands: in a message, an answer, or an event of a stream. */
const signaturePlace = /^(?:(?:\/messages\/\d+)?\/content\/\d+|\/delta|\/content_block)\/signature$/;
const base64 = /^[A-Za-z0-9+/_=-]+$/;

function eachOwnText(
  value: Json | undefined,
  pointer: string,
  visit: (text: string, pointer: string, key: string | undefined) => void,
): void {
  eachText(value, pointer, words, (text, at, key) => {
    if (key !== 'signature' || !signaturePlace.test(at) || !base64.test(text)) visit(text, at, key);
  });
}

function understandRequest(body: Json): UnderstoodRequest {
  onlyKnownMembers(body, '', requestMembers);
  const parts: Part[] = [];
  const system = member(body, 'system');
  if (isArray(system)) checkBlocks(system, '/system', new Set(['text']));
  eachOwnText(system, '/system', (text, pointer) => {
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
    eachOwnText(value, `/${key}`, (text, pointer) => {
      const role = trusted ? 'tool-definition' : 'other';
      parts.push({ pointer, role, trust: trusted ? 'trusted' : 'untrusted', syntax: 'text', text });
    });
  }
  const maxOutputTokens = tokenCount(member(body, 'max_tokens'));
  const thinking = member(member(body, 'thinking'), 'type');
  return {
    ...{ model: requireModel(body), stream: requireStreamFlag(body), parts },
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...{ answers: 1, hasTools: isArray(member(body, 'tools')), tellsUsage: true },
    hidesOutput: thinking !== undefined && thinking !== 'disabled',
  };
}

function messageParts(message: Json, pointer: string, parts: Part[]): void {
  onlyKnownMembers(message, pointer, messageMembers);
  const role = member(message, 'role');
  if (role !== 'user' && role !== 'assistant') throw unknownType(`${pointer}/role`, role);
  const content = member(message, 'content');
  if (isArray(content)) checkBlocks(content, `${pointer}/content`, new Set(blockMembers.keys()));
  else if (typeof content !== 'string') throw unknownType(`${pointer}/content`, 'not text');
  const blocks: readonly Json[] = isArray(content) ? content : [];
  eachOwnText(message, pointer, (text, at) => {
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
      else if (content !== undefined && typeof content !== 'string')
        throw unknownType(`${at}/content`, 'not text');
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
  if (!isArray(member(body, 'content'))) throw upstreamUnclear('the answer has no list of content blocks');
  const parts: Part[] = [];
  eachOwnText(body, '', (text, pointer) => {
    parts.push({ pointer, role: 'assistant', trust: 'untrusted', syntax: 'text', text });
  });
  return parts;
}

function usageIn(value: Json | undefined): Partial<Usage> {
  const usage = member(value, 'usage');
  const inputTokens = tokenCount(member(usage, 'input_tokens'));
  const outputTokens = tokenCount(member(usage, 'output_tokens'));
  const cacheReadTokens = tokenCount(member(usage, 'cache_read_input_tokens'));
  const hour = tokenCount(member(member(usage, 'cache_creation'), 'ephemeral_1h_input_tokens')) ?? 0;
  const written = tokenCount(member(usage, 'cache_creation_input_tokens')) ?? 0;
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(cacheReadTokens ? { cacheReadTokens } : {}),
    ...(written > hour ? { cacheWriteTokens: written - hour } : {}),
    ...(hour > 0 ? { cacheWriteHourTokens: hour } : {}),
  };
}

const none: StreamEvent = { texts: [], closes: [], terminal: false, failed: false };

function readStreamEvent(name: string, data: Json | '[DONE]'): StreamEvent {
  const body = data === '[DONE]' ? null : data;
  const type = member(body, 'type');
  // Clients go by the one or by the other.
  if (name !== '' && name !== type) throw upstreamUnclear('the stream carries an event under another name');
  const index = member(body, 'index');
  switch (type) {
    case 'ping':
      return { ...none, texts: whole(body, '', '') };
    case 'message_start': {
      const message = member(body, 'message');
      return {
        ...none,
        texts: about(body, 'message', whole(message, '/message', '')),
        usage: usageIn(message),
      };
    }
    case 'content_block_start': {
      const block = growing(member(body, 'content_block'), '/content_block', blockPointer(index));
      return { ...none, texts: about(body, 'content_block', block) };
    }
    case 'content_block_delta': {
      const delta = deltaTexts(member(body, 'delta'), blockPointer(index));
      return { ...none, texts: about(body, 'delta', delta) };
    }
    case 'content_block_stop':
      return { ...none, texts: whole(body, '', ''), closes: [blockPointer(index)] };
    case 'message_delta': {
      const delta = whole(member(body, 'delta'), '/delta', '');
      return { ...none, texts: about(body, 'delta', delta), usage: usageIn(body) };
    }
    case 'message_stop':
      return { ...none, texts: whole(body, '', ''), terminal: true };
    case 'error':
      return { ...none, failed: true };
    default:
      throw upstreamUnclear('the stream carries an event of an unknown type');
  }
}

/** The texts of one member of an event, and those of what stands beside it. */
function about(body: Json, key: string, texts: readonly StreamText[]): readonly StreamText[] {
  return [...texts, ...whole(without(body, key), '', '')];
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
      return growing(delta, '/delta', block).map((text) =>
        text.eventPointer === '/delta/partial_json'
          ? { ...text, pointer: `${block}/input`, syntax: 'json' }
          : { ...text, whole: true },
      );
    case 'signature_delta':
    case 'citations_delta':
      return whole(delta, '/delta', block);
    default:
      throw upstreamUnclear('the stream carries a delta of an unknown type');
  }
}

function whole(value: Json | undefined, at: string, pointer: string): readonly StreamText[] {
  return growing(value, at, pointer).map((text) => ({ ...text, whole: true }));
}

function growing(value: Json | undefined, at: string, pointer: string): readonly StreamText[] {
  const found: StreamText[] = [];
  eachOwnText(value, at, (text, eventPointer, key) => {
    const isName = key === undefined;
    found.push({
      pointer: pointer + eventPointer.slice(at.length),
      syntax: 'text',
      eventPointer,
      text,
      whole: isName || key === 'id',
      ...(isName && { isName }),
    });
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
    const { inputTokens, outputTokens, ...cached } = usageIn(body);
    return inputTokens === undefined || outputTokens === undefined
      ? undefined
      : { inputTokens, outputTokens, ...cached };
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
