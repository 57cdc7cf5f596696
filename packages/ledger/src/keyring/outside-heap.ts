/**
 * Zeros for a secret. A small typed array alone lies within V8's heap: the collector leaves copies of what it moves,
 * and native code is given a copy while the original stays behind. One over a buffer of its own is where it is, and
 * overwriting it overwrites it.
 */
export function outsideHeap(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length));
}
