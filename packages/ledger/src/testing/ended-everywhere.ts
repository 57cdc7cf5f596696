import { cp } from 'node:fs/promises';
import type { Files } from '../files.ts';
import { watchedFiles } from './watched-files.ts';

/** A file system on which everything from its nth counted step on fails, as for a process that was killed there. */
function filesUntil(step: number, counting: { on: boolean }): { readonly files: Files; ended(): boolean } {
  let left = step;
  const files = watchedFiles((operation) => {
    // Descriptors are given back by a kill, too; reading leaves nothing half done.
    if (!counting.on || operation === 'read' || operation === 'size' || operation === 'close') return;
    if (left-- <= 0) throw new Error('killed');
  });
  return { files, ended: () => left < 0 };
}

/**
 * Ends the task at each of its steps, each time on a copy of the same directory; gives what every end left. With
 * `fromCall` steps count once the task calls what it is given as its third.
 */
export async function endedEverywhere(
  origin: string,
  task: (directory: string, files: Files, count: () => void) => Promise<unknown>,
  { fromCall = false }: { readonly fromCall?: boolean } = {},
): Promise<readonly string[]> {
  for (const left: string[] = []; ; ) {
    const counting = { on: !fromCall };
    const { files, ended } = filesUntil(left.length, counting);
    const directory = `${origin}-${left.length}`;
    await cp(origin, directory, { recursive: true });
    const count = () => {
      counting.on = true;
    };
    const failed = await task(directory, files, count).then(
      () => false,
      () => true,
    );
    if (!failed && !ended()) return left;
    left.push(directory);
  }
}
