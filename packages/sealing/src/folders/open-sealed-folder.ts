import { join } from 'node:path';
import {
  CoreError,
  floeLayout,
  type Identity,
  openKeys,
  openSealedReader,
  type SealedReader,
} from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { factsOf } from '../files/file-facts.ts';
import { fileSource } from '../files/file-source.ts';
import { type LocatedPayload, locatePayload } from '../files/locate-payload.ts';
import { payloadWindow } from '../files/payload-window.ts';
import { type PayloadKey, payloadKey, readKeys } from '../files/sealed-keys.ts';
import {
  decodeMember,
  decodeTotals,
  type FolderMember,
  type FolderTotals,
  linesOf,
  shown,
} from './folder-index.ts';
import { type FolderSource, folderKeysPath, indexPart, partFile } from './folder-parts.ts';
import { openShards } from './open-shards.ts';
import { mustLieWithin } from './unpack-member.ts';

export interface OpenSealedFolderOptions {
  readonly sealed: FolderSource;
  /** The keys' path or bytes: `keys.json` in the folder unless given; must be given where parts come from elsewhere. */
  readonly keys?: string | Uint8Array;
  readonly identities: readonly Identity[];
  readonly signal?: AbortSignal;
}

/** A sealed folder open for reading; `close` must be awaited. */
export interface OpenedSealedFolder {
  readonly id: string;
  readonly version: string;
  readonly totals: FolderTotals;
  /** All members in their order, each directory before what is in it. */
  entries(): readonly FolderMember[];
  /** @throws SealingError sealing/member-unknown */
  entry(path: string): FolderMember;
  /** Up to `length` bytes of a file from `offset`: only the segments of that range are read and verified. */
  read(path: string, range: MemberRange): Promise<Uint8Array>;
  /** The same in pieces. */
  stream(path: string, range?: Partial<MemberRange>): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface MemberRange {
  readonly offset: number;
  readonly length: number;
  readonly signal?: AbortSignal;
}

/** A part of a sealed folder, open. */
export interface OpenedPart {
  readonly reader: SealedReader;
  /** Its first bytes, by which it differs from every other part ever sealed. */
  header(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A part of a sealed folder, open to be read from front to back. */
export interface PartInOrder {
  readonly size: number;
  /** Each piece must be used before the next is asked for. */
  pieces(offset: number, length: number): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  close(): Promise<void>;
}

/** The parts of a sealed folder by name, each opened when it is asked for; `close` forgets the data key. */
export interface FolderParts {
  readonly id: string;
  readonly version: string;
  /** @throws SealingError sealing/folder-incomplete where the part is not there */
  open(part: string): Promise<OpenedPart>;
  /** The same to be read from front to back. */
  openInOrder(part: string): Promise<PartInOrder>;
  close(): void;
}

/**
 * Opens a sealed folder to read single members, or ranges of them, without opening the rest. The index is read and
 * verified here.
 * @throws SealingError sealing/not-accessible, sealing/folder-incomplete, sealing/folder-unsafe; CoreError as for files
 */
export async function openSealedFolder(options: OpenSealedFolderOptions): Promise<OpenedSealedFolder> {
  const parts = await folderParts(options);
  const shards = openShards(parts);
  const members = new Map<string, FolderMember>();
  let totals: FolderTotals;
  try {
    const index = await readIndex(parts, options.signal);
    totals = index.totals;
    for await (const member of index.members) members.set(member.path, member);
  } catch (error) {
    parts.close();
    throw error;
  }
  const entry = (path: string): FolderMember => {
    const member = members.get(path);
    if (member !== undefined) return member;
    throw new SealingError('sealing/member-unknown', `There is no ${shown(path)} in the sealed folder.`);
  };
  const within = (member: FolderMember, { offset = 0, length = member.size }: Partial<MemberRange>) => {
    // Before its content would be that of others.
    if (!(offset >= 0)) throw new CoreError('core/sealed-misused', `A range cannot begin at ${offset}.`);
    const start = Math.min(offset, member.size);
    return { start: member.offset + start, length: Math.min(length, member.size - start) };
  };
  return {
    id: parts.id,
    version: parts.version,
    totals,
    entries: () => [...members.values()],
    entry,
    read: async (path, range) => {
      const member = entry(path);
      const { start, length } = within(member, range);
      if (length === 0) return new Uint8Array(0);
      const shard = await shards.take(member.shard);
      try {
        mustLieWithin(member, shard.reader);
        return await shard.reader.read(start, length, range.signal);
      } finally {
        shard.giveBack();
      }
    },
    stream: async function* (path, range = {}) {
      const member = entry(path);
      const { start, length } = within(member, range);
      if (length === 0) return;
      const shard = await shards.take(member.shard);
      try {
        mustLieWithin(member, shard.reader);
        yield* shard.reader.stream(start, length, range.signal);
      } finally {
        shard.giveBack();
      }
    },
    close: async () => {
      parts.close();
      await shards.close();
    },
  };
}

const { headerBytes } = floeLayout();

/** Opens the keys of a sealed folder. */
export async function folderParts({
  sealed,
  keys,
  identities,
  signal,
}: OpenSealedFolderOptions): Promise<FolderParts> {
  const document = await readKeys(keys ?? keysOfFolder(sealed));
  const dataKey = await openKeys(document, identities, signal === undefined ? {} : { signal });

  const withKey = async <Value>(
    part: string,
    use: (payload: PayloadKey) => Promise<Value>,
  ): Promise<Value> => {
    const payload = payloadKey(dataKey, document, part);
    try {
      return await use(payload);
    } finally {
      payload.key.fill(0);
    }
  };
  const located = async (folder: string, part: string, payload: PayloadKey): Promise<LocatedPayload> => {
    try {
      return await locatePayload(join(folder, partFile(part)), payload);
    } catch (error) {
      throw missingPart(error, part);
    }
  };
  const fromAnywhere = async (part: string, payload: PayloadKey): Promise<OpenedPart> => {
    if (typeof sealed !== 'string') {
      const source = await sealed(partFile(part));
      const reader = await openSealedReader(source, payload.key, payload.aad);
      const header = () => source.read(0, headerBytes);
      return { reader, header, close: async () => reader.close() };
    }
    const { file, path, header } = await located(sealed, part, payload);
    await file.close();
    const source = await fileSource(path);
    try {
      const reader = await openSealedReader(source, payload.key, payload.aad);
      const close = () => {
        reader.close();
        return source.close();
      };
      return { reader, header: async () => header, close };
    } catch (error) {
      await source.close();
      throw error;
    }
  };
  return {
    id: document.id,
    version: document.version,
    open: (part) => withKey(part, (payload) => fromAnywhere(part, payload)),
    openInOrder: (part) =>
      withKey(part, async (payload) => {
        if (typeof sealed !== 'string') {
          const { reader, close } = await fromAnywhere(part, payload);
          const pieces = (offset: number, length: number) => reader.stream(offset, length, signal);
          return { size: reader.size, pieces, close };
        }
        return partInOrder(await located(sealed, part, payload), payload);
      }),
    close: () => {
      dataKey.fill(0);
    },
  };
}

async function partInOrder(payload: LocatedPayload, key: PayloadKey): Promise<PartInOrder> {
  const { file, path } = payload;
  try {
    const { sizeBytes } = await factsOf(file, path);
    const window = payloadWindow(payload, sizeBytes, key);
    const close = () => {
      window.close();
      return file.close();
    };
    return { size: window.size, pieces: window.pieces, close };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reading an index; it is closed when its members have been read, or by `close`. */
export interface IndexReading {
  readonly totals: FolderTotals;
  readonly members: AsyncIterable<FolderMember>;
  /** Of the index itself. */
  header(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The index as it is read: first its totals, then member by member, and an error at the end where some are missing. */
export async function readIndex(parts: FolderParts, signal?: AbortSignal): Promise<IndexReading> {
  const { reader, header, close } = await parts.open(indexPart);
  const lines = linesOf(reader.stream(0, reader.size, signal))[Symbol.asyncIterator]();
  let totals: FolderTotals;
  try {
    const first = await lines.next();
    totals = decodeTotals(first.done ? new Uint8Array(0) : first.value);
  } catch (error) {
    await close();
    throw error;
  }
  async function* members() {
    try {
      let count = 0;
      let plainBytes = 0;
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        if (++count > totals.members) break;
        const member = decodeMember(line.value, totals);
        plainBytes += member.size;
        yield member;
      }
      if (count !== totals.members || plainBytes !== totals.plainBytes) {
        throw new SealingError('sealing/folder-incomplete', 'The index does not list what it says it does.');
      }
    } finally {
      await close();
    }
  }
  return { totals, members: members(), header, close };
}

function keysOfFolder(sealed: FolderSource): string {
  if (typeof sealed === 'string') return folderKeysPath(sealed);
  throw new SealingError('sealing/not-accessible', 'A folder that is not on this disk needs its keys named.');
}

function missingPart(error: unknown, part: string): unknown {
  const missing = error instanceof SealingError && error.code === 'sealing/not-accessible' && isAbsent(error);
  if (!missing) return error;
  return new SealingError('sealing/folder-incomplete', `${partFile(part)} is missing.`, { cause: error });
}

function isAbsent({ cause }: SealingError): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
