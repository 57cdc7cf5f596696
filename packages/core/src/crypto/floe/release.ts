/**
 * Gives the memory of bytes nobody will look at again back at once. A cipher allocates outside the heap for every
 * segment, and the collector would let tens of mebibytes of that pile up before it looks.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  // Part of a larger buffer may have other owners.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length) buffer.transfer(0);
}
