import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnswerReader, readPiece } from './answer-text.ts';

describe('what an answer says', () => {
  test.each([
    [{ choices: [{ message: { role: 'assistant', content: 'Hi' } }] }, 'Hi'],
    [{ choices: [{ delta: { content: 'H' } }] }, 'H'],
    [{ choices: [{ delta: {} }] }, ''],
    [{ choices: [{ message: { content: null, refusal: 'No.' } }] }, 'No.'],
    [{ content: [{ type: 'text', text: 'Hi' }, { type: 'tool_use' }, { type: 'text', text: '!' }] }, 'Hi!'],
    [{ type: 'content_block_delta', delta: { type: 'text_delta', text: 'H' } }, 'H'],
    [{ type: 'message_start', message: { content: [] } }, ''],
    [null, ''],
    ['text', ''],
  ])('of %j is %j', (piece, text) => {
    expect(readPiece(piece)).toEqual({ text });
  });

  test('may be why there is none', () => {
    expect(readPiece({ error: { message: 'Ringwall blocked this.' } }).error).toBe('Ringwall blocked this.');
    expect(readPiece({ type: 'error', error: { type: 'x' } }).error).toBe('The gateway refused.');
  });

  test('is the same wherever a stream is cut', () => {
    const stream = ['H', 'é', '🙂', ''].map((content) =>
      JSON.stringify({ choices: [{ delta: { content } }] }),
    );
    const whole = `: hello\n\n${stream.map((data) => `event: x\r\ndata: ${data}\r\n\r\n`).join('')}data: [DONE]\n\n`;
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const reader = createAnswerReader();
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const said = places.flatMap((from, i) => reader.push(whole.slice(from, places[i + 1] ?? from)));
        expect(said.map(({ text }) => text).join('')).toBe('Hé🙂');
      }),
    );
  });
});
