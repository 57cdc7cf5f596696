import type { ZodType } from 'zod';

/** What `--json` of a command prints. */
export interface JsonOutput {
  /** One document, or one on each line (JSON Lines). */
  readonly shape: 'document' | 'lines';
  /**
   * Each a schema, or the operation of the API whose answer it is; of an operation that lists things, one of them. A
   * command that prints more than one kind of thing, depending on its flags, names them all.
   */
  readonly of: readonly (ZodType | string)[];
}

/** One document for one thing. */
export function document(...of: JsonOutput['of']): JsonOutput {
  return { shape: 'document', of };
}

/** One thing a line. */
export function lines(...of: JsonOutput['of']): JsonOutput {
  return { shape: 'lines', of };
}
