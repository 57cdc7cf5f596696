/** Compares public values; those that are secret are compared with core's constant-time function. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Text that this package wrote itself into bytes. */
export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
