import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@ringwall/core';

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
