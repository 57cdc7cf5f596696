import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../errors.ts';
import { maxSecretBytes } from './secret-line.ts';
import type { Terminal } from './terminal.ts';

/**
 * The one line of a file, without its line end, as bytes the caller overwrites.
 * @throws AppError app/path-missing, app/passphrase-unusable
 */
export function passphraseFile(path: string, terminal: Terminal): Uint8Array {
  const { bytes, shared } = readPassphraseFile(path);
  if (shared) warnOfSharing(path, terminal);
  return bytes;
}

/** As `passphraseFile`, and tells whether others may read the file. */
export function readPassphraseFile(path: string): { readonly bytes: Uint8Array; readonly shared: boolean } {
  const { bytes, mode } = secretFile(path, maxSecretBytes + 2);
  const line = withoutLineEnd(bytes);
  // Over a buffer of its own: of a short array within V8's heap, native code would leave a copy behind.
  const taken = new Uint8Array(new ArrayBuffer(line.length));
  taken.set(line);
  bytes.fill(0);
  const fault = faultOf(taken);
  if (fault === undefined) return { bytes: taken, shared: isShared(mode) };
  taken.fill(0);
  throw new AppError('app/passphrase-unusable', `${path} ${fault}.`);
}

/** Reads a small file without a copy in between. @throws AppError app/path-missing, app/passphrase-unusable */
export function secretFile(path: string, maxBytes: number): { bytes: Uint8Array; mode: number } {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (cause) {
    throw new AppError('app/path-missing', `${path} cannot be read.`, { cause });
  }
  const whole = new Uint8Array(maxBytes + 1);
  try {
    const facts = fstatSync(fd);
    if (facts.isDirectory()) throw new AppError('app/usage', `${path} is a folder; a file belongs here.`);
    let length = 0;
    for (let read = -1; read !== 0 && length < whole.length; length += read) {
      read = readSync(fd, whole, length, whole.length - length, null);
    }
    if (length > maxBytes) throw new AppError('app/usage', `${path} is over ${maxBytes} bytes.`);
    return { bytes: whole.subarray(0, length), mode: facts.isFile() ? facts.mode & 0o777 : 0 };
  } catch (error) {
    whole.fill(0);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Says so where others than the owner may read a secret. */
export function warnIfShared(path: string, mode: number, terminal: Terminal): void {
  if (isShared(mode)) warnOfSharing(path, terminal);
}

function isShared(mode: number): boolean {
  return (mode & 0o077) !== 0 && process.platform !== 'win32';
}

function warnOfSharing(path: string, terminal: Terminal): void {
  terminal.stderr.write(`warning: others on this machine may read ${path}; chmod 600 it.\n`);
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const end = bytes.at(-1) === 0x0a ? bytes.length - (bytes.at(-2) === 0x0d ? 2 : 1) : bytes.length;
  return bytes.subarray(0, end);
}

function faultOf(line: Uint8Array): string | undefined {
  if (line.length === 0) return 'holds no passphrase';
  if (line.length > maxSecretBytes) return `holds more than ${maxSecretBytes} bytes`;
  return line.includes(0x0a) || line.includes(0x0d) ? 'holds more than one line' : undefined;
}
