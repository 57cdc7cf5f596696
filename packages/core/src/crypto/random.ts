import { randomBytes as nodeRandomBytes } from 'node:crypto';

// One system call for many ids: a request needs several, and each call into the kernel costs more than the bytes.
const poolBytes = 4096;
let pool = Buffer.alloc(0);

/** `count` bytes from the operating system's generator. */
export function randomBytes(count: number): Uint8Array {
  if (count > poolBytes / 4) return nodeRandomBytes(count);
  if (pool.length < count) pool = nodeRandomBytes(poolBytes);
  const bytes = Uint8Array.prototype.slice.call(pool, 0, count);
  pool.fill(0, 0, count);
  pool = pool.subarray(count);
  return bytes;
}
