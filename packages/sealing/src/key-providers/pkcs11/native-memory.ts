/** A member of a C structure: a CK_ULONG, or a pointer. */
export type Field = { readonly ulong: number | bigint } | { readonly pointer: bigint };

/** How the machine lays out numbers. */
export interface Layout {
  /** The size of CK_ULONG: 4 bytes on Windows, else as long as a pointer. */
  readonly ulongBytes: 4 | 8;
  readonly littleEndian: boolean;
  /** The address of an array's first byte. */
  address(bytes: Uint8Array): bigint;
}

/** A piece of native memory. */
export interface Block {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** The address of nothing. */
export const nullPointer = 0n;

/**
 * Memory for one native call: every argument lies in one buffer that stays where it is while the call runs on
 * another thread, and that is overwritten afterwards. All reading and writing goes through bounds-checked views.
 * Structures are their members one after the other: on 64-bit machines other than Windows all members have 8
 * bytes, and on Windows PKCS #11 packs its structures (v2.40, section 2.1), so there is never padding.
 */
export class NativeMemory {
  readonly #bytes: Uint8Array;
  readonly #base: bigint;
  readonly #layout: Layout;
  #used = 0;

  constructor(layout: Layout, capacityBytes: number) {
    // An explicit ArrayBuffer: a short Uint8Array of its own may lie in the heap, where the collector moves it.
    this.#bytes = new Uint8Array(new ArrayBuffer(capacityBytes));
    this.#base = layout.address(this.#bytes);
    this.#layout = layout;
  }

  /** Zeroed bytes at an address that every type may have. @throws RangeError when the capacity is used up */
  reserve(sizeBytes: number): Block {
    const start = this.#used;
    const end = start + sizeBytes;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || end > this.#bytes.length) {
      throw new RangeError('The memory reserved for a native call is too small.');
    }
    this.#used = Math.ceil(end / 16) * 16;
    return { address: this.#base + BigInt(start), bytes: this.#bytes.subarray(start, end) };
  }

  put(content: Uint8Array): Block {
    const block = this.reserve(content.length);
    block.bytes.set(content);
    return block;
  }

  struct(fields: readonly Field[]): Block {
    const { ulongBytes } = this.#layout;
    const sizes = fields.map((field) => ('ulong' in field ? ulongBytes : 8));
    const block = this.reserve(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const [index, field] of fields.entries()) {
      const size = sizes[index] ?? 8;
      this.#writeNumber(block, at, size, 'ulong' in field ? field.ulong : field.pointer);
      at += size;
    }
    return block;
  }

  /** The CK_ULONG at a byte of a block. */
  ulongAt(block: Block, at: number): bigint {
    const view = viewOf(block);
    const { ulongBytes, littleEndian } = this.#layout;
    return ulongBytes === 8 ? view.getBigUint64(at, littleEndian) : BigInt(view.getUint32(at, littleEndian));
  }

  setUlong(block: Block, at: number, value: number | bigint): void {
    this.#writeNumber(block, at, this.#layout.ulongBytes, value);
  }

  wipe(): void {
    this.#bytes.fill(0);
  }

  #writeNumber(block: Block, at: number, size: number, value: number | bigint): void {
    const view = viewOf(block);
    if (size === 8) view.setBigUint64(at, BigInt(value), this.#layout.littleEndian);
    else view.setUint32(at, Number(value), this.#layout.littleEndian);
  }
}

function viewOf({ bytes }: Block): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
