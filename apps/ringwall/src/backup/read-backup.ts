import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256Stream } from '@ringwall/core';
import { AppError } from '../errors.ts';
import {
  type BackupHeader,
  headerFile,
  type ListedFile,
  listFile,
  parseHeader,
  parseListLine,
} from './header.ts';

const pieceBytes = 1 << 20;

/** Reads the header of a backup. @throws AppError app/backup-invalid */
export async function readHeader(directory: string): Promise<BackupHeader> {
  const content = await readFile(join(directory, headerFile)).catch((cause: unknown) => {
    throw new AppError('app/backup-invalid', `${directory} has no ${headerFile}: it is no backup.`, {
      cause,
    });
  });
  const header = parseHeader(content);
  if (header === undefined) throw new AppError('app/backup-invalid', `${headerFile} cannot be understood.`);
  return header;
}

/** The files of a backup, in order. @throws AppError app/backup-invalid where the list is not the header's */
export async function* listedFiles(directory: string, header: BackupHeader): AsyncGenerator<ListedFile> {
  const path = join(directory, listFile);
  if ((await digestOf(path)) !== header.list) {
    throw new AppError('app/backup-invalid', `${listFile} is not the list that ${headerFile} speaks of.`);
  }
  const input = createReadStream(path, 'latin1');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const listed = parseListLine(line);
    if (listed === undefined) {
      throw new AppError('app/backup-invalid', `${listFile} has a line that names no file.`);
    }
    yield listed;
  }
}

/** Their paths alone. */
export async function* pathsOf(listed: AsyncIterable<ListedFile>): AsyncGenerator<string> {
  for await (const { path } of listed) yield path;
}

/** SHA-256 of a file in hexadecimal; undefined where there is none that can be read. */
export async function digestOf(
  path: string,
  onPiece: (piece: Uint8Array) => void = () => undefined,
): Promise<string | undefined> {
  const digest = sha256Stream();
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      digest.update(piece);
      onPiece(piece);
    }
  } catch {
    return undefined;
  }
  return digest.finish();
}
