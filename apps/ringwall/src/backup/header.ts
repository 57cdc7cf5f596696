import { parseBoundedJson, RingwallError } from '@ringwall/core';
import { z } from 'zod';

/** Names in a backup's folder. */
export const headerFile = 'backup.json';
/** One line a file, as `sha256sum` writes and checks it: the SHA-256 in hexadecimal, two spaces, the path. */
export const listFile = 'files.sha256';

const text = z.string().max(512);
const count = z.int().nonnegative();
const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** The schema of what a backup says of itself. */
export const backupHeader = z
  .strictObject({
    format: z.literal('ringwall/backup/1'),
    backup: z.string().regex(/^bak_[0-9a-z]{26}$/),
    createdAt: z.iso.datetime(),
    version: text,
    /** Where the log ends in it. */
    ledger: z.strictObject({
      origin: text,
      /** The newest key of the log. */
      verifierKey: text,
      size: count,
      /** Base64. */
      root: text,
    }),
    withKeys: z.boolean(),
    files: count,
    bytes: count,
    /** SHA-256 of the list of files. */
    list: hexDigest,
  })
  .meta({ id: 'BackupHeader' });

/** What a backup says of itself. It is written last: a folder without one is no backup. */
export type BackupHeader = z.infer<typeof backupHeader>;

const maxHeaderBytes = 65_536;

/** Reads a header; undefined for anything else. */
export function parseHeader(bytes: Uint8Array): BackupHeader | undefined {
  try {
    return backupHeader.safeParse(parseBoundedJson(bytes, { maxBytes: maxHeaderBytes })).data;
  } catch (error) {
    if (error instanceof RingwallError) return undefined;
    throw error;
  }
}

/** One line of the list of files. */
export interface ListedFile {
  readonly sha256: string;
  /** Relative, with slashes. */
  readonly path: string;
}

/** The line of a file, without its newline. */
export function listLine({ sha256, path }: ListedFile): string {
  return `${sha256}  ${path}`;
}

/** Reads a line of the list; undefined where it is none, or where its path would lead out of the folder. */
export function parseListLine(line: string): ListedFile | undefined {
  const sha256 = line.slice(0, 64);
  const path = line.slice(66);
  if (!hexDigest.safeParse(sha256).success || line.slice(64, 66) !== '  ') return undefined;
  const names = path.split('/');
  const isPlain = names.every(
    (name) => /^[A-Za-z0-9_.-]{1,255}$/.test(name) && name !== '.' && name !== '..',
  );
  return isPlain && path.length <= 4096 ? { sha256, path } : undefined;
}
