import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { decodeUtf8 } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskError } from '../files/disk-error.ts';
import { shown, unsafe } from './folder-index.ts';
import { linkProblem, pathProblem } from './member-path.ts';

/** Something found in a folder that is to be sealed. */
export interface FoundMember {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly target?: string;
}

/** What cannot be sealed and was left out because the caller asked for that. */
export interface SkippedMember {
  readonly path: string;
  readonly why: string;
}

export interface WalkOptions {
  /** Called for what cannot be sealed, which then is left out; without it, it is refused. */
  readonly onSkipped?: (skipped: SkippedMember) => void;
}

const maxDepth = 200;

/**
 * Everything in a folder, each directory before what is in it, names in the order of their UTF-8 bytes: the same folder
 * always gives the same sequence. Hard links come as the files they are. Names that are not UTF-8, links that point out
 * of the folder, sockets, pipes and devices cannot be sealed.
 * @throws SealingError sealing/folder-unsafe, sealing/not-accessible
 */
export function* walkFolder(root: string, options: WalkOptions = {}): Generator<FoundMember> {
  yield* walk({ root, options }, '', 0);
}

interface Walk {
  readonly root: string;
  readonly options: WalkOptions;
}

function* walk({ root, options }: Walk, directory: string, depth: number): Generator<FoundMember> {
  const refuse = (path: string, why: string): void => {
    if (options.onSkipped === undefined) throw unsafe(`${shown(path)} cannot be sealed: ${why}.`);
    options.onSkipped({ path, why });
  };
  for (const bytes of namesIn(join(root, directory))) {
    const name = nameOf(bytes);
    const path = directory === '' ? (name ?? '') : `${directory}/${name ?? ''}`;
    if (name === undefined) {
      refuse(`${directory}/${bytes.toString('latin1')}`, 'its name is not UTF-8');
      continue;
    }
    const problem = depth > maxDepth ? 'it lies too deep' : pathProblem(path);
    if (problem !== undefined) {
      refuse(path, problem);
      continue;
    }
    const found = look(root, path);
    if (typeof found === 'string') {
      refuse(path, found);
      continue;
    }
    yield found;
    if (found.type === 'directory') yield* walk({ root, options }, path, depth + 1);
  }
}

function look(root: string, path: string): FoundMember | string {
  const full = join(root, path);
  try {
    const stat = lstatSync(full);
    const common = { path, mode: stat.mode & 0o7777, mtimeMs: Math.floor(stat.mtimeMs) };
    if (stat.isFile()) return { ...common, type: 'file', size: stat.size };
    if (stat.isDirectory()) return { ...common, type: 'directory', size: 0 };
    if (!stat.isSymbolicLink()) return 'it is neither a file, nor a folder, nor a link';
    const target = nameOf(readlinkSync(full, { encoding: 'buffer' }));
    if (target === undefined) return 'its target is not UTF-8';
    return linkProblem(path, target) ?? { ...common, type: 'symlink', size: 0, target };
  } catch (cause) {
    throw diskError(cause, full);
  }
}

function namesIn(directory: string): Buffer[] {
  try {
    return readdirSync(directory, { encoding: 'buffer' }).sort(Buffer.compare);
  } catch (cause) {
    throw diskError(cause, directory);
  }
}

function nameOf(bytes: Buffer): string | undefined {
  try {
    return decodeUtf8(bytes);
  } catch {
    return undefined;
  }
}

/** @throws SealingError sealing/not-accessible for what is no folder */
export function mustBeFolder(path: string): void {
  let isFolder: boolean;
  try {
    isFolder = lstatSync(path).isDirectory();
  } catch (cause) {
    throw diskError(cause, path);
  }
  if (!isFolder) throw new SealingError('sealing/not-accessible', `${path} is not a folder.`);
}
