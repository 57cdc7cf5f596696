import { createSkeletonTable, type SkeletonTable } from '../normalise/skeleton-table.ts';
import { createRunTable, type RunTable } from '../pattern/bounder.ts';

/** Look-up tables every reading of a text uses; made once. */
export interface ReadingTables {
  readonly skeletons: SkeletonTable;
  readonly runs: RunTable;
}

export function createReadingTables(): ReadingTables {
  return { skeletons: createSkeletonTable(), runs: createRunTable() };
}
