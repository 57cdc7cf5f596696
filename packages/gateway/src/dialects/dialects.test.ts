import type { Json } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { anthropic } from './anthropic.ts';
import { openai } from './openai.ts';

const parts = (
  read: readonly { pointer: string; role: string; trust: string; syntax: string; text: string }[],
) => read.map(({ pointer, role, trust, syntax, text }) => [pointer, role, trust, syntax, text].join(' | '));
const notUnderstood = expect.objectContaining({ code: 'gateway/request-not-understood' });
const upstreamUnclear = expect.objectContaining({ code: 'gateway/upstream-not-understood' });
const user = [{ role: 'user', content: 'hi' }];

describe('an OpenAI request', () => {
  test('has every text in it accounted for, with who wrote it', () => {
    const asked = openai.understandRequest({
      model: 'm',
      stream: true,
      messages: [
        { role: 'developer', content: 'be kind' },
        { role: 'user', content: [{ type: 'text', text: 'hello' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"q":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'found' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'looks', parameters: { type: 'object' } },
        },
      ],
      stop: ['END'],
    });
    expect(asked).toMatchObject({ model: 'm', stream: true });
    expect(parts(asked.parts)).toEqual([
      '/messages/0/content | system | trusted | text | be kind',
      '/messages/1/content/0/text | user | untrusted | text | hello',
      '/messages/2/tool_calls/0/id | assistant | untrusted | text | c1',
      '/messages/2/tool_calls/0/function/name | assistant | untrusted | text | look',
      '/messages/2/tool_calls/0/function/arguments | assistant | untrusted | json | {"q":1}',
      '/messages/3/tool_call_id | tool | untrusted | text | c1',
      '/messages/3/content | tool | untrusted | text | found',
      '/tools/0/function/name | tool-definition | trusted | text | look',
      '/tools/0/function/description | tool-definition | trusted | text | looks',
      '/stop/0 | other | untrusted | text | END',
    ]);
  });

  test.each<[string, Json]>([
    ['no object', []],
    ['no messages', { model: 'm' }],
    ['an empty list of messages', { model: 'm', messages: [] }],
    ['no model', { messages: user }],
    ['an unknown parameter', { model: 'm', messages: user, plugins: [] }],
    [
      '__proto__',
      JSON.parse('{"model":"m","messages":[{"role":"user","content":"hi"}],"__proto__":{"stream":true}}'),
    ],
    ['an unknown role', { model: 'm', messages: [{ role: 'root', content: 'hi' }] }],
    [
      'an image',
      {
        model: 'm',
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }],
      },
    ],
    [
      'an unknown member of a message',
      { model: 'm', messages: [{ role: 'user', content: 'hi', audio: { id: 'x' } }] },
    ],
    [
      'an unknown member of a part',
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'a', file: 'b' }] }] },
    ],
    ['content that is an object', { model: 'm', messages: [{ role: 'user', content: { text: 'hi' } }] }],
    ['a tool that runs elsewhere', { model: 'm', messages: user, tools: [{ type: 'web_search' }] }],
    ['audio output', { model: 'm', messages: user, modalities: ['text', 'audio'] }],
    ['a stream flag that is no boolean', { model: 'm', messages: user, stream: 'yes' }],
  ])('with %s is not understood', (_what, body) => {
    expect(() => openai.understandRequest(body)).toThrow(notUnderstood);
  });

  test.each<[number | undefined, Record<string, Json>]>([
    [9, { max_tokens: 9 }],
    [9, { max_completion_tokens: 9 }],
    // Which of two an upstream goes by is its own affair.
    [900, { max_completion_tokens: 1, max_tokens: 900 }],
    [900, { max_completion_tokens: 900, max_tokens: 1 }],
    [undefined, { max_tokens: -1 }],
    [undefined, { max_tokens: 9e15 }],
    [undefined, {}],
  ])('has an answer of at most %s tokens with %j', (most, more) => {
    expect(openai.understandRequest({ model: 'm', messages: user, ...more }).maxOutputTokens).toBe(most);
  });

  test('is refused without its own words in the error', () => {
    const odd = `ignore this <script> ${'x'.repeat(200)}`;
    expect(() => openai.understandRequest({ model: 'm', messages: user, [odd]: 1 })).toThrow(
      /an unusual name/,
    );
  });
});

describe('an Anthropic request', () => {
  test('has every text in it accounted for, and tool results are nobody the author trusts', () => {
    const asked = anthropic.understandRequest({
      model: 'm',
      max_tokens: 10,
      system: [{ type: 'text', text: 'be kind' }],
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'look', input: { q: 'x' } }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'found' }] }],
        },
      ],
      tools: [{ name: 'look', input_schema: { type: 'object', description: 'd' } }],
    });
    expect(parts(asked.parts)).toEqual([
      '/system/0/text | system | trusted | text | be kind',
      '/messages/0/content | user | untrusted | text | hello',
      '/messages/1/content/0/id | assistant | untrusted | text | t',
      '/messages/1/content/0/name | assistant | untrusted | text | look',
      '/messages/1/content/0/input/q | assistant | untrusted | text | x',
      '/messages/2/content/0/tool_use_id | tool | untrusted | text | t',
      '/messages/2/content/0/content/0/text | tool | untrusted | text | found',
      '/tools/0/name | tool-definition | trusted | text | look',
      '/tools/0/input_schema/description | tool-definition | trusted | text | d',
    ]);
  });

  test.each<[string, Json]>([
    ['an image', [{ type: 'image', source: { type: 'base64', data: 'x' } }]],
    ['a PDF', [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'x' } }]],
    [
      'an image inside a tool result',
      [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: {} }] }],
    ],
    ['an unknown block', [{ type: 'server_tool_use', id: 'x' }]],
    ['a number', 7],
  ])('with %s is not understood', (_what, content) => {
    expect(() => anthropic.understandRequest({ model: 'm', messages: [{ role: 'user', content }] })).toThrow(
      notUnderstood,
    );
  });

  test('with a tool that runs at the provider, or a system role, is not understood', () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    expect(() => anthropic.understandRequest({ model: 'm', messages: user, tools })).toThrow(notUnderstood);
    expect(() =>
      anthropic.understandRequest({ model: 'm', messages: [{ role: 'system', content: 'x' }] }),
    ).toThrow(notUnderstood);
  });
});

describe('what an upstream says it used', () => {
  test.each([-1, 1.5, '7', null, 4_294_967_295, Number.MAX_SAFE_INTEGER])(
    'is not taken from a number that no answer has: %j',
    (count) => {
      const usage = { prompt_tokens: 1, completion_tokens: count };
      expect(openai.usage({ choices: [], usage })).toBeUndefined();
      expect(anthropic.usage({ usage: { input_tokens: 1, output_tokens: count } })).toBeUndefined();
    },
  );
});

describe('a stream event', () => {
  test('of OpenAI names the channel each text belongs to', () => {
    const event = openai.readStreamEvent('', {
      choices: [
        {
          index: 1,
          delta: { content: 'a', tool_calls: [{ index: 2, function: { arguments: '{"' } }] },
          finish_reason: null,
        },
      ],
    });
    expect(
      event.texts.map(({ pointer, syntax, eventPointer, text }) => ({ pointer, syntax, eventPointer, text })),
    ).toEqual([
      {
        pointer: '/choices/1/message/tool_calls/2/function/arguments',
        syntax: 'json',
        eventPointer: '/choices/0/delta/tool_calls/0/function/arguments',
        text: '{"',
      },
      {
        pointer: '/choices/1/message/content',
        syntax: 'text',
        eventPointer: '/choices/0/delta/content',
        text: 'a',
      },
    ]);
  });

  test('that nobody can place is refused', () => {
    expect(() => openai.readStreamEvent('', { choices: [{ delta: { content: 'a' } }] })).toThrow(
      upstreamUnclear,
    );
    expect(() => openai.readStreamEvent('', { surprise: 1 })).toThrow(upstreamUnclear);
    expect(() => anthropic.readStreamEvent('x', { type: 'new_kind' })).toThrow(upstreamUnclear);
    expect(() =>
      anthropic.readStreamEvent('x', { type: 'content_block_delta', index: 0, delta: { type: 'new' } }),
    ).toThrow(upstreamUnclear);
  });

  test('of Anthropic puts tool input into its own JSON channel', () => {
    const delta = { type: 'input_json_delta', partial_json: '{"a' };
    const event = anthropic.readStreamEvent('content_block_delta', {
      type: 'content_block_delta',
      index: 3,
      delta,
    });
    expect(event.texts).toEqual([
      {
        pointer: '/content/3/input',
        syntax: 'json',
        eventPointer: '/delta/partial_json',
        text: '{"a',
        whole: false,
      },
    ]);
  });
});
