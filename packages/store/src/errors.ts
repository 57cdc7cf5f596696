import { type ErrorTable, RingwallError } from '@ringwall/core';

export type StoreErrorCode =
  | 'store/in-use'
  | 'store/not-writable'
  | 'store/damaged'
  | 'store/schema-newer'
  | 'store/migration-failed'
  | 'store/query-failed'
  | 'store/conflict'
  | 'store/closed'
  | 'store/event-late'
  | 'store/blob-address'
  | 'store/blob-damaged'
  | 'store/blob-failed';

export const storeErrors: ErrorTable<StoreErrorCode> = {
  'store/in-use': {
    status: 503,
    exit: 2,
    title: 'The data directory is in use',
    advice: 'Stop the other ringwall that runs on this directory, or name another directory.',
  },
  'store/not-writable': {
    status: 503,
    exit: 2,
    title: 'The data directory cannot be written',
    advice: 'Name a directory that this user may create and write, on a disk with free space.',
  },
  'store/damaged': {
    status: 500,
    exit: 3,
    title: 'The database file is damaged',
    advice: 'Keep a copy of the data directory, then restore it from a backup.',
  },
  'store/schema-newer': {
    status: 500,
    exit: 2,
    title: 'The database was written by a newer version',
    advice: 'Run the version that wrote it, or restore the backup made before the upgrade.',
  },
  'store/migration-failed': {
    status: 500,
    exit: 3,
    title: 'The database could not be brought to this version',
    advice: 'Nothing of the failed step was kept: report it as a bug and run the previous version.',
  },
  'store/query-failed': {
    status: 500,
    exit: 3,
    title: 'A database query failed',
    advice: "Look at the cause in the server's log: a full disk, or a bug to report.",
  },
  'store/conflict': {
    status: 409,
    exit: 1,
    title: 'The change contradicts what is stored',
    advice: 'Read the current state and try again with other values.',
  },
  'store/closed': {
    status: 503,
    exit: 3,
    title: 'The store is closed',
    advice: 'Start the server again; what was acknowledged before is kept.',
  },
  'store/event-late': {
    status: 500,
    exit: 3,
    title: 'An event was emitted outside its transaction',
    advice: 'Report this as a bug: the event was refused instead of lost.',
  },
  'store/blob-address': {
    status: 400,
    exit: 2,
    title: 'Not the address of a blob',
    advice: 'Give the 64 lower-case hexadecimal characters of a SHA-256.',
  },
  'store/blob-damaged': {
    status: 500,
    exit: 3,
    title: 'A stored blob is not what was put',
    advice: 'Restore this blob from a backup and investigate who altered it.',
  },
  'store/blob-failed': {
    status: 503,
    exit: 3,
    title: 'A blob could not be written or read',
    advice: 'Check free space and permissions of the data directory.',
  },
};

export class StoreError extends RingwallError<StoreErrorCode> {
  constructor(code: StoreErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(storeErrors, code, detail, options);
  }
}

/** The code of a failed system call, e.g. `ENOENT`; undefined for every other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
