import { CoreError } from '../../errors.ts';
import { floeParameters, headerBytes, maxSegments, segmentOverheadBytes } from './parameters.ts';

/**
 * Where things lie in a sealed payload: a header of 74 bytes, then segments of one size, the last of which may
 * be shorter ("FLOE Ciphertext Layout"). All numbers are bytes or positions, counted from 0, and exact up to
 * `Number.MAX_SAFE_INTEGER`.
 */
export interface FloeLayout {
  /** Length of a sealed segment. */
  readonly segmentBytes: number;
  /** Plaintext in a full segment: 32 less. */
  readonly plaintextBytes: number;
  readonly headerBytes: number;
  /** Length of the payload. @throws CoreError core/sealed-options-invalid beyond what can be addressed. */
  sealedSize(plainSize: number): number;
  /** Length of what is in a payload. @throws CoreError core/sealed-truncated for a length no payload has. */
  plainSize(sealedSize: number): number;
  /** How many segments are written for a plaintext: at least one, as an empty one has an empty segment. */
  segmentCount(plainSize: number): number;
  /** Where the sealed segment at `position` begins. */
  segmentOffset(position: number): number;
}

/** The layout for a segment size, a power of two from 4 KiB to 1 MiB; else core/sealed-options-invalid. */
export function floeLayout(segmentBytes?: number): FloeLayout {
  return layoutOf(floeParameters(segmentBytes).segmentBytes);
}

/** The same for sizes that only published test values use. */
export function layoutOf(segmentBytes: number): FloeLayout {
  const plaintextBytes = segmentBytes - segmentOverheadBytes;

  function segmentCount(plainSize: number): number {
    const count = Math.max(1, Math.ceil(size(plainSize) / plaintextBytes));
    if (count > maxSegments) throw tooLarge(plainSize);
    return count;
  }

  return {
    segmentBytes,
    plaintextBytes,
    headerBytes,
    segmentCount,
    sealedSize(plainSize) {
      const sealed = headerBytes + plainSize + segmentCount(plainSize) * segmentOverheadBytes;
      if (sealed > Number.MAX_SAFE_INTEGER) throw tooLarge(plainSize);
      return sealed;
    },
    plainSize(sealedSize) {
      const body = size(sealedSize) - headerBytes;
      const rest = body % segmentBytes;
      const full = (body - rest) / segmentBytes;
      const count = rest === 0 ? full : full + 1;
      if (body <= 0 || (rest > 0 && rest < segmentOverheadBytes) || count > maxSegments) {
        throw new CoreError('core/sealed-truncated', `No sealed payload is ${sealedSize} bytes long.`);
      }
      return body - count * segmentOverheadBytes;
    },
    segmentOffset: (position) => headerBytes + position * segmentBytes,
  };
}

function size(bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new CoreError('core/sealed-options-invalid', `${bytes} is not a size in bytes.`);
  }
  return bytes;
}

function tooLarge(plainSize: number): CoreError {
  return new CoreError(
    'core/sealed-options-invalid',
    `${plainSize} bytes are more than one payload can hold.`,
  );
}
