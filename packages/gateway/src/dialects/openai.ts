import type { Json, Part } from '@ringwall/core';
import { GatewayError } from '../errors.ts';
import { eachText, isArray, isObject, member, without } from '../json-pointer.ts';
import type { Dialect, StreamEvent, StreamText, UnderstoodRequest, Usage } from './dialect.ts';
import {
  onlyKnownMembers,
  requireModel,
  requireStreamFlag,
  tokenCount,
  unknownType,
  upstreamUnclear,
} from './understand.ts';

/** OpenAI Chat Completions: request, answer and stream chunks (platform.openai.com/docs/api-reference/chat). */

// biome-ignore format: a list of words
const requestMembers = new Set([
  'messages', 'model', 'stream', 'stream_options', 'temperature', 'top_p', 'n', 'stop', 'max_tokens',
  'max_completion_tokens', 'presence_penalty', 'frequency_penalty', 'logit_bias', 'logprobs', 'top_logprobs',
  'user', 'seed', 'tools', 'tool_choice', 'parallel_tool_calls', 'response_format', 'service_tier', 'metadata',
  'store', 'reasoning_effort', 'verbosity', 'prediction', 'functions', 'function_call', 'prompt_cache_key',
  'safety_identifier', 'modalities',
]);
// biome-ignore format: a list of words
const messageMembers = new Set([
  'role', 'content', 'name', 'tool_calls', 'tool_call_id', 'refusal', 'function_call', 'reasoning_content',
]);
const roles = new Map<string, Part['role']>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);
const textPartTypes = new Map([
  ['text', new Set(['type', 'text'])],
  ['refusal', new Set(['type', 'refusal'])],
]);
const toolTypes = new Set(['function', 'custom']);
/** Members that hold words of the protocol. */
const words = new Set(['role', 'type', 'finish_reason', 'object', 'service_tier']);
/** The name of a stream event, where there is one. */
const eventName = /^[a-z._]{0,32}$/;
const definitionMembers = new Set(['tools', 'functions', 'response_format', 'tool_choice', 'function_call']);

function understandRequest(body: Json): UnderstoodRequest {
  onlyKnownMembers(body, '', requestMembers);
  const modalities = member(body, 'modalities');
  if (isArray(modalities) && modalities.some((item) => item !== 'text'))
    throw unknownType('/modalities', 'audio');
  const messages = member(body, 'messages');
  if (!isArray(messages) || messages.length === 0) {
    throw new GatewayError(
      'gateway/request-not-understood',
      '/messages must be a list of at least one message.',
    );
  }
  const parts: Part[] = [];
  for (const [i, message] of messages.entries()) messageParts(message, `/messages/${i}`, parts);
  for (const [key, value] of Object.entries(body ?? {})) {
    if (key === 'messages' || key === 'model') continue;
    if (key === 'tools') checkTools(value);
    const trusted = definitionMembers.has(key);
    eachText(value, `/${key}`, words, (text, pointer) => {
      const role = trusted ? 'tool-definition' : 'other';
      parts.push({ pointer, role, trust: trusted ? 'trusted' : 'untrusted', syntax: 'text', text });
    });
  }
  const stream = requireStreamFlag(body);
  // Which of the two an upstream goes by is its own affair.
  const most = ['max_completion_tokens', 'max_tokens'].flatMap((key) => tokenCount(member(body, key)) ?? []);
  return {
    ...{ model: requireModel(body), stream, parts },
    ...(most.length > 0 && { maxOutputTokens: Math.max(...most) }),
    answers: Math.max(1, tokenCount(member(body, 'n')) ?? 1),
    hasTools: isArray(member(body, 'tools')) || isArray(member(body, 'functions')),
    hidesOutput: false,
    tellsUsage: !stream || member(member(body, 'stream_options'), 'include_usage') === true,
  };
}

function askForUsage(body: Json): Json {
  if (!isObject(body)) return body;
  const options = member(body, 'stream_options');
  return { ...body, stream_options: { ...(isObject(options) ? options : {}), include_usage: true } };
}

function messageParts(message: Json, pointer: string, parts: Part[]): void {
  onlyKnownMembers(message, pointer, messageMembers);
  const name = member(message, 'role');
  const role = typeof name === 'string' ? roles.get(name) : undefined;
  if (role === undefined) throw unknownType(`${pointer}/role`, name);
  const content = member(message, 'content');
  if (isArray(content)) {
    for (const [i, part] of content.entries()) {
      const type = member(part, 'type');
      const known = typeof type === 'string' ? textPartTypes.get(type) : undefined;
      if (known === undefined) throw unknownType(`${pointer}/content/${i}`, type);
      onlyKnownMembers(part, `${pointer}/content/${i}`, known);
    }
  } else if (content !== undefined && content !== null && typeof content !== 'string') {
    throw unknownType(`${pointer}/content`, 'not text');
  }
  const calls = member(message, 'tool_calls');
  if (isArray(calls)) {
    for (const [i, call] of calls.entries()) {
      const type = member(call, 'type');
      if (typeof type !== 'string' || !toolTypes.has(type))
        throw unknownType(`${pointer}/tool_calls/${i}`, type);
    }
  }
  const trust = role === 'system' ? 'trusted' : 'untrusted';
  eachText(message, pointer, words, (text, at, key) => {
    parts.push({ pointer: at, role, trust, syntax: key === 'arguments' ? 'json' : 'text', text });
  });
}

function checkTools(tools: Json): void {
  if (!isArray(tools)) throw unknownType('/tools', 'not a list');
  for (const [i, tool] of tools.entries()) {
    const type = member(tool, 'type');
    if (typeof type !== 'string' || !toolTypes.has(type)) throw unknownType(`/tools/${i}`, type);
  }
}

function choicesOf(body: Json): readonly Json[] {
  const choices = member(body, 'choices');
  if (!isArray(choices)) throw upstreamUnclear('the answer has no list of choices');
  return choices;
}

function completionParts(body: Json): readonly Part[] {
  for (const choice of choicesOf(body)) {
    if (isObject(member(member(choice, 'message'), 'audio')))
      throw upstreamUnclear('the answer carries audio');
  }
  const parts: Part[] = [];
  eachText(body, '', words, (text, pointer, key) => {
    const syntax = key === 'arguments' ? 'json' : 'text';
    parts.push({ pointer, role: 'assistant', trust: 'untrusted', syntax, text });
  });
  return parts;
}

function usage(body: Json): Usage | undefined {
  const reported = member(body, 'usage');
  const inputTokens = tokenCount(member(reported, 'prompt_tokens'));
  const outputTokens = tokenCount(member(reported, 'completion_tokens'));
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const cacheReadTokens = tokenCount(member(member(reported, 'prompt_tokens_details'), 'cached_tokens'));
  return { inputTokens, outputTokens, ...(cacheReadTokens ? { cacheReadTokens } : {}) };
}

function withoutEchoes(body: Json): Json {
  const choices = member(body, 'choices');
  if (!isObject(body) || !isArray(choices)) return body;
  const quiet = choices.map((choice) =>
    isObject(choice) && Object.hasOwn(choice, 'logprobs') ? { ...choice, logprobs: null } : choice,
  );
  return { ...body, choices: quiet };
}

const none: StreamEvent = { texts: [], closes: [], terminal: false, failed: false };

function readStreamEvent(name: string, data: Json | '[DONE]'): StreamEvent {
  if (!eventName.test(name)) throw upstreamUnclear('the stream carries an event with an unusual name');
  if (data === '[DONE]') return { ...none, terminal: true };
  if (isObject(member(data, 'error'))) return { ...none, failed: true };
  const texts: StreamText[] = [];
  const closes: string[] = [];
  for (const [i, choice] of choicesOf(data).entries()) {
    const index = member(choice, 'index');
    if (typeof index !== 'number') throw upstreamUnclear('a stream choice has no index');
    const at = `/choices/${i}`;
    const pointer = `/choices/${index}`;
    texts.push(...deltaTexts(member(choice, 'delta'), `${at}/delta`, `${pointer}/message`));
    texts.push(...wholeTexts(without(choice, 'delta'), at, pointer));
    if (typeof member(choice, 'finish_reason') === 'string') closes.push(`${pointer}/message`);
  }
  texts.push(...wholeTexts(without(data, 'choices'), '', ''));
  const tokens = usage(data);
  const isUsageOnly = tokens !== undefined && choicesOf(data).length === 0;
  return {
    ...{ ...none, texts, closes },
    ...(tokens && { usage: tokens }),
    ...(isUsageOnly && { isUsageOnly }),
  };
}

/** Everything in a delta is text to be appended; a tool call says itself which one it continues. */
function deltaTexts(delta: Json | undefined, at: string, pointer: string): readonly StreamText[] {
  if (delta === undefined || delta === null) return [];
  if (!isObject(delta)) throw upstreamUnclear('a delta in the stream is no object');
  if (isObject(delta.audio)) throw upstreamUnclear('the stream carries audio');
  const calls = delta.tool_calls;
  if (!isArray(calls)) return growingTexts(delta, at, pointer);
  const texts = calls.flatMap((call, i) => {
    const index = member(call, 'index');
    if (typeof index !== 'number') throw upstreamUnclear('a tool call in the stream has no index');
    return growingTexts(call, `${at}/tool_calls/${i}`, `${pointer}/tool_calls/${index}`);
  });
  return [...texts, ...growingTexts(without(delta, 'tool_calls'), at, pointer)];
}

function growingTexts(value: Json, at: string, pointer: string): readonly StreamText[] {
  const texts: StreamText[] = [];
  eachText(value, at, words, (text, eventPointer, key) => {
    const isName = key === undefined;
    texts.push({
      pointer: pointer + eventPointer.slice(at.length),
      syntax: key === 'arguments' ? 'json' : 'text',
      eventPointer,
      text,
      // Ids are repeated whole by some servers instead of being appended to.
      whole: isName || key === 'id',
      ...(isName && { isName }),
    });
  });
  return texts;
}

function wholeTexts(value: Json, at: string, pointer: string): readonly StreamText[] {
  return growingTexts(value, at, pointer).map((text) => ({ ...text, whole: true }));
}

const errorTypes = new Map([
  [401, 'invalid_api_key'],
  [403, 'permission_denied'],
  [404, 'model_not_found'],
]);

/** What a limit says, by the names that the SDKs and their users know. */
const limitErrors = new Map([
  ['gateway/limit-reached', { type: 'requests', code: 'rate_limit_exceeded' }],
  ['gateway/budget-exhausted', { type: 'insufficient_quota', code: 'insufficient_quota' }],
]);

function errorOf(problem: { status: number; detail: string; code: string }, request: string): Json {
  const limit = limitErrors.get(problem.code);
  if (limit) return { error: { message: `${problem.detail} (${request})`, param: null, ...limit } };
  const type = problem.status >= 500 ? 'server_error' : 'invalid_request_error';
  const blocked = problem.code.endsWith('-blocked');
  return {
    error: {
      message: `${problem.detail} (${request})`,
      type,
      param: null,
      code: blocked ? 'content_filter' : (errorTypes.get(problem.status) ?? problem.code),
    },
  };
}

export const openai: Dialect = {
  protocol: 'openai',
  path: '/v1/chat/completions',
  understandRequest,
  completionParts,
  usage,
  withoutEchoes,
  readStreamEvent,
  askForUsage,
  errorBody: errorOf,
  streamError: (problem, request) => ({ data: errorOf(problem, request) }),
  upstreamMessage(body) {
    const error = member(body, 'error');
    const message = isObject(error) ? member(error, 'message') : error;
    return typeof message === 'string' ? message : undefined;
  },
  models: (names, createdAtMs) => ({
    object: 'list',
    data: names.map((name) => modelObject(name, createdAtMs)),
  }),
  model: modelObject,
};

function modelObject(name: string, createdAtMs: number): Json {
  return { id: name, object: 'model', created: Math.floor(createdAtMs / 1000), owned_by: 'ringwall' };
}
