import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { durationText } from '../../cli/progress.ts';
import { type Found, ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

/** File systems round, and a record may have been written a moment ago. */
const toleratedMs = 2_000;
const skewMs = 30_000;
const badSkewMs = 300_000;

/** Whether the clock stands before what was written last. */
export const clockCheck: Check = {
  id: 'clock',
  readsData: true,
  async examine({ directory, clock }) {
    const wal = join(directory, 'ledger', 'wal');
    const names = (await readdir(wal).catch(() => [])).filter((name) => name.endsWith('.seg'));
    const times = await Promise.all(names.map(async (name) => (await stat(join(wal, name))).mtimeMs));
    return [clockFinding(clock.now(), times.length === 0 ? undefined : Math.max(...times))];
  },
};

/** What there is to say of a clock when the last record was written at `lastMs`. */
export function clockFinding(nowMs: number, lastMs: number | undefined): Found {
  const now = new Date(nowMs).toISOString();
  if (lastMs === undefined || lastMs <= nowMs + toleratedMs) return ok(`It is ${now}`);
  return wrong(`It is ${now}, ${durationText(lastMs - nowMs)} before the last record was written`, {
    why: 'Keys, sessions and certificates end by this clock, and records would tell a wrong order.',
    advice: 'Set the clock, and keep it by NTP (timedatectl set-ntp true).',
  });
}

/**
 * What another machine's clock says about ours: nothing where they agree, within what HTTP's Date header
 * (RFC 9110, section 6.6.1) and the way there leave open.
 */
export function skewFindings(from: string, date: string | undefined, nowMs: number): readonly Found[] {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  const apartMs = Math.abs(nowMs - theirs);
  if (Number.isNaN(theirs) || apartMs < skewMs) return [];
  const what = `The clock is ${durationText(apartMs)} ${nowMs > theirs ? 'ahead of' : 'behind'} that of ${from}`;
  const why = 'Tokens, certificates and cosignatures carry times that others compare with their own.';
  const advice = 'Set the clock, and keep it by NTP (timedatectl set-ntp true).';
  return [(apartMs >= badSkewMs ? wrong : warning)(what, { why, advice })];
}
