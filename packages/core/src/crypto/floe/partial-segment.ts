interface Range {
  readonly start: number;
  readonly end: number;
}

/** The plaintext of a segment of which some bytes are still to come; each may come once. */
export class PartialSegment {
  readonly #bytes: Uint8Array;
  /** What has come: sorted, apart from each other. */
  readonly #ranges: Range[] = [];
  #count = 0;

  constructor(plaintextBytes: number) {
    this.#bytes = new Uint8Array(plaintextBytes);
  }

  /** Whether all of the first `length` bytes have come, and no others. */
  isExactly(length: number): boolean {
    return this.#count === length && (this.#ranges.at(-1)?.end ?? 0) === length;
  }

  overlaps(start: number, end: number): boolean {
    return this.#ranges.some((range) => range.start < end && start < range.end);
  }

  /** Takes bytes that do not overlap what has come. */
  put(start: number, bytes: Uint8Array): void {
    const end = start + bytes.length;
    this.#bytes.set(bytes, start);
    this.#count += bytes.length;
    const index = this.#ranges.findIndex((range) => range.start >= end);
    const at = index === -1 ? this.#ranges.length : index;
    const before = this.#ranges[at - 1];
    const after = this.#ranges[at];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === end;
    this.#ranges.splice(joinsBefore ? at - 1 : at, Number(joinsBefore) + Number(joinsAfter), {
      start: joinsBefore ? before.start : start,
      end: joinsAfter ? after.end : end,
    });
  }

  /** The first `length` bytes. */
  first(length: number): Uint8Array {
    return this.#bytes.subarray(0, length);
  }

  /** Overwrites the plaintext. */
  wipe(): void {
    this.#bytes.fill(0);
  }
}
