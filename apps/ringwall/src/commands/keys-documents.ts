import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseKeys } from '@ringwall/core';
import type { NamedDocument } from '@ringwall/sealing';
import { secretFile } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { locateSealed, maxKeysBytes } from './sealed-location.ts';

/** How many keys documents are held at once. */
const maxDocuments = 100_000;

/**
 * The keys documents that a path stands for: its own, that of a sealed file or folder, or all that lie in a folder
 * and below, links not followed.
 * @throws AppError app/path-missing, app/usage; CoreError core/keys-malformed
 */
export function keysDocumentsIn(given: string, terminal: Terminal): NamedDocument[] {
  const path = resolve(terminal.cwd, given);
  if (!existsSync(path)) throw new AppError('app/path-missing', `There is no ${given}.`);
  if (isKeysName(path)) return [read(path, given)];
  const plainFolder = statSync(path).isDirectory() && !existsSync(join(path, 'keys.json'));
  if (!plainFolder) return [read(locateSealed(given, undefined, terminal).keysPath, given)];
  const found: NamedDocument[] = [];
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !isKeysName(file)) continue;
    if (found.length === maxDocuments) {
      throw new AppError('app/usage', `${given} holds more than ${maxDocuments} sealed: name parts of it.`);
    }
    found.push(read(file, join(given, relative(path, file))));
  }
  return found;
}

function isKeysName(path: string): boolean {
  return /(^|[\\/])keys\.json$|\.keys\.json$/.test(path);
}

function read(path: string, name: string): NamedDocument {
  return { name, keys: parseKeys(secretFile(path, maxKeysBytes).bytes) };
}
