import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { SealingError } from '../errors.ts';
import { diskError, onDisk, systemCodeOf } from './disk-error.ts';

/**
 * Opens what an earlier run left, to read and write it. Where others may write to the folder too, they could have put
 * something in its place: a file of theirs to read the rest in, keys that they know, a link to another file.
 * @throws SealingError sealing/cannot-resume for a link, what is no regular file, and what belongs to somebody else
 */
export async function openOwn(path: string): Promise<FileHandle> {
  const { O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK).catch((cause: unknown) => {
    const code = systemCodeOf(cause);
    throw code === 'ELOOP' || code === 'EACCES' ? notOurs(path, cause) : diskError(cause, path);
  });
  try {
    const facts = await onDisk(path, file.stat());
    if (!facts.isFile()) throw notOurs(path);
    mustBeOurs(path, facts);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same for a folder that an earlier run began. @throws SealingError sealing/cannot-resume */
export async function mustBeOwnFolder(path: string): Promise<void> {
  const facts = await onDisk(path, lstat(path));
  if (!facts.isDirectory()) throw notOurs(path);
  mustBeOurs(path, facts);
}

/** Windows does not tell. @throws SealingError sealing/cannot-resume */
export function mustBeOurs(path: string, { uid }: Pick<Stats, 'uid'>): void {
  if (process.geteuid !== undefined && process.geteuid() !== uid) throw notOurs(path);
}

function notOurs(path: string, cause?: unknown): SealingError {
  return new SealingError('sealing/cannot-resume', `${path} is not what this user left.`, { cause });
}
