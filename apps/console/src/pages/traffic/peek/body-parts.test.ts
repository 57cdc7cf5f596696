import { describe, expect, test } from 'vitest';
import { bodyParts } from './body-parts.ts';

const readable = (body: unknown) =>
  bodyParts(body)
    .filter((part) => part.readable)
    .map(({ pointer, role, text }) => [pointer, role, text]);

describe('the text parts of a body', () => {
  test('of an OpenAI request: messages with their roles, plain and in parts', () => {
    expect(
      readable({
        model: 'demo',
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
          { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }] },
        ],
        tools: [{ type: 'function', function: { name: 'f', description: 'Does f.' } }],
      }),
    ).toEqual([
      ['/messages/0/content', 'system', 'Be kind.'],
      ['/messages/1/content/0/text', 'user', 'Hello'],
      ['/messages/2/tool_calls/0/function/arguments', 'tool call', '{"a":1}'],
      ['/tools/0/function/description', 'tool definition', 'Does f.'],
    ]);
  });

  test('of an Anthropic request and response: system, tool results and tool input', () => {
    expect(
      readable({
        system: [{ type: 'text', text: 'Be kind.' }],
        messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'A page.' }] }],
      }),
    ).toEqual([
      ['/system/0/text', 'system', 'Be kind.'],
      ['/messages/0/content/0/content', 'tool result', 'A page.'],
    ]);
    expect(
      readable({
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'tool_use', name: 'f', input: { city: 'Bern', stops: ['a'] } },
        ],
      }),
    ).toEqual([
      ['/content/0/text', 'assistant', 'Hi'],
      ['/content/1/input/city', 'tool call', 'Bern'],
      ['/content/1/input/stops/0', 'tool call', 'a'],
    ]);
  });

  test('include every string, so that a finding always finds its place', () => {
    expect(bodyParts({ user: 'me', 'a/b~c': ['x'] }).map((part) => part.pointer)).toEqual([
      '/user',
      '/a~1b~0c/0',
    ]);
  });

  test('end where a body is nested beyond reason', () => {
    let body: unknown = 'deep';
    for (let i = 0; i < 10_000; i++) body = [body];
    expect(bodyParts(body)).toEqual([]);
  });
});
