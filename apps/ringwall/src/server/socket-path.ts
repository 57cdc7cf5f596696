import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@ringwall/core';
import { AppError } from '../errors.ts';

/** The kernel's limit is 104 bytes on macOS and 108 on Linux, the final zero counted in. */
const maxSocketPathBytes = 100;

/**
 * Where the server listens for the command line. In the data directory, where its 0700 keeps others out; in a
 * directory of ours under the system's temporary one when the path would be longer than a socket's may be.
 */
export function socketPath(dataDirectory: string): string {
  const path = join(dataDirectory, 'ringwall.sock');
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return path;
  const user = process.getuid?.() ?? 0;
  return join(tmpdir(), `ringwall-${user}-${sha256Hex(dataDirectory).slice(0, 16)}`, 'ringwall.sock');
}

/**
 * Makes the folder of the socket, or makes sure that nobody else can put another socket in its place: under the
 * system's temporary directory anybody could have made it first. @throws AppError app/socket-exposed
 */
export async function prepareSocketDirectory(path: string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  const own = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !own || (found.mode & 0o022) !== 0)
    throw new AppError(
      'app/socket-exposed',
      `${directory} is not a folder that only its owner may write to.`,
    );
}
