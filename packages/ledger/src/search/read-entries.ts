import type { Ledger } from '../ledger.ts';
import type { Entry } from '../wal/entry-reader.ts';

/** Entries nobody asked for are read along where leaving them out would cost another read. */
const maxGap = 8;
const maxRunEntries = 512;

/** Cuts indexes, which come newest first, into runs of neighbours that one read gives. */
export function runsOf(indexes: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  let run: number[] = [];
  for (const index of indexes) {
    const last = run.at(-1);
    if (last === undefined || last - index > maxGap || run.length === maxRunEntries) {
      run = [];
      runs.push(run);
    }
    run.push(index);
  }
  return runs;
}

/** Reads the entries of a run, newest first. */
export async function readRun(
  ledger: Pick<Ledger, 'entries'>,
  run: readonly number[],
): Promise<readonly Entry[]> {
  const [newest, oldest] = [run[0], run.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const wanted = new Set(run);
  const entries: Entry[] = [];
  for await (const entry of ledger.entries({ from: oldest, to: newest + 1 })) {
    if (wanted.has(entry.index)) entries.push(entry);
  }
  return entries.reverse();
}
