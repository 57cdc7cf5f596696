import { writeSync } from 'node:fs';
import { beginFloe } from '@ringwall/core';
import { diskError } from './disk-error.ts';
import type { PayloadKey } from './sealed-keys.ts';

/** Seals bytes one after the other into an open file, with system calls that block. */
export interface PayloadAppender {
  append(bytes: Uint8Array): void;
  /** Room for the caller to read into: what was put there is sealed by `filled`. Never empty. */
  room(): Uint8Array;
  filled(bytes: number): void;
  /** Seals the end; returns the payload's length. */
  finish(): number;
  /** Forgets the keys. */
  close(): void;
}

export interface AppendTarget {
  readonly descriptor: number;
  readonly path: string;
  readonly segmentBytes: number;
}

const batchBytes = 512 * 1024;

/** Begins a payload at the start of a file. @throws SealingError sealing/no-space, sealing/not-accessible */
export function payloadAppender(
  { key, aad }: PayloadKey,
  { descriptor, path, segmentBytes }: AppendTarget,
): PayloadAppender {
  const sealer = beginFloe(key, aad, { segmentBytes });
  const { plaintextBytes } = sealer.layout;
  const segments = Math.max(1, batchBytes / segmentBytes);
  const plain = Buffer.allocUnsafeSlow(segments * plaintextBytes);
  const sealed = Buffer.allocUnsafeSlow(segments * segmentBytes);
  let held = 0;
  let position = 0;
  let offset = 0;

  const put = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
      } catch (cause) {
        throw diskError(cause, path);
      }
    }
    offset += bytes.length;
  };
  const seal = (final: boolean): void => {
    let written = 0;
    let start = 0;
    do {
      const end = Math.min(held, start + plaintextBytes);
      const last = final && end === held;
      written += sealer.sealInto(position++, plain.subarray(start, end), last, sealed, written);
      start = end;
    } while (start < held);
    held = 0;
    put(sealed.subarray(0, written));
  };

  put(sealer.header);
  return {
    append: (bytes) => {
      for (let taken = 0; taken < bytes.length; ) {
        // Sealed only when more comes: the last segment is sealed as the last.
        if (held === plain.length) seal(false);
        const part = bytes.subarray(taken, taken + plain.length - held);
        plain.set(part, held);
        held += part.length;
        taken += part.length;
      }
    },
    room: () => {
      if (held === plain.length) seal(false);
      return plain.subarray(held);
    },
    filled: (bytes) => {
      held += bytes;
    },
    finish: () => {
      seal(true);
      return offset;
    },
    close: () => {
      sealer.close();
      plain.fill(0);
    },
  };
}
