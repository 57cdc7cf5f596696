import { CodePointReader } from './code-point-reader.ts';
import { Normaliser } from './normaliser.ts';
import { createSkeletonTable, type SkeletonTable } from './skeleton-table.ts';

/** A text as patterns see it; unit `i` of `text` came from `[starts[i], ends[i])` of the original. */
export interface NormalisedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Normalises a whole text at once; the streaming form is `CodePointReader` into `Normaliser`. */
export function normaliseText(
  original: string,
  syntax: 'text' | 'json' = 'text',
  table: SkeletonTable = createSkeletonTable(),
): NormalisedText {
  const units: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const normaliser = new Normaliser(table, {
    take(batch) {
      for (let i = 0; i < batch.length; i++) {
        units.push(batch.units[i] ?? 0);
        starts.push(batch.starts[i] ?? 0);
        ends.push((batch.starts[i] ?? 0) + (batch.lengths[i] ?? 0));
      }
    },
  });
  const reader = new CodePointReader(syntax, normaliser);
  reader.push(original);
  reader.end();
  let text = '';
  for (const unit of units) text += String.fromCharCode(unit);
  return { text, starts, ends };
}
