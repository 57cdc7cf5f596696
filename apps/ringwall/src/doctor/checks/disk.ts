import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesText, durationText } from '../../cli/progress.ts';
import { type Found, ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

const syncs = 5;
const blockBytes = 4096;
const slowSyncMs = 50;
const uselessSyncMs = 1_000;
const fewFiles = 10_000;
const defaultMinFreeBytes = 512 << 20;

/** File systems on which a log should not lie, by the number that statfs(2) gives them. */
const unfit: ReadonlyMap<number, string> = new Map([
  [0x01021994, 'in memory (tmpfs): all of it is gone with a restart of the machine'],
  [0x858458f6, 'in memory (ramfs): all of it is gone with a restart of the machine'],
  [0x6969, 'on a network (NFS): locks and syncs there are not to be relied on'],
  [0xff534d42, 'on a network (CIFS): locks and syncs there are not to be relied on'],
  [0xfe534d42, 'on a network (SMB): locks and syncs there are not to be relied on'],
]);

/** Room, and how long a record takes to become durable. */
export const diskCheck: Check = {
  id: 'disk',
  async examine({ directory, config }) {
    const place = existing(directory);
    const { bavail, bsize, ffree, files, type } = await statfs(place);
    const free = bavail * bsize;
    const needed = config?.ledger.minFreeBytes ?? defaultMinFreeBytes;
    const kind = unfit.get(type);
    return [
      roomFinding(free, needed),
      ...(files > 0 && ffree < fewFiles
        ? [
            warning(`Room for ${ffree} more files only`, {
              why: 'Kept bodies are files of their own.',
              advice: 'Use a file system with more inodes.',
            }),
          ]
        : []),
      ...(kind === undefined
        ? []
        : [
            warning(`${place} lies ${kind}`, {
              why: 'What was acknowledged must still be there after a crash.',
              advice: 'Name a directory on a disk of this machine with --data.',
            }),
          ]),
      await syncFinding(place),
    ];
  },
};

/** What there is to say about so many free bytes. */
export function roomFinding(freeBytes: number, neededBytes: number): Found {
  const free = `${bytesText(freeBytes)} free, ${bytesText(neededBytes)} needed`;
  if (freeBytes < neededBytes)
    return wrong(free, {
      why: 'Below that, requests that must be recorded are refused.',
      advice: 'Free room, or set ledger.minFreeBytes lower.',
    });
  if (freeBytes < 4 * neededBytes)
    return warning(free, {
      why: 'It is nearly as little as requests begin to be refused at.',
      advice: 'Free room, or set retention in ringwall.config.yaml.',
    });
  return ok(free);
}

/** What there is to say about a sync that takes so long. */
export function latencyFinding(ms: number): Found {
  const what = `A sync takes ${ms < 10 ? `${ms.toFixed(1)} ms` : durationText(ms)}`;
  const why = 'Every answer waits for one: its record comes first.';
  if (ms >= uselessSyncMs)
    return wrong(what, { why, advice: 'Use another disk: this one cannot keep a log.' });
  if (ms >= slowSyncMs)
    return warning(what, { why, advice: 'Use a local SSD, or look what else keeps this disk busy.' });
  return ok(what);
}

async function syncFinding(place: string): Promise<Found> {
  let folder: string;
  try {
    folder = await mkdtemp(join(place, '.doctor-'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return wrong(`Nothing can be written to ${place} (${code})`, {
      why: 'A server that cannot write cannot record, and refuses.',
      advice: 'Make it writable for the user of the server, or name another directory with --data.',
    });
  }
  try {
    const handle = await open(join(folder, 'sync'), 'w', 0o600);
    try {
      const took: number[] = [];
      for (let i = 0; i < syncs; i++) {
        await handle.write(Buffer.alloc(blockBytes, i));
        const began = performance.now();
        await handle.datasync();
        took.push(performance.now() - began);
      }
      return latencyFinding(took.toSorted((a, b) => a - b)[Math.floor(syncs / 2)] ?? 0);
    } finally {
      await handle.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The directory, or the nearest above it that is there. */
function existing(directory: string): string {
  return existsSync(directory) || dirname(directory) === directory ? directory : existing(dirname(directory));
}
