import type { Files } from '../files.ts';

/** Below the ledger's own directory. */
export const walDirectory = 'wal';

/** One file of the log, named by the index of its first entry. */
export interface Segment {
  readonly name: string;
  readonly first: number;
}

/** A segment takes no further batch once it would grow beyond this. */
export const segmentBytes = 64 << 20;

export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.seg`;
}

/** The segments of a directory in order; other names are none of the log's. */
export async function listSegments(files: Files, directory: string): Promise<Segment[]> {
  const names = await files.list(directory);
  return names
    .filter((name) => /^[0-9]{16}\.seg$/.test(name))
    .map((name) => ({ name, first: Number(name.slice(0, 16)) }))
    .sort((a, b) => a.first - b.first);
}
