import { parseBoundedJson, sha256Hex } from '@ringwall/core';
import type { Files, LedgerFile } from '@ringwall/ledger';
import { z } from 'zod';
import type { GapCounts } from './route-gap.ts';

const slotBytes = 64 << 10;
const maxGaps = 128;
const headerBytes = 128;

const count = z.int().nonnegative();
const word = z.string().max(512);
const content = z.strictObject({
  sequence: count,
  gaps: z
    .array(
      z.strictObject({
        route: word,
        project: word,
        fromMs: count,
        cause: word,
        requests: count,
        lost: count,
        bodiesNotKept: count,
      }),
    )
    .max(maxGaps),
});
type Content = z.output<typeof content>;

/**
 * A small file that says which routes are in a gap, for the next start to read when this process is killed in one.
 * It is written in place, into blocks that were there before the disk began to fail, and without waiting for a sync:
 * that outlives the process, on a disk that is full or fails too, though not a power loss. Two places in turn, each
 * with its digest: a torn write leaves the one before.
 */
export class GapMarker {
  readonly #file: LedgerFile;
  #sequence: number;
  #latest: readonly GapCounts[] = [];
  #writing: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  /** What the last run left: gaps that it did not get to record. */
  readonly left: readonly GapCounts[];

  private constructor(file: LedgerFile, { sequence, gaps }: Content) {
    this.#file = file;
    this.#sequence = sequence;
    this.left = gaps;
  }

  /** Opens the file, making it where there is none. */
  static async open(files: Files, path: string): Promise<GapMarker> {
    const file = await openOrCreate(files, path);
    try {
      const bytes = new Uint8Array(2 * slotBytes);
      const size = await file.size();
      for (let at = 0; at < size && at < bytes.length; ) {
        const got = await file.read(bytes.subarray(at), at);
        if (got === 0) break;
        at += got;
      }
      const found = [bytes.subarray(0, slotBytes), bytes.subarray(slotBytes)].flatMap(readSlot);
      const newest = found.sort((a, b) => b.sequence - a.sequence)[0] ?? { sequence: 0, gaps: [] };
      if (size < bytes.length) {
        await write(file, new Uint8Array(bytes.length - size), size);
        await file.sync();
      }
      return new GapMarker(file, newest);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Puts the gaps in the place of what was there. Of calls that come while it is being written the last counts. */
  set(gaps: readonly GapCounts[]): Promise<void> {
    this.#latest = gaps;
    if (this.#writing === undefined) {
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
      });
      return this.#writing;
    }
    this.#again ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#again = undefined;
        return this.set(this.#latest);
      });
    return this.#again;
  }

  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#again ?? this.#writing)
      .catch(() => undefined)
      .then(() => this.#file.close());
    return this.#closing;
  }

  async #write(): Promise<void> {
    this.#sequence++;
    const slot = encodeSlot({ sequence: this.#sequence, gaps: fitting(this.#latest) });
    await write(this.#file, slot, (this.#sequence % 2) * slotBytes);
  }
}

/** Of more routes than there is room for, the rest is summed up under one name. */
function fitting(gaps: readonly GapCounts[]): GapCounts[] {
  const rest = gaps.slice(maxGaps - 1);
  const [first] = rest;
  if (first === undefined || rest.length === 1) return [...gaps];
  const sum = (value: (gap: GapCounts) => number) => rest.reduce((total, gap) => total + value(gap), 0);
  return [
    ...gaps.slice(0, maxGaps - 1),
    {
      ...first,
      route: `${first.route} and ${rest.length - 1} more`,
      requests: sum((gap) => gap.requests),
      lost: sum((gap) => gap.lost),
      bodiesNotKept: sum((gap) => gap.bodiesNotKept),
    },
  ];
}

function encodeSlot(given: Content): Uint8Array {
  const json = Buffer.from(JSON.stringify(given), 'utf8');
  const header = `${json.length} ${sha256Hex(json)}\n`.padEnd(headerBytes, ' ');
  return Buffer.concat([Buffer.from(header, 'latin1'), json]);
}

function readSlot(slot: Uint8Array): Content[] {
  const header = Buffer.from(slot.subarray(0, headerBytes)).toString('latin1');
  const [, length, digest] = /^(\d{1,6}) ([0-9a-f]{64})\n/.exec(header) ?? [];
  const json = slot.subarray(headerBytes, headerBytes + Number(length ?? 0));
  if (digest === undefined || sha256Hex(json) !== digest) return [];
  const parsed = content.safeParse(parseBoundedJson(json, { maxBytes: slotBytes }));
  return parsed.success ? [parsed.data] : [];
}

async function openOrCreate(files: Files, path: string): Promise<LedgerFile> {
  try {
    return await files.open(path, 'update');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return await files.open(path, 'create');
  }
}

async function write(file: LedgerFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const count = await file.write(bytes.subarray(done), position + done);
    if (count === 0) throw new Error('The file takes no more bytes.');
    done += count;
  }
}
