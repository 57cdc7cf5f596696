import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendEvents } from './ledger-parts/append-events.ts';
import { appendManyRaw, appendOneRaw } from './ledger-parts/append-raw.ts';
import { freeBytes, measuringPlace } from './ledger-parts/device.ts';
import { verifyOffline } from './ledger-parts/verify-offline.ts';
import type { Bench } from './measure.ts';

const neededGiB = 5;

/** What the ledger adds to a request and how many it can follow, beside what the disk takes by itself. */
export const bench: Bench = {
  title: 'records made durable and verified, medians of interleaved rounds',
  async run({ signal, progress }) {
    const { folder: parent, device, real } = measuringPlace();
    if (!real) return { skipped: `it needs a real block device, and there is ${device}` };
    if (freeBytes(parent) < neededGiB * 2 ** 30) return { skipped: `it needs ${neededGiB} GiB of room` };
    const folder = mkdtempSync(join(parent, 'ringwall-bench-'));
    progress(`on ${device}`);
    try {
      progress('one writer');
      const [bare, ...single] = await appendOneRaw(folder, signal);
      const many = await appendManyRaw(folder, { signal, progress });
      const events = await appendEvents(folder, { signal, progress });
      const verified = await verifyOffline(folder, { signal, progress });
      const disk = bare === undefined ? [] : [{ ...bare, name: `${bare.name}, on ${device}` }];
      return [...disk, ...single, ...many, ...events, ...verified];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
