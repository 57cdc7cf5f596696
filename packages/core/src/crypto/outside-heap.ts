/**
 * Zeros for a secret. A small typed array alone lies within V8's heap: the collector leaves copies of what it moves,
 * and native code is given a copy while the original stays behind. One over a buffer of its own is where it is, and
 * overwriting it overwrites it.
 */
export function outsideHeap(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The same bytes outside V8's heap; those given are overwritten. */
export function movedOutsideHeap(secret: Uint8Array): Uint8Array {
  const moved = outsideHeap(secret.length);
  moved.set(secret);
  secret.fill(0);
  return moved;
}

/**
 * Overwrites what decrypting `outputBytes` has left in freed memory: Node's ciphers write to a buffer one byte longer,
 * hand out a copy, and free the first as it is. An allocation of that size right behind gets the same memory, as far as
 * the system's allocator gives out first what was freed last (glibc does); elsewhere this does nothing.
 */
export function overwriteFreedOutput(outputBytes: number): void {
  Buffer.allocUnsafeSlow(outputBytes + 1).fill(0);
}
