import { parseVerifierKey } from '@ringwall/verifier';
import { equalBytes, utf8 } from './bytes.ts';
import { type Files, readSmallFile, writeAtomically } from './files.ts';

/** Name of the file with the log's public keys, for people and for `verifyLog`. */
const verifierKeyFile = 'verifier-key';
const maxFileBytes = 65_536;

/**
 * The public keys that stand beside a log: every one it ever had, one a line in C2SP's spelling, the newest first.
 * Whoever can write the log can write them, so they prove less than a key noted elsewhere. Undefined where the file is
 * missing; a line that is no key makes it empty.
 */
export async function readVerifierKeys(
  files: Files,
  directory: string,
): Promise<readonly string[] | undefined> {
  const content = await readSmallFile(files, `${directory}/${verifierKeyFile}`, maxFileBytes);
  if (content === undefined) return undefined;
  const lines = Buffer.from(content).toString('utf8').trimEnd().split('\n');
  return lines.every((line) => parseVerifierKey(line).ok) ? lines : [];
}

/** Makes the file say these keys, the newest first; atomic, and not written where it does already. */
export async function keepVerifierKeys(
  files: Files,
  directory: string,
  keys: readonly string[],
): Promise<void> {
  const content = utf8(keys.map((key) => `${key}\n`).join(''));
  const found = await readSmallFile(files, `${directory}/${verifierKeyFile}`, maxFileBytes);
  if (found !== undefined && equalBytes(found, content)) return;
  await writeAtomically(files, directory, verifierKeyFile, content);
}
