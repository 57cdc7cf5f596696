import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type KeysDocument, parseKeys } from '@ringwall/core';
import { keysPathOf, partialPathOf, replacementPathOf } from '@ringwall/sealing';
import { secretFile } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

/** Something sealed on this machine's disk, and its keys document. Both absolute. */
export interface SealedLocation {
  readonly kind: 'file' | 'folder';
  readonly path: string;
  readonly keysPath: string;
}

export const maxKeysBytes = 1 << 20;

/** @throws AppError app/path-missing where nothing sealed is there, in words that say what is there instead */
export function locateSealed(given: string, keys: string | undefined, terminal: Terminal): SealedLocation {
  const path = resolve(terminal.cwd, given);
  if (!existsSync(path)) {
    const sealed = [`${path}.floe`, `${path}.sealed`].find((candidate) => existsSync(candidate));
    throw missing(`There is no ${given}${sealed === undefined ? '' : `; did you mean ${basename(sealed)}?`}`);
  }
  const folder = statSync(path).isDirectory();
  const keysPath =
    keys === undefined ? (folder ? join(path, 'keys.json') : keysPathOf(path)) : resolve(terminal.cwd, keys);
  if (!folder && keys === undefined && !given.endsWith('.floe') && existsSync(`${path}.floe`)) {
    throw missing(`${given} is not sealed; did you mean ${basename(path)}.floe?`);
  }
  if (existsSync(keysPath)) return { kind: folder ? 'folder' : 'file', path, keysPath };
  if (folder) {
    const sealed = `${path}.sealed`;
    throw missing(
      `${given} is a folder that is not sealed (it has no keys.json)${existsSync(sealed) ? `; ${basename(sealed)} is` : ''}`,
    );
  }
  if (given.endsWith('.keys.json')) {
    throw missing(`${given} is a keys document: name the sealed file it belongs to`);
  }
  throw missing(`${given} has no keys document beside it (${basename(keysPath)}): name it with --keys`);
}

/** @throws AppError app/path-missing; CoreError core/keys-malformed */
export function readKeys(location: Pick<SealedLocation, 'keysPath'>): KeysDocument {
  return parseKeys(secretFile(location.keysPath, maxKeysBytes).bytes);
}

/** What an interrupted run or re-key left beside it, or of a folder in it. */
export function leftovers({ kind, path }: SealedLocation): string[] {
  const within = kind === 'folder' ? readdirSync(path).map((name) => join(path, name)) : [];
  const parts = [path, ...within.filter((part) => part.endsWith('.floe'))];
  return parts
    .flatMap((part) => [partialPathOf(part), replacementPathOf(part)])
    .filter((left) => existsSync(left));
}

function missing(detail: string): AppError {
  return new AppError('app/path-missing', `${detail}.`);
}
