import { describe, expect, test } from 'vitest';
import { type Layout, NativeMemory } from './native-memory.ts';

const unix: Layout = { ulongBytes: 8, littleEndian: true, address: () => 0x1000n };
const windows: Layout = { ulongBytes: 4, littleEndian: true, address: () => 0x1000n };

describe('the memory of a native call', () => {
  test('lays structures out as PKCS #11 does, packed on Windows', () => {
    const attribute = [{ ulong: 0x102 }, { pointer: 0xabcdn }, { ulong: 3 }];
    const hex = (layout: Layout) =>
      Buffer.from(new NativeMemory(layout, 64).struct(attribute).bytes).toString('hex');
    expect(hex(unix)).toBe('0201000000000000cdab0000000000000300000000000000');
    expect(hex(windows)).toBe('02010000cdab00000000000003000000');
  });

  test('gives every block an address of its own, which every type may have', () => {
    const memory = new NativeMemory(unix, 64);
    expect([memory.reserve(3).address, memory.reserve(1).address]).toEqual([0x1000n, 0x1010n]);
  });

  test('reads what was written, and the largest number there is', () => {
    const memory = new NativeMemory(unix, 64);
    const block = memory.struct([{ ulong: 5 }, { ulong: 0xffffffffffffffffn }]);
    expect([memory.ulongAt(block, 0), memory.ulongAt(block, 8)]).toEqual([5n, 0xffffffffffffffffn]);
    expect(() => memory.ulongAt(block, 9)).toThrow(RangeError);
  });

  test.each([65, -1, 1.5, Number.NaN])('gives no block of %d bytes out of 64', (size) => {
    expect(() => new NativeMemory(unix, 64).reserve(size)).toThrow(RangeError);
  });

  test('gives out no more than there is, in pieces', () => {
    const memory = new NativeMemory(unix, 40);
    memory.reserve(20);
    expect(() => memory.reserve(9)).toThrow(RangeError);
    expect(memory.reserve(8).bytes).toHaveLength(8);
  });

  test('is zero after it was wiped', () => {
    const memory = new NativeMemory(unix, 64);
    const { bytes } = memory.put(Uint8Array.of(1, 2, 3));
    memory.wipe();
    expect([...bytes]).toEqual([0, 0, 0]);
  });
});
