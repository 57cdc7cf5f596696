import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Identity } from '@ringwall/core';
import { openSealedFile, openSealedFolder, partialPathOf, SealingError } from '@ringwall/sealing';
import { stdoutSink } from '../cli/byte-streams.ts';
import { interruptible } from '../cli/interruptible.ts';
import type { ByteRange } from '../cli/sealing-commands.ts';
import { print, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import type { OpenFlags } from './file-open.ts';
import type { SealedInput } from './sealed-input.ts';

/** Lists what is in a sealed folder. */
export async function listMembers(
  input: SealedInput,
  identities: readonly Identity[],
  flags: OpenFlags,
  terminal: Terminal,
): Promise<number> {
  if (input.kind !== 'folder') {
    throw new AppError('app/usage', `${input.name} is one file: --list is for sealed folders.`);
  }
  const folder = await openSealedFolder({ sealed: input.parts, keys: input.keys, identities });
  try {
    const members = folder.entries();
    if (flags.json) printJsonLines(terminal, members);
    else {
      const rows = members.map(({ path, type, size, mtimeMs, target }) => [
        target === undefined ? path : `${path} -> ${target}`,
        type,
        String(size),
        new Date(mtimeMs).toISOString(),
      ]);
      printTable(terminal, ['PATH', 'TYPE', 'BYTES', 'MODIFIED'], rows);
    }
    return 0;
  } finally {
    await folder.close();
  }
}

/** One range, one member, or one range of one member; to stdout unless --out names a file. */
export async function openPart(
  input: SealedInput,
  identities: readonly Identity[],
  flags: OpenFlags,
  terminal: Terminal,
): Promise<number> {
  if (flags.json) throw new AppError('app/usage', '--json cannot be combined with --range or --member.');
  if (flags.resume) throw new AppError('app/usage', 'A part is not resumed: it starts over.');
  const part = await partOf(input, identities, flags);
  try {
    const { offset, length } = span(flags.range, part.size);
    const advice = () => 'What came out so far was verified; it is not all.';
    await interruptible(async (signal) => {
      const pieces = part.stream(offset, length, signal);
      if (flags.out === undefined || flags.out === '-') {
        await pipeline(Readable.from(pieces), stdoutSink(terminal), { signal });
      } else await intoFile(pieces, resolve(terminal.cwd, flags.out), flags.force ?? false);
    }, advice);
    if (flags.out !== undefined && flags.out !== '-') print(terminal, resolve(terminal.cwd, flags.out));
    return 0;
  } finally {
    await part.close();
  }
}

interface Part {
  readonly size: number;
  stream(offset: number, length: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

async function partOf(input: SealedInput, identities: readonly Identity[], flags: OpenFlags): Promise<Part> {
  const { keys } = input;
  if (input.kind === 'stream') {
    throw new AppError('app/usage', 'stdin is read from its beginning: a range needs a file or an address.');
  }
  if (input.kind === 'file') {
    if (flags.member === undefined) return openSealedFile({ sealed: input.payload, keys, identities });
    throw new AppError('app/usage', `${input.name} is one file: --member is for sealed folders.`);
  }
  const { member } = flags;
  if (member === undefined) {
    throw new AppError('app/usage', `${input.name} is a folder: say with --member which of its files.`);
  }
  const folder = await openSealedFolder({ sealed: input.parts, keys, identities });
  try {
    const { size, type } = folder.entry(member);
    if (type !== 'file') throw new AppError('app/usage', `${member} is a ${type}, not a file.`);
    return {
      size,
      stream: (offset, length, signal) => folder.stream(member, { offset, length, signal }),
      close: () => folder.close(),
    };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** @throws AppError app/usage for a range that begins behind the end */
function span(range: ByteRange | undefined, size: number): { offset: number; length: number } {
  if (range === undefined) return { offset: 0, length: size };
  if (range.first >= size) {
    throw new AppError('app/usage', `The range begins at ${range.first}, and there are ${size} bytes.`);
  }
  const end = Math.min(size, (range.last ?? size - 1) + 1);
  return { offset: range.first, length: end - range.first };
}

/** Whole under its name or not there, and private to its owner. */
async function intoFile(pieces: AsyncIterable<Uint8Array>, target: string, force: boolean): Promise<void> {
  if (!force && existsSync(target)) throw new SealingError('sealing/exists', `${target} exists.`);
  const partial = partialPathOf(target);
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600);
  try {
    for await (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    await file.close();
    await rename(partial, target);
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
}
