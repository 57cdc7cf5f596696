import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

const bytes = (next: (n: number) => number) => Uint8Array.from({ length: 32 }, (_, n) => next(n));

// RFC 3720, appendix B.4; the last is the check value of CRC-32/ISCSI in the catalogue of parametrised CRCs.
test.each([
  ['32 bytes of zeroes', bytes(() => 0), 0x8a9136aa],
  ['32 bytes of ones', bytes(() => 0xff), 0x62a8ab43],
  ['32 bytes counting up', bytes((n) => n), 0x46dd794e],
  ['32 bytes counting down', bytes((n) => 31 - n), 0x113fdb5c],
  ['the digits', new TextEncoder().encode('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
])('CRC32C of %s', (_, input, expected) => {
  expect(crc32c(input)).toBe(expected);
});
