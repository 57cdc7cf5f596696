import {
  type Identity,
  openSealedReader,
  type RandomAccessSource,
  type SealedReader,
  type SealedReaderOptions,
} from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { fileSource } from './file-source.ts';
import { locatePayload } from './locate-payload.ts';
import { filePath, openPayloadKey, readKeys } from './sealed-keys.ts';
import { keysPathOf } from './sealed-names.ts';

export interface OpenSealedFileOptions extends SealedReaderOptions {
  /** The payload's path, or anything that reads at an offset. */
  readonly sealed: string | RandomAccessSource;
  /** The keys' path or bytes: `x.keys.json` beside `x.floe` unless given; must be given for a source. */
  readonly keys?: string | Uint8Array;
  readonly identities: readonly Identity[];
}

/** A sealed file open for reading. `close` must be awaited: it gives the file's descriptor back. */
export interface OpenedSealedFile extends Omit<SealedReader, 'close'> {
  readonly id: string;
  readonly version: string;
  close(): Promise<void>;
}

/**
 * Opens a sealed file to read any range of it: only the segments of that range are read and verified. Its size is
 * verified here.
 * @throws SealingError sealing/not-accessible; CoreError core/keys-not-for-you, core/keys-altered,
 * core/sealed-key-mismatch, core/sealed-truncated, core/sealed-altered
 */
export async function openSealedFile(options: OpenSealedFileOptions): Promise<OpenedSealedFile> {
  const { sealed, identities } = options;
  const document = await readKeys(keysOf(sealed, options.keys));
  const payload = await openPayloadKey(document, identities, filePath);
  const { id, version } = document;
  try {
    if (typeof sealed !== 'string') {
      const reader = await openSealedReader(sealed, payload.key, payload.aad, options);
      return opened(reader, { id, version, close: () => Promise.resolve() });
    }
    const source = await locatedSource(sealed, payload);
    try {
      const reader = await openSealedReader(source, payload.key, payload.aad, options);
      return opened(reader, { id, version, close: source.close });
    } catch (error) {
      await source.close();
      throw error;
    }
  } finally {
    payload.key.fill(0);
  }
}

function opened(
  reader: SealedReader,
  { id, version, close }: Pick<OpenedSealedFile, 'id' | 'version' | 'close'>,
): OpenedSealedFile {
  return {
    id,
    version,
    size: reader.size,
    read: (offset, length, signal) => reader.read(offset, length, signal),
    stream: (offset, length, signal) => reader.stream(offset, length, signal),
    close: () => {
      reader.close();
      return close();
    },
  };
}

/** Where the keys of a payload are. @throws SealingError sealing/not-accessible where nobody can know */
export function keysOf(sealed: unknown, keys: string | Uint8Array | undefined): string | Uint8Array {
  if (keys !== undefined) return keys;
  if (typeof sealed === 'string') return keysPathOf(sealed);
  throw new SealingError('sealing/not-accessible', 'A payload that is not a file needs its keys named.');
}

async function locatedSource(path: string, payload: Parameters<typeof locatePayload>[1]) {
  const located = await locatePayload(path, payload);
  await located.file.close();
  return fileSource(located.path);
}
