import { readSync } from 'node:fs';
import { openFloe } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskError } from './disk-error.ts';
import type { LocatedPayload } from './locate-payload.ts';
import type { PayloadKey } from './sealed-keys.ts';

/**
 * A payload read mostly from front to back, with system calls that block and buffers that are used again: for files of
 * any size without garbage. `SealedReader` is for reading here and there.
 */
export interface PayloadWindow {
  /** Length of the plaintext; the last segment was opened in its place. */
  readonly size: number;
  /** The bytes of a range in pieces of at most half a mebibyte, each gone when the next is asked for. */
  pieces(offset: number, length: number): Generator<Uint8Array>;
  /** Forgets the keys and what was read. */
  close(): void;
}

const batchBytes = 512 * 1024;

/** @throws CoreError core/sealed-altered, core/sealed-truncated; reading does, too, and SealingError */
export function payloadWindow(
  { file, path, header, segmentBytes }: Omit<LocatedPayload, 'close'>,
  sealedBytes: number,
  { key, aad }: PayloadKey,
): PayloadWindow {
  const opener = openFloe(key, aad, header);
  const { layout } = opener;
  const { plaintextBytes, headerBytes, segmentOffset } = layout;
  const batch = Math.max(1, batchBytes / segmentBytes);
  const last = Math.ceil((sealedBytes - headerBytes) / segmentBytes) - 1;
  const sealed = Buffer.allocUnsafeSlow(batch * segmentBytes);
  const plain = Buffer.allocUnsafeSlow(batch * plaintextBytes);
  let first = 0;
  let held = 0;

  const load = (position: number): void => {
    held = 0;
    const start = segmentOffset(position);
    const bytes = sealed.subarray(0, Math.min(batch * segmentBytes, sealedBytes - start));
    readFully(file.fd, path, bytes, start);
    for (let at = 0; at < bytes.length; at += segmentBytes, position++) {
      const segment = bytes.subarray(at, at + segmentBytes);
      held += opener.openInto(position, segment, position === last, plain, held);
    }
    first = start;
  };

  const heldFrom = () => ((first - headerBytes) / segmentBytes) * plaintextBytes;
  const window = {
    size: layout.plainSize(sealedBytes),
    *pieces(offset: number, length: number) {
      const end = Math.min(offset + length, window.size);
      for (let at = offset; at < end; ) {
        if (held === 0 || at < heldFrom() || at >= heldFrom() + held) load(Math.floor(at / plaintextBytes));
        const piece = plain.subarray(at - heldFrom(), Math.min(held, end - heldFrom()));
        at += piece.length;
        yield piece;
      }
    },
    close: () => {
      opener.close();
      plain.fill(0);
    },
  };
  load(last);
  return window;
}

function readFully(descriptor: number, path: string, buffer: Uint8Array, offset: number): void {
  for (let got = 0; got < buffer.length; ) {
    let count: number;
    try {
      count = readSync(descriptor, buffer, got, buffer.length - got, offset + got);
    } catch (cause) {
      throw diskError(cause, path);
    }
    if (count === 0) throw new SealingError('sealing/source-changed', `${path} has become shorter.`);
    got += count;
  }
}
