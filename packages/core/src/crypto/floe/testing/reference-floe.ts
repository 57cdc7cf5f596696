import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/**
 * FLOE written a second time, for tests: https://c2sp.org/FLOE word for word, with its names, one function for
 * each of its own, no caching and no care for speed. Shares nothing with the implementation it checks.
 */
export interface ReferenceParameters {
  readonly ENC_SEG_LEN: number;
  readonly AEAD_ROTATION_MASK: number;
}

interface State {
  readonly params: ReferenceParameters;
  readonly MessageKey: Buffer;
  readonly iv: Uint8Array;
  readonly aad: Uint8Array;
}

function I2BE(value: number | bigint, length: number): Buffer {
  return Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  );
}

function PARAM_ENCODE(params: ReferenceParameters): Buffer {
  return Buffer.concat([I2BE(0, 1), I2BE(0, 1), I2BE(params.ENC_SEG_LEN, 4), I2BE(32, 4)]);
}

/** HKDF-Expand (RFC 5869, section 2.3) for at most one block of SHA-384. */
function KDF(prk: Uint8Array, info: Uint8Array, length: number): Buffer {
  return createHmac('sha384', prk).update(info).update(I2BE(1, 1)).digest().subarray(0, length);
}

function FLOE_KDF(
  params: ReferenceParameters,
  key: Uint8Array,
  iv: Uint8Array,
  aad: Uint8Array,
  purpose: Uint8Array,
  length: number,
): Buffer {
  return KDF(key, Buffer.concat([PARAM_ENCODE(params), iv, purpose, aad]), length);
}

function DERIVE_KEY({ params, MessageKey, iv, aad }: State, segmentNumber: number): Buffer {
  const bits = BigInt(params.AEAD_ROTATION_MASK);
  const masked = (BigInt(segmentNumber) >> bits) << bits;
  return FLOE_KDF(params, MessageKey, iv, aad, Buffer.concat([Buffer.from('DEK:'), I2BE(masked, 8)]), 32);
}

export function startEncryption(
  params: ReferenceParameters,
  key: Uint8Array,
  aad: Uint8Array,
  iv: Uint8Array,
): { state: State; header: Buffer } {
  const HeaderTag = FLOE_KDF(params, key, iv, aad, Buffer.from('HEADER_TAG:'), 32);
  const MessageKey = FLOE_KDF(params, key, iv, aad, Buffer.from('MESSAGE_KEY:'), 48);
  return {
    state: { params, MessageKey, iv, aad },
    header: Buffer.concat([PARAM_ENCODE(params), iv, HeaderTag]),
  };
}

export function startDecryption(
  params: ReferenceParameters,
  key: Uint8Array,
  aad: Uint8Array,
  header: Uint8Array,
): State {
  assert(header.length === 74);
  const begun = startEncryption(params, key, aad, header.subarray(10, 42));
  assert(begun.header.equals(header));
  return begun.state;
}

export function encryptSegment(
  state: State,
  plaintext: Uint8Array,
  position: number,
  is_final: boolean,
  aead_iv: Uint8Array,
): Buffer {
  const room = state.params.ENC_SEG_LEN - 32;
  assert(is_final ? plaintext.length <= room : plaintext.length === room);
  const cipher = createCipheriv('aes-256-gcm', DERIVE_KEY(state, position), aead_iv);
  cipher.setAAD(Buffer.concat([I2BE(position, 8), I2BE(is_final ? 1 : 0, 1)]));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const segment_header = is_final ? I2BE(4 + 12 + ciphertext.length + 16, 4) : I2BE(0xffffffff, 4);
  return Buffer.concat([segment_header, aead_iv, ciphertext, cipher.getAuthTag()]);
}

export function decryptSegment(
  state: State,
  segment: Uint8Array,
  position: number,
  is_final: boolean,
): Buffer {
  const bytes = Buffer.from(segment);
  assert(is_final ? bytes.length >= 32 : bytes.length === state.params.ENC_SEG_LEN);
  assert(bytes.length <= state.params.ENC_SEG_LEN);
  assert(bytes.readUInt32BE(0) === (is_final ? bytes.length : 0xffffffff));
  const decipher = createDecipheriv('aes-256-gcm', DERIVE_KEY(state, position), bytes.subarray(4, 16));
  decipher.setAAD(Buffer.concat([I2BE(position, 8), I2BE(is_final ? 1 : 0, 1)]));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(16, -16)), decipher.final()]);
}

function assert(holds: boolean): void {
  if (!holds) throw new Error('An assertion of the specification does not hold.');
}
