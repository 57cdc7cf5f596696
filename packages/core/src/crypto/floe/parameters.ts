import { CoreError } from '../../errors.ts';

/**
 * What FLOE leaves open (https://c2sp.org/FLOE, "Parameters"). AES-256-GCM, HKDF-Expand-SHA-384 and a 32-byte
 * IV are fixed. Callers choose the segment size alone; the rotation is a parameter so that published test
 * values, which rotate after four segments, can be checked.
 */
export interface FloeParameters {
  /** Length of a sealed segment: plaintext and 32 bytes. */
  readonly segmentBytes: number;
  /** A new AES key is derived every 2^rotationBits segments. */
  readonly rotationBits: number;
}

export const sealKeyBytes = 32;
const defaultSegmentBytes = 65_536;
const minSegmentBytes = 4_096;
const maxSegmentBytes = 1_048_576;

/** AEAD_ROTATION_MASK of AES-256-GCM. */
const rotationBits = 20;
/** AEAD_MAX_SEGMENTS of AES-256-GCM. */
export const maxSegments = 2 ** 40;

/** PARAM_ENCODE, then the IV, then the header's tag ("FLOE Ciphertext Layout"). */
const encodedBytes = 10;
const headerIvBytes = 32;
export const headerTagBytes = 32;
/** The part of the header that every derivation repeats: parameters and IV. */
export const headerPrefixBytes = encodedBytes + headerIvBytes;
export const headerBytes = headerPrefixBytes + headerTagBytes;

/** A segment is its length (4), an IV (12), the ciphertext and a tag (16). */
export const lengthBytes = 4;
export const segmentIvBytes = 12;
export const segmentTagBytes = 16;
export const segmentOverheadBytes = lengthBytes + segmentIvBytes + segmentTagBytes;
/** The length that marks a segment as not the last. */
export const internalLength = 0xffff_ffff;

/** @throws CoreError core/sealed-options-invalid unless the size is a power of two from 4 KiB to 1 MiB. */
export function floeParameters(segmentBytes: number = defaultSegmentBytes): FloeParameters {
  if (!isSegmentSize(segmentBytes)) {
    throw new CoreError('core/sealed-options-invalid', `${segmentBytes} is not a usable segment size.`);
  }
  return { segmentBytes, rotationBits };
}

/** Reads the parameters off a header. @throws CoreError core/sealed-malformed for any that we do not write. */
export function parametersOf(header: Uint8Array): FloeParameters {
  if (header.length !== headerBytes)
    throw malformed(`A header has ${headerBytes} bytes, not ${header.length}`);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const segmentBytes = view.getUint32(2);
  if (view.getUint16(0) !== 0 || view.getUint32(6) !== headerIvBytes) {
    throw malformed('The first bytes do not name the algorithms of FLOE');
  }
  if (!isSegmentSize(segmentBytes)) throw malformed(`Segments of ${segmentBytes} bytes are not read`);
  return { segmentBytes, rotationBits };
}

/** PARAM_ENCODE and the IV: the first 42 bytes of a header. */
export function headerPrefix(parameters: FloeParameters, random: (count: number) => Uint8Array): Uint8Array {
  const prefix = new Uint8Array(headerPrefixBytes);
  const view = new DataView(prefix.buffer);
  view.setUint32(2, parameters.segmentBytes);
  view.setUint32(6, headerIvBytes);
  prefix.set(random(headerIvBytes), encodedBytes);
  return prefix;
}

function isSegmentSize(bytes: number): boolean {
  return bytes >= minSegmentBytes && bytes <= maxSegmentBytes && Number.isInteger(Math.log2(bytes));
}

function malformed(what: string): CoreError {
  return new CoreError('core/sealed-malformed', `${what}.`);
}
