import { setTimeout as wait } from 'node:timers/promises';
import type { Files, LedgerFile } from '@ringwall/ledger';
import type { Fault } from './round.ts';
import { between, type SeededRandom } from './seeded-random.ts';

interface Window {
  readonly from: number;
  readonly to: number;
}

/** Puts the faults of a round between the ledger and its files, and tells of every step before it is taken. */
export function faultyFiles(
  files: Files,
  options: {
    readonly fault: Fault;
    readonly random: SeededRandom;
    readonly step: () => void;
    /** What a file system does with what a disk refused to take. */
    readonly lost?: (path: string) => void;
    /** Called after the write, with what was written. */
    readonly written?: (path: string, bytes: Uint8Array) => void;
  },
): Files & {
  /** From now on things may go wrong. */
  begin(): void;
} {
  const { fault, random, step } = options;
  let taken = 0;
  let window: Window | undefined;

  function next(): boolean {
    step();
    taken++;
    return window !== undefined && taken >= window.from && taken < window.to;
  }

  async function sync(path: string, work: () => Promise<void>): Promise<void> {
    const now = next();
    if (now && fault === 'slow-sync') await wait(random() < 0.1 ? 700 : between(random, 1, 60));
    if (now && fault === 'failing-sync') {
      options.lost?.(path);
      throw Object.assign(new Error(`EIO: ${path}`), { code: 'EIO' });
    }
    await work();
  }

  function full(path: string): Error {
    return Object.assign(new Error(`ENOSPC: ${path}`), { code: 'ENOSPC' });
  }

  function watched(path: string, file: LedgerFile): LedgerFile {
    return {
      read: (target, position) => file.read(target, position),
      size: () => file.size(),
      async write(bytes, position) {
        let given = bytes;
        if (next() && fault === 'disk-full') {
          if (random() < 0.5) throw full(path);
          given = bytes.subarray(0, between(random, 0, bytes.length + 1));
        }
        const count = given.length === 0 && bytes.length > 0 ? 0 : await file.write(given, position);
        options.written?.(path, given.subarray(0, count));
        return count;
      },
      datasync: () => sync(path, () => file.datasync()),
      sync: () => sync(path, () => file.sync()),
      async truncate(size) {
        next();
        await file.truncate(size);
      },
      async close() {
        await file.close();
      },
    };
  }

  return {
    begin() {
      const from = taken + between(random, 10, 120);
      window = { from, to: from + between(random, 5, 150) };
    },
    async open(path, mode) {
      const failing = next() && fault === 'disk-full' && mode !== 'read' && mode !== 'update';
      if (failing && random() < 0.5) throw full(path);
      return watched(path, await files.open(path, mode));
    },
    async makeDirectory(path, given) {
      if (next() && fault === 'disk-full' && random() < 0.5) throw full(path);
      await files.makeDirectory(path, given);
    },
    list: (path) => files.list(path),
    async rename(from, to) {
      next();
      await files.rename(from, to);
    },
    async unlink(path) {
      next();
      await files.unlink(path);
    },
    async removeDirectory(path) {
      next();
      await files.removeDirectory(path);
    },
    syncDirectory: (path) => sync(path, () => files.syncDirectory(path)),
  };
}
