import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Identity, systemClock } from '@ringwall/core';
import { openFile, openFolder, partialPathOf } from '@ringwall/sealing';
import { outputError, refuseScreen, stdinBytes, stdoutSink } from '../cli/byte-streams.ts';
import { interruptible } from '../cli/interruptible.ts';
import { bytesText, type Progress, progressOn } from '../cli/progress.ts';
import type { ByteRange } from '../cli/sealing-commands.ts';
import { hint, print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { listMembers, openPart } from './file-open-part.ts';
import { KeyProviderPool } from './key-provider-pool.ts';
import { withIdentities } from './opening.ts';
import { type SealedInput, sealedInput } from './sealed-input.ts';

export interface OpenFlags {
  readonly identity?: readonly string[];
  readonly passphraseFile?: string;
  readonly out?: string;
  readonly keys?: string;
  readonly range?: ByteRange;
  readonly member?: string;
  readonly list?: boolean;
  readonly threads?: number;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

/** Opens something sealed: all of it, one range, one member, or the list of its members. */
export async function open(given: string, flags: OpenFlags, terminal: Terminal): Promise<number> {
  await using pool = new KeyProviderPool(flags, terminal);
  const input = await sealedInput(given, flags.keys, terminal);
  try {
    const what = { document: input.document, flags, pool, terminal, name: input.name };
    if (flags.list) return await withIdentities(what, (ids) => listMembers(input, ids, flags, terminal));
    if (flags.range !== undefined || flags.member !== undefined) {
      return await withIdentities(what, (ids) => openPart(input, ids, flags, terminal));
    }
    const target = targetOf(given, input, flags, terminal);
    return await withIdentities(what, (ids) => openWhole(input, ids, { target, flags, terminal }));
  } catch (error) {
    throw outputError(error);
  } finally {
    await input.close();
  }
}

/** Undefined for stdout. */
function targetOf(
  given: string,
  input: SealedInput,
  flags: OpenFlags,
  terminal: Terminal,
): string | undefined {
  const toStdout = flags.out === '-' || (flags.out === undefined && input.kind === 'stream');
  if (toStdout) {
    if (input.kind === 'folder') {
      throw new AppError('app/usage', 'A folder opens into a folder; name one file of it with --member.');
    }
    if (flags.json) throw new AppError('app/usage', '--json and --out - both want stdout.');
    if (flags.resume) throw new AppError('app/usage', 'What goes to stdout cannot be resumed.');
    // Text may be read on a screen when it was asked for in so many words.
    if (flags.out === undefined) refuseScreen(terminal);
    return undefined;
  }
  if (flags.out !== undefined) return resolve(terminal.cwd, flags.out);
  const path = URL.canParse(given) ? pathInUrl(given) : resolve(terminal.cwd, given);
  const name = basename(path);
  const plain = name.replace(/\.(floe|sealed)$/, '');
  if (plain !== name && plain !== '' && plain !== '.' && plain !== '..') return resolve(terminal.cwd, plain);
  throw new AppError('app/usage', `${name} does not end in .floe or .sealed: say where to with --out.`);
}

/** A name from somebody else's server: text, and nothing that moves a cursor. */
function pathInUrl(url: string): string {
  let path = '';
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    // Percent signs that are no UTF-8: the same answer as for a name that cannot be used.
  }
  if (path !== '' && !/[\p{Cc}\p{Cf}]/u.test(path)) return path;
  throw new AppError('app/usage', 'The address does not end in a name for a file: say where to with --out.');
}

interface Whole {
  readonly target: string | undefined;
  readonly flags: OpenFlags;
  readonly terminal: Terminal;
}

async function openWhole(
  input: SealedInput,
  identities: readonly Identity[],
  { target, flags, terminal }: Whole,
): Promise<number> {
  const silent = flags.json === true || (target === undefined && terminal.stdout.isTTY === true);
  const progress = progressOn(terminal, { verb: 'Opening', clock: systemClock, silent });
  try {
    const opened = await interruptible(
      (signal) => run(input, identities, { target, flags, terminal, progress, signal }),
      () => interruptedWords(target),
    );
    progress.finish();
    const { id, version, plainBytes, resumedBytes } = opened;
    if (flags.json) printJson(terminal, { path: target, id, version, plainBytes, resumedBytes });
    else if (target !== undefined) {
      print(terminal, target);
      hint(terminal, `Opened ${bytesText(plainBytes)}: ${id}, version ${version}\n`);
    }
    return 0;
  } catch (error) {
    progress.clear();
    throw error;
  }
}

async function run(
  input: SealedInput,
  identities: readonly Identity[],
  { target, flags, terminal, progress, signal }: Whole & { progress: Progress; signal: AbortSignal },
) {
  const options = {
    keys: input.keys,
    identities,
    ...(flags.threads !== undefined && { threads: flags.threads }),
    resume: flags.resume ?? false,
    force: flags.force ?? false,
    onProgress: progress.update,
    signal,
  };
  if (input.kind !== 'folder') {
    return openFile({
      ...options,
      sealed: input.kind === 'stream' ? stdinBytes(terminal) : input.payload,
      target: target ?? stdoutSink(terminal),
    });
  }
  if (target === undefined) throw new AppError('app/usage', 'A folder opens into a folder.');
  return openFolder({ ...options, sealed: input.parts, target });
}

function interruptedWords(target: string | undefined): string {
  if (target === undefined) return 'What came out so far was verified; it is not all.';
  const partial = partialPathOf(target);
  if (!existsSync(partial)) return 'Nothing was left. Run the command again.';
  return (
    `${target} is not there yet. What was opened lies in ${partial}, in the clear.\n` +
    'Run the same command again with --resume to continue, or without to start over.'
  );
}
