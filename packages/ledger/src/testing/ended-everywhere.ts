import { cp } from 'node:fs/promises';
import type { Files } from '../files.ts';
import { watchedFiles } from './watched-files.ts';

/** A file system on which everything from its nth step on fails, as for a process that was killed there. */
function filesUntil(step: number): { readonly files: Files; ended(): boolean } {
  let left = step;
  const files = watchedFiles((operation) => {
    // Descriptors are given back by a kill, too; reading leaves nothing half done.
    if (operation === 'read' || operation === 'size' || operation === 'close') return;
    if (left-- <= 0) throw new Error('killed');
  });
  return { files, ended: () => left < 0 };
}

/** Ends the task at each of its steps, each time on a copy of the same directory; gives what every end left. */
export async function endedEverywhere(
  origin: string,
  task: (directory: string, files: Files) => Promise<unknown>,
): Promise<readonly string[]> {
  for (const left: string[] = []; ; ) {
    const { files, ended } = filesUntil(left.length);
    const directory = `${origin}-${left.length}`;
    await cp(origin, directory, { recursive: true });
    const failed = await task(directory, files).then(
      () => false,
      () => true,
    );
    if (!failed && !ended()) return left;
    left.push(directory);
  }
}
