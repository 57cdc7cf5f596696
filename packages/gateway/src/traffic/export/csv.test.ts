import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRecord } from './csv.ts';

/** Reads one record as RFC 4180 says. */
function read(record: string): string[] {
  expect(record.endsWith('\r\n')).toBe(true);
  const fields = record.slice(0, -2).match(/"(?:[^"]|"")*"(?:,|$)/g) ?? [];
  expect(fields.join('')).toBe(record.slice(0, -2));
  return fields.map((field) => field.replace(/,$/, '').slice(1, -1).replaceAll('""', '"'));
}

describe('a record of CSV', () => {
  test('is read back as it was, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (fields) => {
        expect(read(csvRecord(fields)).map((field) => field.replace(/^'/, ''))).toEqual(
          fields.map((field) => field.replace(/^'/, '')),
        );
      }),
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n@x', '＝1+1', '\u00a0=1'])(
    'holds no formula: %j',
    (text) => {
      expect(read(csvRecord([text]))).toEqual([`'${text}`]);
    },
  );

  test('leaves numbers alone, and what is not there empty', () => {
    expect(csvRecord([-1, 0.5, true, undefined, 'a-b'])).toBe('"-1","0.5","true","","a-b"\r\n');
  });
});
