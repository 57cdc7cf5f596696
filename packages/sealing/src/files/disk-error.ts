import { SealingError } from '../errors.ts';

const full = new Map([
  ['ENOSPC', 'The disk is full'],
  ['EDQUOT', 'The disk quota is used up'],
  ['EFBIG', 'The file would be larger than this process may write'],
]);

const reasons = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'the operation is not permitted'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EROFS', 'the file system is read-only'],
  ['EMFILE', 'this process has too many files open (EMFILE)'],
  ['ENFILE', 'this machine has too many files open (ENFILE)'],
  ['EIO', 'the device reports an error'],
]);

/** The system's name of an error (`ENOENT`); undefined for anything that did not come from a system call. */
export function systemCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(cause.code) ? cause.code : undefined;
}

/**
 * A failed system call on `path` in words: sealing/no-space, sealing/exists or sealing/not-accessible. Anything that
 * is not a failed system call comes back unchanged.
 */
export function diskError(cause: unknown, path: string): unknown {
  const code = systemCodeOf(cause);
  return code === undefined ? cause : diskErrorOf(code, path, cause);
}

/** The same for a system error of which only the name is known. */
export function diskErrorOf(code: string, path: string, cause?: unknown): SealingError {
  const noSpace = full.get(code);
  if (noSpace !== undefined) return new SealingError('sealing/no-space', `${noSpace}: ${path}`, { cause });
  if (code === 'EEXIST') return new SealingError('sealing/exists', `${path} exists.`, { cause });
  const reason = reasons.get(code) ?? `the system says ${code}`;
  return new SealingError('sealing/not-accessible', `${path}: ${reason}.`, { cause });
}

/** Awaits a system call on `path`. @throws SealingError as `diskError` says */
export async function onDisk<Value>(path: string, call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (cause) {
    throw diskError(cause, path);
  }
}
