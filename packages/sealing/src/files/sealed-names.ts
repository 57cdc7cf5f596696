import { basename, dirname, join } from 'node:path';

const extension = '.floe';

/** Where the keys of a sealed file lie unless told otherwise: `x.floe` has `x.keys.json` beside it. */
export function keysPathOf(sealedPath: string): string {
  const stem = sealedPath.endsWith(extension) ? sealedPath.slice(0, -extension.length) : sealedPath;
  return `${stem}.keys.json`;
}

/** What is being written and is not whole yet: `.x.floe.partial` in the folder of `x.floe`. */
export function partialPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.partial`);
}

/** How far a partial has come, for a later run to go on. */
export function journalPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.journal`);
}

/** A whole payload that replaces `path` once its keys are in place. */
export function replacementPathOf(path: string): string {
  return `${path}.rekey`;
}
