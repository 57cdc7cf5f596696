import { CoreError } from '../../errors.ts';
import { openFloe } from './opener.ts';
import { headerBytes } from './parameters.ts';
import { beginFloe, type FloeOptions } from './sealer.ts';

/**
 * Seals bytes that fit in memory into one payload: 74 bytes longer, and 32 for every segment.
 * @throws CoreError core/sealed-options-invalid for a key or a segment size that cannot be used.
 */
export function sealBytes(
  key: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  options: FloeOptions = {},
): Uint8Array {
  const sealer = beginFloe(key, aad, options);
  try {
    const { sealedSize, segmentCount, plaintextBytes } = sealer.layout;
    const sealed = new Uint8Array(sealedSize(plaintext.length));
    sealed.set(sealer.header);
    const count = segmentCount(plaintext.length);
    for (let position = 0, offset = headerBytes; position < count; position++) {
      const start = position * plaintextBytes;
      const segment = plaintext.subarray(start, start + plaintextBytes);
      offset += sealer.sealInto(position, segment, position === count - 1, sealed, offset);
    }
    return sealed;
  } finally {
    sealer.close();
  }
}

/**
 * Opens a whole payload in memory: all of it, or nothing.
 * @throws CoreError core/sealed-malformed, core/sealed-key-mismatch, core/sealed-altered, core/sealed-truncated.
 */
export function unsealBytes(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (sealed.length < headerBytes) {
    throw new CoreError('core/sealed-malformed', `${sealed.length} bytes are too few for a sealed payload.`);
  }
  const opener = openFloe(key, aad, sealed.subarray(0, headerBytes));
  try {
    const { plainSize, segmentBytes, plaintextBytes, segmentOffset } = opener.layout;
    const plaintext = new Uint8Array(plainSize(sealed.length));
    for (let position = 0, offset = headerBytes; offset < sealed.length; position++) {
      offset = segmentOffset(position + 1);
      const segment = sealed.subarray(offset - segmentBytes, offset);
      opener.openInto(position, segment, offset >= sealed.length, plaintext, position * plaintextBytes);
    }
    return plaintext;
  } finally {
    opener.close();
  }
}
