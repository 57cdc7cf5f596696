import { scrypt as nodeScrypt } from 'node:crypto';

/** How much work one hash is (RFC 7914): memory is 128 * 2^logN * r bytes. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** scrypt (RFC 7914), off the main thread: 32 bytes from a password and its salt. */
export function scrypt(password: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
  const { logN, r, p } = cost;
  const N = 2 ** logN;
  // Node refuses what it believes to need more than this; it counts the blocks beside the big table too.
  const maxmem = 128 * r * (N + p + 2);
  return new Promise((resolve, reject) => {
    nodeScrypt(password, salt, 32, { N, r, p, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(new Uint8Array(key));
    });
  });
}
