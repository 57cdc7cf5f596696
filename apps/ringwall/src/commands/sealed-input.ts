import { resolve } from 'node:path';
import { type KeysDocument, parseKeys, type RandomAccessSource } from '@ringwall/core';
import { secretFile } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { locateSealed, maxKeysBytes } from './sealed-location.ts';

/** Something sealed, wherever it is, with its keys document at hand. */
export type SealedInput = {
  readonly document: KeysDocument;
  readonly keys: Uint8Array;
  /** What people call it. */
  readonly name: string;
  close(): Promise<void>;
} & (
  | { readonly kind: 'file'; readonly payload: string | RandomAccessSource }
  | { readonly kind: 'folder'; readonly parts: string | ((part: string) => Promise<RandomAccessSource>) }
  | { readonly kind: 'stream' }
);

/** Finds what `path`, address or - names, and reads its keys. */
export async function sealedInput(
  given: string,
  keys: string | undefined,
  terminal: Terminal,
): Promise<SealedInput> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) {
    // Loaded only here: most files lie on this machine's disk, and an HTTP client is large.
    const { remoteInput } = await import('./remote-input.ts');
    return remoteInput(given, keys, terminal);
  }
  if (given === '-') {
    if (terminal.stdin.isTTY) throw new AppError('app/usage', 'stdin is a terminal: pipe something into it.');
    if (keys === undefined)
      throw new AppError('app/usage', '- needs --keys: the keys document of what is piped in.');
    const bytes = localKeys(resolve(terminal.cwd, keys));
    return { kind: 'stream', name: 'stdin', keys: bytes, document: parseKeys(bytes), close: nothing };
  }
  const location = locateSealed(given, keys, terminal);
  const bytes = localKeys(location.keysPath);
  const common = { name: given, keys: bytes, document: parseKeys(bytes), close: nothing };
  return location.kind === 'file'
    ? { ...common, kind: 'file', payload: location.path }
    : { ...common, kind: 'folder', parts: location.path };
}

/** The bytes of a keys document on this machine's disk. */
export function localKeys(path: string): Uint8Array {
  return secretFile(path, maxKeysBytes).bytes;
}

async function nothing(): Promise<void> {}
