import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SseParser, sseFrame } from './parser.ts';

const read = (chunks: readonly Uint8Array[]) => {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk)).map(({ event, data }) => ({ event, data }));
};
const cutAt = (bytes: Uint8Array, cuts: readonly number[]) => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, i) => bytes.subarray(place, places[i] ?? bytes.length));
};

describe('the event stream parser', () => {
  test('reads the same events wherever the bytes are cut and however lines end', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    const event = fc.record({ event: line, data: fc.array(line, { minLength: 1, maxLength: 3 }) });
    const ending = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(event), ending, fc.array(fc.nat(), { maxLength: 20 }), (events, end, cuts) => {
        const text = events
          .map(
            ({ event, data }) =>
              [`event: ${event}`, ...data.map((item) => `data: ${item}`), ''].join(end) + end,
          )
          .join('');
        const expected = events.map(({ event, data }) => ({ event, data: data.join('\n') }));
        expect(read(cutAt(Buffer.from(text), cuts))).toEqual(expected);
      }),
    );
  });

  test('drops comments, ids and retry times, and keeps the rest in the frame', () => {
    const parser = new SseParser();
    const [event] = parser.push(Buffer.from(': secret\nid: 7\nretry: 5\nevent: x\ndata: {"a":1}\n\n'));
    expect(Buffer.from(event?.frame ?? []).toString()).toBe('event: x\ndata: {"a":1}\n\n');
    expect(parser.push(Buffer.from(': only a comment\n\n'))).toEqual([]);
  });

  test('sees the line break that a lone carriage return is to a browser', () => {
    expect(read([Buffer.from('data: a\rdata: b\r\r')])).toEqual([{ event: '', data: 'a\nb' }]);
  });

  test('gives nothing for an event that has not ended', () => {
    const parser = new SseParser();
    expect(parser.push(Buffer.from('data: a\n'))).toEqual([]);
    expect(parser.pendingBytes).toBe(8);
  });

  test.each(['what is this\n\n', '\ufeffdata: a\n\n', 'Data: a\n\n'])(
    'refuses a line that is no field: %j',
    (text) => {
      expect(() => read([Buffer.from(text)])).toThrow(
        expect.objectContaining({ code: 'gateway/upstream-not-understood' }),
      );
    },
  );

  test('refuses an event without end', () => {
    const parser = new SseParser();
    const chunk = Buffer.alloc(1 << 19, 'x');
    expect(() => {
      for (let i = 0; i < 3; i++) parser.push(chunk);
    }).toThrow(/over 1048576 bytes/);
  });

  test('refuses bytes that are no UTF-8', () => {
    expect(() => read([Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a])])).toThrow(
      expect.objectContaining({ code: 'core/utf8-invalid' }),
    );
  });

  test('reads what the writer writes', () => {
    expect(read([sseFrame('error', { text: 'a\nb\u2028' })])).toEqual([
      { event: 'error', data: JSON.stringify({ text: 'a\nb\u2028' }) },
    ]);
  });
});
