import { segmentOverheadBytes } from './parameters.ts';
import { beginFloe, type FloeOptions, type FloeSealer } from './sealer.ts';
import { Collector, type SegmentPipe } from './segment-pipe.ts';

/** encryptOnlineSegment and encryptLastSegment: a segment is held until it is known whether it is the last. */
export class SealingPipe implements SegmentPipe {
  readonly #sealer: FloeSealer;
  readonly #plain: Collector;
  #position = 0;
  #out: Uint8Array[];

  constructor(key: Uint8Array, aad: Uint8Array, options: FloeOptions) {
    this.#sealer = beginFloe(key, aad, options);
    this.#plain = new Collector(this.#sealer.layout.plaintextBytes);
    this.#out = [this.#sealer.header];
  }

  push(chunk: Uint8Array): Uint8Array[] {
    const { plaintextBytes } = this.#sealer.layout;
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#plain.collected.length === plaintextBytes) this.#seal(false);
      rest = this.#plain.take(rest, plaintextBytes);
    }
    return this.#taken();
  }

  finish(): Uint8Array[] {
    this.#seal(true);
    this.close();
    return this.#taken();
  }

  close(): void {
    this.#sealer.close();
    this.#plain.wipe();
  }

  #seal(final: boolean): void {
    const plaintext = this.#plain.collected;
    const sealed = new Uint8Array(plaintext.length + segmentOverheadBytes);
    this.#sealer.sealInto(this.#position++, plaintext, final, sealed, 0);
    this.#plain.clear();
    this.#out.push(sealed);
  }

  #taken(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
