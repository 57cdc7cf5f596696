import { createGuard, shippedDetectors, shippedProfiles } from '@ringwall/guard';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anthropic } from './dialects/anthropic.ts';
import type { Dialect } from './dialects/dialect.ts';
import { openai } from './dialects/openai.ts';
import { HeldStream } from './held-stream.ts';
import { type SseEvent, SseParser, sseFrame } from './sse/parser.ts';

const guard = createGuard({ detectors: shippedDetectors, profiles: shippedProfiles });
// Built from pieces: it opens nothing and must not look like a key in this file.
const secret = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');

const parse = (frames: readonly Uint8Array[]): SseEvent[] => new SseParser().push(Buffer.concat(frames));
const chunk = (delta: object, finish: string | null = null, index = 0) =>
  sseFrame(undefined, { id: 'c', choices: [{ index, delta, finish_reason: finish }] });
const done = Buffer.from('data: [DONE]\n\n');

/** Runs a stream through and gives what the client would have after each event, and at the end. */
function run(dialect: Dialect, frames: readonly Uint8Array[], profile = 'balanced') {
  const held = new HeldStream(dialect, guard, profile);
  const sent: Uint8Array[] = [];
  for (const event of parse(frames)) sent.push(...held.push(event));
  const beforeLast = sent.length;
  sent.push(...held.finish());
  return { held, sent, beforeLast, bytes: Buffer.concat(sent).toString() };
}

const contentOf = (sent: readonly Uint8Array[]) =>
  parse(sent)
    .filter((event) => event.data !== '[DONE]')
    .map((event) => JSON.parse(event.data).choices[0]?.delta.content ?? '')
    .join('');

const cut = (text: string, cuts: readonly number[]) => {
  const places = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, i) => text.slice(place, places[i] ?? text.length));
};

describe('a held stream', () => {
  test('releases a benign stream event for event, byte for byte', () => {
    const words = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 30 });
    fc.assert(
      fc.property(words, (deltas) => {
        const frames = [
          chunk({ role: 'assistant' }),
          ...deltas.map((content) => chunk({ content })),
          chunk({}, 'stop'),
          done,
        ];
        const { held, bytes, sent } = run(openai, frames);
        expect(bytes).toBe(Buffer.concat(frames).toString());
        expect(sent).toHaveLength(frames.length);
        expect(held.state).toBe('complete');
      }),
    );
  });

  test('keeps the last event back until it is asked for', () => {
    const { sent, beforeLast } = run(openai, [chunk({ content: 'hello' }), chunk({}, 'stop'), done]);
    expect(beforeLast).toBe(2);
    expect(sent).toHaveLength(3);
  });

  test('never lets a piece of a secret out, however it is cut', () => {
    const text = `the key is ${secret}, keep it`;
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        const frames = [...cut(text, cuts).map((content) => chunk({ content })), chunk({}, 'stop'), done];
        const { held, sent, bytes } = run(openai, frames);
        const content = contentOf(sent);
        expect(held.verdict?.decision).toBe('redact');
        for (let n = 8; n <= secret.length; n++) expect(content + bytes).not.toContain(secret.slice(0, n));
        expect(content).toMatch(/^the key is \[redacted[^\]]*\], keep it$/);
      }),
    );
  });

  test('sees through JSON escapes in tool arguments, also when one is cut in the middle', () => {
    const escaped = [...secret]
      .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
    const text = `{"q":"${escaped}"}`;
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (cuts) => {
        const pieces = cut(text, cuts);
        const frames = pieces.map((piece) =>
          chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
        );
        const { sent } = run(openai, [...frames, chunk({}, 'tool_calls'), done]);
        const args = parse(sent)
          .filter((event) => event.data !== '[DONE]')
          .map((event) => JSON.parse(event.data).choices[0].delta.tool_calls?.[0].function.arguments ?? '')
          .join('');
        expect(JSON.parse(args).q).not.toContain(secret.slice(0, 8));
        expect(JSON.parse(args).q).toContain('redacted');
      }),
    );
  });

  test('keeps the channels of choices and tool calls apart', () => {
    const half = secret.length / 2;
    const frames = [
      chunk({ content: secret.slice(0, half) }, null, 0),
      chunk({ content: secret.slice(half) }, null, 1),
      chunk({}, 'stop', 0),
      chunk({}, 'stop', 1),
      done,
    ];
    expect(run(openai, frames).bytes).toBe(Buffer.concat(frames).toString());
  });

  test('takes log-probabilities along with the text they would spell', () => {
    const event = {
      choices: [
        {
          index: 0,
          delta: { content: secret },
          logprobs: { content: [{ token: secret, logprob: 0 }] },
          finish_reason: 'stop',
        },
      ],
    };
    expect(run(openai, [sseFrame(undefined, event), done]).bytes).not.toContain(secret.slice(0, 8));
  });

  test('does the same for Anthropic, for text and for tool input', () => {
    const frame = (type: string, data: object) => sseFrame(type, { type, ...data });
    const block = (index: number, deltas: readonly object[], start: object) => [
      frame('content_block_start', { index, content_block: start }),
      ...deltas.map((delta) => frame('content_block_delta', { index, delta })),
      frame('content_block_stop', { index }),
    ];
    const frames = [
      frame('message_start', {
        message: { id: 'm', role: 'assistant', content: [], usage: { input_tokens: 3, output_tokens: 1 } },
      }),
      frame('ping', {}),
      ...block(
        0,
        [...secret].map((text) => ({ type: 'text_delta', text })),
        { type: 'text', text: '' },
      ),
      ...block(
        1,
        [...`{"k":"${secret}"}`].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
        {
          type: 'tool_use',
          id: 't',
          name: 'n',
          input: {},
        },
      ),
      frame('message_delta', { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } }),
      frame('message_stop', {}),
    ];
    const { held, sent } = run(anthropic, frames);
    const deltas = parse(sent).map((event) => JSON.parse(event.data).delta ?? {});
    const text = deltas.map((delta) => delta.text ?? '').join('');
    const input = deltas.map((delta) => delta.partial_json ?? '').join('');
    expect(text).toMatch(/^\[redacted[^\]]*\]$/);
    expect(JSON.parse(input).k).toMatch(/^\[redacted[^\]]*\]$/);
    expect(sent).toHaveLength(frames.length);
    expect(held.usage).toEqual({ inputTokens: 3, outputTokens: 9 });
    expect(held.assembled()).toMatchObject({
      content: [{ text: expect.stringMatching(/redacted/) }, { name: 'n' }],
    });
  });

  test('refuses text for a part that had ended, and anything after the end', () => {
    const late = [
      chunk({ content: secret.slice(0, 9) }),
      chunk({}, 'stop'),
      chunk({ content: secret.slice(9) }),
    ];
    expect(() => run(openai, late)).toThrow(/it had ended/);
    expect(() => run(openai, [done, chunk({ content: 'more' })])).toThrow(/after its last event/);
  });

  test('stops at an error in the middle and says so', () => {
    const { held, bytes } = run(openai, [
      chunk({ content: 'a' }),
      sseFrame(undefined, { error: { message: secret } }),
    ]);
    expect(held.state).toBe('failed');
    expect(bytes).not.toContain(secret.slice(0, 8));
  });

  test('refuses JSON that two readers could read differently', () => {
    const twice = Buffer.from(
      `data: {"choices":[{"index":0,"delta":{"content":"ok","content":"${secret}"}}]}\n\n`,
    );
    expect(() => run(openai, [twice])).toThrow(expect.objectContaining({ code: 'core/json-duplicate-key' }));
  });
});
