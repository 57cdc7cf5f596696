import { randomFillSync } from 'node:crypto';
import type { Clock } from '@ringwall/core';
import { type Files, openIfPresent, writeAll } from '../files.ts';

/** How full the disk may become. */
export interface SpaceLimits {
  /** With less free space than this, what starts new work is refused; 0 turns it off. */
  readonly minFreeBytes: number;
  /** Of the file that keeps room for what must still be recorded on a full disk; 0 for none. */
  readonly reserveBytes: number;
  readonly checkIntervalMs?: number;
}

/** What is known about the disk under the ledger. */
export interface SpaceState {
  /** Nothing that starts new work is recorded now. */
  readonly low: boolean;
  /** Milliseconds since the epoch. */
  readonly lowSince?: number;
  /** At the last look; absent where the file system does not tell. */
  readonly freeBytes?: number;
  readonly minFreeBytes: number;
  readonly reserveBytes: number;
  /** `missing`: the disk has no room for it, or is being asked; `given-up`: it was used for records. */
  readonly reserve: 'off' | 'missing' | 'held' | 'given-up';
}

const reserveName = 'reserve';
/** Written and synced at a time, so that no record waits for the whole reserve to reach the disk. */
const chunkBytes = 1 << 20;

/**
 * Watches the free space of a directory's disk, and holds some of it back in a file that is overwritten by nobody.
 * On a full disk the file is emptied once, so that what ends, corrects or administers still fits; it is filled
 * again when there is room for it and for the low-water mark.
 */
export class DiskSpace {
  readonly #files: Files;
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #limits: SpaceLimits;
  #freeBytes: number | undefined;
  #reserve: SpaceState['reserve'];
  #low = false;
  #lowSince = 0;
  /** The disk refused a write for want of room since the last look. */
  #exhausted = false;
  #looking: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(
    place: { readonly files: Files; readonly directory: string; readonly clock: Clock },
    limits: SpaceLimits,
    reserve: SpaceState['reserve'],
  ) {
    this.#files = place.files;
    this.#directory = place.directory;
    this.#clock = place.clock;
    this.#limits = limits;
    this.#reserve = reserve;
  }

  /** Looks once, and from then on every second until `close`. */
  static async open(
    place: { readonly files: Files; readonly directory: string; readonly clock: Clock },
    limits: SpaceLimits,
  ): Promise<DiskSpace> {
    const space = new DiskSpace(place, limits, await reserveLeft(place, limits.reserveBytes));
    await space.look();
    space.#timer = setInterval(() => space.look(), limits.checkIntervalMs ?? 1000).unref();
    return space;
  }

  get state(): SpaceState {
    const { minFreeBytes, reserveBytes } = this.#limits;
    return {
      low: this.#low,
      ...(this.#low && { lowSince: this.#lowSince }),
      ...(this.#freeBytes !== undefined && { freeBytes: this.#freeBytes }),
      ...{ minFreeBytes, reserveBytes, reserve: this.#reserve },
    };
  }

  get low(): boolean {
    return this.#low;
  }

  /** Asks the file system now. Never rejects; what it does not tell leaves things as they are. */
  look(): Promise<void> {
    // A disk that hangs holds up one question, not one a second.
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Empties the reserve after a write that found no room. True where that made some. */
  async makeRoom(cause: unknown): Promise<boolean> {
    if (!isFull(cause)) return false;
    this.#exhausted = true;
    this.#judge();
    return await this.#giveUp();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#filling;
  }

  async #look(): Promise<void> {
    try {
      this.#freeBytes = await this.#files.freeBytes?.(this.#directory);
    } catch {
      return;
    }
    const { minFreeBytes, reserveBytes } = this.#limits;
    const free = this.#freeBytes ?? Number.POSITIVE_INFINITY;
    // A little room may come and go at once: it is no reason to begin anything.
    this.#exhausted &&= free < Math.max(minFreeBytes, chunkBytes);
    // What else needs room, such as the tables, gets no error to answer: for it the reserve goes a little early.
    if (this.#reserve === 'held' && free < starvedBytes(reserveBytes)) await this.#giveUp();
    const wanted = this.#reserve === 'missing' || this.#reserve === 'given-up';
    if (wanted && free >= minFreeBytes + reserveBytes && !this.#closed) {
      this.#filling ??= this.#fill().finally(() => {
        this.#filling = undefined;
      });
    }
    this.#judge();
  }

  #judge(): void {
    const free = this.#freeBytes ?? Number.POSITIVE_INFINITY;
    // Room that the reserve left is not for new work, or it would be gone with the first of it.
    const low = this.#exhausted || free < this.#limits.minFreeBytes || this.#reserve === 'given-up';
    if (low && !this.#low) this.#lowSince = this.#clock.now();
    this.#low = low;
  }

  async #giveUp(): Promise<boolean> {
    await this.#filling;
    if (this.#reserve !== 'held') return false;
    this.#reserve = 'given-up';
    this.#judge();
    try {
      await (await this.#open()).close();
      return true;
    } catch {
      return false;
    }
  }

  /** Opened to be replaced, the file is empty. */
  #open() {
    return this.#files.open(`${this.#directory}/${reserveName}`, 'replace');
  }

  async #fill(): Promise<void> {
    // Nothing that a file system could compress or find elsewhere.
    const chunk = randomFillSync(new Uint8Array(Math.min(chunkBytes, this.#limits.reserveBytes)));
    try {
      const file = await this.#open();
      try {
        for (let at = 0; at < this.#limits.reserveBytes && !this.#closed; at += chunk.length) {
          await writeAll(file, chunk.subarray(0, this.#limits.reserveBytes - at), at);
          await file.datasync();
        }
        if (this.#closed) return;
      } finally {
        await file.close();
      }
      this.#reserve = 'held';
    } catch {
      // Someone else was faster; the next look tries again when there is room.
      await this.#open().then(
        (file) => file.close(),
        () => undefined,
      );
    }
    this.#judge();
  }
}

/** What an earlier run left: a reserve of the right size is held, an empty one was given up. */
async function reserveLeft(
  { files, directory }: { readonly files: Files; readonly directory: string },
  reserveBytes: number,
): Promise<SpaceState['reserve']> {
  const file = await openIfPresent(files, `${directory}/${reserveName}`, 'update');
  if (file === undefined) return reserveBytes === 0 ? 'off' : 'missing';
  try {
    const size = await file.size();
    if (reserveBytes === 0 && size > 0) await file.truncate(0);
    if (reserveBytes === 0) return 'off';
    if (size === 0) return 'given-up';
    return size === reserveBytes ? 'held' : 'missing';
  } finally {
    await file.close();
  }
}

function starvedBytes(reserveBytes: number): number {
  return Math.min(reserveBytes / 4, 8 << 20);
}

/** No room on the device, or none within the user's quota. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
