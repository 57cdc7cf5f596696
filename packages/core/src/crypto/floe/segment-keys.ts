import { CoreError } from '../../errors.ts';
import { expandSha384 } from '../digest.ts';
import { type FloeParameters, headerTagBytes, maxSegments, sealKeyBytes } from './parameters.ts';

const headerTagPurpose = Buffer.from('HEADER_TAG:');
const messageKeyPurpose = Buffer.from('MESSAGE_KEY:');
const segmentKeyPurpose = Buffer.from('DEK:');
const messageKeyBytes = 48;

/** FLOE_KDF ("Internal Functions"): `prefix` is PARAM_ENCODE and the IV, as the header begins. */
function floeKdf(
  key: Uint8Array,
  prefix: Uint8Array,
  purpose: Uint8Array,
  aad: Uint8Array,
  size: number,
): Uint8Array {
  return expandSha384(key, Buffer.concat([prefix, purpose, aad]), size);
}

/** The tag that ends a header and commits to key, parameters, IV and AAD. */
export function headerTag(key: Uint8Array, prefix: Uint8Array, aad: Uint8Array): Uint8Array {
  return floeKdf(checkedKey(key), prefix, headerTagPurpose, aad, headerTagBytes);
}

/** The keys of one payload: derived from the caller's key, which is not kept, and overwritten by `close`. */
export class SegmentKeys {
  readonly #prefix: Uint8Array;
  readonly #aad: Uint8Array;
  readonly #rotationSegments: number;
  readonly #messageKey: Uint8Array;
  #segmentKey: Uint8Array = new Uint8Array(0);
  #firstPosition = -1;
  #closed = false;

  constructor(parameters: FloeParameters, key: Uint8Array, prefix: Uint8Array, aad: Uint8Array) {
    this.#prefix = Uint8Array.from(prefix);
    this.#aad = Uint8Array.from(aad);
    this.#rotationSegments = 2 ** parameters.rotationBits;
    this.#messageKey = floeKdf(checkedKey(key), prefix, messageKeyPurpose, aad, messageKeyBytes);
  }

  /** DERIVE_KEY: the AES key of the run of segments that `position` is in. The last one is kept. */
  at(position: number): Uint8Array {
    if (this.#closed) throw new CoreError('core/sealed-misused', 'The keys of this payload were closed.');
    if (!Number.isSafeInteger(position) || position < 0 || position >= maxSegments) {
      throw new CoreError('core/sealed-misused', `${position} is not the position of a segment.`);
    }
    const first = position - (position % this.#rotationSegments);
    if (first !== this.#firstPosition) {
      this.#segmentKey.fill(0);
      const purpose = Buffer.concat([segmentKeyPurpose, encodePosition(first)]);
      this.#segmentKey = floeKdf(this.#messageKey, this.#prefix, purpose, this.#aad, sealKeyBytes);
      this.#firstPosition = first;
    }
    return this.#segmentKey;
  }

  close(): void {
    this.#closed = true;
    this.#messageKey.fill(0);
    this.#segmentKey.fill(0);
  }
}

/** What AES-GCM authenticates beside a segment: its position (8 bytes, big-endian) and whether it is the last. */
export function segmentAad(position: number, final: boolean): Uint8Array {
  const aad = Buffer.allocUnsafe(9);
  encodePosition(position, aad);
  aad[8] = final ? 1 : 0;
  return aad;
}

function encodePosition(position: number, target: Buffer = Buffer.allocUnsafe(8)): Uint8Array {
  target.writeUInt32BE(Math.floor(position / 2 ** 32), 0);
  target.writeUInt32BE(position % 2 ** 32, 4);
  return target;
}

/** @throws CoreError core/sealed-options-invalid unless the key has 32 bytes. */
export function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length === sealKeyBytes) return key;
  throw new CoreError('core/sealed-options-invalid', `A key has ${sealKeyBytes} bytes, not ${key.length}.`);
}
