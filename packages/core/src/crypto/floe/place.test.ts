import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { fileKey, sealedPlace } from './place.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';

const place = { id: '01JABC', version: '3', path: 'data' };
const key = randomBytes(32);

describe('a place', () => {
  test('is canonical JSON of a tag, the id, the version and the path', () => {
    expect(Buffer.from(sealedPlace(place)).toString()).toBe('["ringwall/sealed/1","01JABC","3","data"]');
    expect(Buffer.from(sealedPlace({ ...place, path: 'é"\n' })).toString()).toBe(
      '["ringwall/sealed/1","01JABC","3","é\\"\\n"]',
    );
  });

  test('is never the same for two different ones, however their texts are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\', ']'), maxLength: 4 });
    const places = fc.record({ id: text, version: text, path: text });
    fc.assert(
      fc.property(places, places, (a, b) => {
        const same = a.id === b.id && a.version === b.version && a.path === b.path;
        expect(Buffer.from(sealedPlace(a)).equals(sealedPlace(b))).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([{ id: '01JABD' }, { version: '4' }, { path: 'index' }, { id: '' }])(
    'that differs in %o opens nothing',
    (difference) => {
      const sealed = sealBytes(key, sealedPlace(place), Buffer.from('text'));
      const elsewhere = sealedPlace({ ...place, ...difference });
      expect(() => unsealBytes(key, elsewhere, sealed)).toThrow(
        expect.objectContaining({ code: 'core/sealed-key-mismatch' }),
      );
      expect(Buffer.from(unsealBytes(key, sealedPlace(place), sealed)).toString()).toBe('text');
    },
  );
});

describe("a file's key", () => {
  test('is HKDF-Expand-SHA-384 of the data key over a purpose and the place', () => {
    const at = sealedPlace(place);
    const info = Buffer.concat([Buffer.from('ringwall/file-key/1'), at, Uint8Array.of(1)]);
    const expected = createHmac('sha384', key).update(info).digest().subarray(0, 32);
    expect(Buffer.from(fileKey(key, at)).equals(expected)).toBe(true);
    expect(fileKey(key, at)).toHaveLength(32);
  });

  test('differs from place to place', () => {
    const paths = Array.from({ length: 200 }, (_, index) => `shard-${index}`);
    const keys = paths.map((path) =>
      Buffer.from(fileKey(key, sealedPlace({ ...place, path }))).toString('hex'),
    );
    expect(new Set(keys).size).toBe(200);
  });
});
