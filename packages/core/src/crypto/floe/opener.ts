import { createDecipheriv } from 'node:crypto';
import { CoreError } from '../../errors.ts';
import { verifyHeader } from './header.ts';
import { type FloeLayout, layoutOf } from './layout.ts';
import {
  type FloeParameters,
  internalLength,
  lengthBytes,
  parametersOf,
  segmentIvBytes,
  segmentOverheadBytes,
  segmentTagBytes,
} from './parameters.ts';
import { release } from './release.ts';
import { type SegmentKeys, segmentAad } from './segment-keys.ts';

/** Opens the segments of one payload, in any order. */
export interface FloeOpener {
  readonly layout: FloeLayout;
  /**
   * decryptSegment: the plaintext of a whole sealed segment. Where it lies in the payload says whether it is the
   * last (`final`), and only a payload whose last segment was opened is known to be complete.
   * @throws CoreError core/sealed-altered where it does not verify, core/sealed-truncated where it ends the
   * payload and was not sealed to; nothing of it is released.
   */
  open(position: number, sealed: Uint8Array, final: boolean): Uint8Array;
  /** The same into `target`, which is not written unless the segment verifies. Returns the plaintext's length. */
  openInto(
    position: number,
    sealed: Uint8Array,
    final: boolean,
    target: Uint8Array,
    targetOffset: number,
  ): number;
  /** Overwrites the keys. */
  close(): void;
}

/**
 * Opens a payload by its first 74 bytes, which name the segment size and prove key and AAD.
 * @throws CoreError core/sealed-malformed for what is no header, core/sealed-key-mismatch for one that was made
 * with another key or AAD, core/sealed-options-invalid for a key that is not 32 bytes long.
 */
export function openFloe(key: Uint8Array, aad: Uint8Array, header: Uint8Array): FloeOpener {
  return startOpener(parametersOf(header), key, aad, header);
}

/** The same for parameters that only published test values use. */
export function startOpener(
  parameters: FloeParameters,
  key: Uint8Array,
  aad: Uint8Array,
  header: Uint8Array,
): FloeOpener {
  return new Opener(parameters, verifyHeader(parameters, key, aad, header));
}

class Opener implements FloeOpener {
  readonly layout: FloeLayout;
  readonly #keys: SegmentKeys;

  constructor(parameters: FloeParameters, keys: SegmentKeys) {
    this.layout = layoutOf(parameters.segmentBytes);
    this.#keys = keys;
  }

  open(position: number, sealed: Uint8Array, final: boolean): Uint8Array {
    checkLength(this.layout, position, sealed, final);
    const ivEnd = lengthBytes + segmentIvBytes;
    const tagStart = sealed.length - segmentTagBytes;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#keys.at(position),
      sealed.subarray(lengthBytes, ivEnd),
      { authTagLength: segmentTagBytes },
    );
    decipher.setAAD(segmentAad(position, final));
    decipher.setAuthTag(sealed.subarray(tagStart));
    const plaintext = decipher.update(sealed.subarray(ivEnd, tagStart));
    try {
      decipher.final();
    } catch (cause) {
      plaintext.fill(0);
      throw new CoreError('core/sealed-altered', `Segment ${position} does not verify.`, { cause });
    }
    return new Uint8Array(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  }

  openInto(
    position: number,
    sealed: Uint8Array,
    final: boolean,
    target: Uint8Array,
    targetOffset: number,
  ): number {
    const size = sealed.length - segmentOverheadBytes;
    if (!(targetOffset >= 0 && targetOffset + size <= target.length)) {
      throw new CoreError('core/sealed-misused', 'There is no room for the opened segment.');
    }
    const plaintext = this.open(position, sealed, final);
    target.set(plaintext, targetOffset);
    const { length } = plaintext;
    release(plaintext);
    return length;
  }

  close(): void {
    this.#keys.close();
  }
}

/** The length in front of a segment says whether it is the last; it must say what its place says. */
function checkLength(layout: FloeLayout, position: number, sealed: Uint8Array, final: boolean): void {
  const { segmentBytes } = layout;
  const fits = final
    ? sealed.length >= segmentOverheadBytes && sealed.length <= segmentBytes
    : sealed.length === segmentBytes;
  if (!fits) throw new CoreError('core/sealed-truncated', `Segment ${position} is not whole.`);
  const length = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0);
  if (final && length !== sealed.length) {
    throw new CoreError(
      'core/sealed-truncated',
      `Segment ${position} ends the payload but was not sealed to.`,
    );
  }
  if (!final && length !== internalLength) {
    throw new CoreError('core/sealed-altered', `Segment ${position} is not what was written.`);
  }
}
