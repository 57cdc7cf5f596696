import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CoreError } from '../../errors.ts';
import { randomBytes } from '../random.ts';
import { openFloe } from './opener.ts';
import { parametersOf } from './parameters.ts';
import { beginFloe, continueFloe } from './sealer.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CoreError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a header', () => {
  test('says its segment size, for every size we write', () => {
    for (let bits = 12; bits <= 20; bits++) {
      const { header } = beginFloe(key, aad, { segmentBytes: 2 ** bits });
      expect(header).toHaveLength(74);
      expect(parametersOf(header)).toEqual({ segmentBytes: 2 ** bits, rotationBits: 20 });
      expect(openFloe(key, aad, header).layout.segmentBytes).toBe(2 ** bits);
    }
  });

  test('with any one bit changed is refused: as no header in its first part, else by its tag', () => {
    const { header } = beginFloe(key, aad);
    for (let bit = 0; bit < header.length * 8; bit++) {
      const bent = Uint8Array.from(header);
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const code = codeOf(() => openFloe(key, aad, bent));
      expect(code).toBe(bit < 80 ? 'core/sealed-malformed' : 'core/sealed-key-mismatch');
      expect(codeOf(() => continueFloe(key, aad, bent))).toBe(code);
    }
  });

  test('that promises another segment size than it was written with is refused', () => {
    const { header } = beginFloe(key, aad, { segmentBytes: 4096 });
    for (let bits = 13; bits <= 20; bits++) {
      const bent = Uint8Array.from(header);
      new DataView(bent.buffer).setUint32(2, 2 ** bits);
      expect(codeOf(() => openFloe(key, aad, bent))).toBe('core/sealed-key-mismatch');
    }
  });

  test.each([0, 1, 32, 33, 64, 2048, 4095, 4097, 2 ** 20 + 1, 2 ** 21, 2 ** 31, 2 ** 32 - 1])(
    'with segments of %d bytes is refused before anything is made for them',
    (segmentBytes) => {
      const bent = Uint8Array.from(beginFloe(key, aad).header);
      new DataView(bent.buffer).setUint32(2, segmentBytes);
      expect(codeOf(() => openFloe(key, aad, bent))).toBe('core/sealed-malformed');
    },
  );

  test('that is any bytes at all is read or refused, and never anything else', () => {
    const { header } = beginFloe(key, aad);
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ minLength: 74, maxLength: 74 }),
      // A good beginning, so that some get past the first check.
      fc
        .tuple(fc.nat(74), fc.uint8Array({ minLength: 74, maxLength: 74 }))
        .map(([kept, rest]) => Uint8Array.from([...header.subarray(0, kept), ...rest.subarray(kept)])),
      fc.nat(80).map((length) => header.subarray(0, length)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const code = codeOf(() => openFloe(key, aad, bytes));
        const same = Buffer.from(bytes).equals(header);
        if (same) expect(code).toBe('none');
        else expect(['core/sealed-malformed', 'core/sealed-key-mismatch']).toContain(code);
        if (bytes.length !== 74) expect(code).toBe('core/sealed-malformed');
      }),
      { numRuns: 1_000 },
    );
  });

  test('does not open with another key or another AAD', () => {
    const { header } = beginFloe(key, aad);
    expect(codeOf(() => openFloe(randomBytes(32), aad, header))).toBe('core/sealed-key-mismatch');
    for (const other of ['', 'her', 'here ', 'There']) {
      expect(codeOf(() => openFloe(key, Buffer.from(other), header))).toBe('core/sealed-key-mismatch');
    }
  });
});
