import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describeRecipient, type Identity, type Recipient, systemClock } from '@ringwall/core';
import { partialPathOf, type SealedFile, sealFile, sealFolder } from '@ringwall/sealing';
import { outputError, refuseScreen, stdinBytes, stdoutSink } from '../cli/byte-streams.ts';
import { interruptible } from '../cli/interruptible.ts';
import { bytesText, type Progress, progressOn } from '../cli/progress.ts';
import { print, printableLines, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { forget, identitiesFrom, recipientsFrom } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';

export interface SealFlags {
  readonly to: readonly string[];
  readonly out?: string;
  readonly keys?: string;
  readonly id?: string;
  readonly dataVersion?: string;
  readonly segment?: number;
  readonly labels?: boolean;
  readonly skipOthers?: boolean;
  readonly threads?: number;
  readonly resume?: boolean;
  readonly identity?: readonly string[];
  readonly passphraseFile?: string;
  readonly generatePassphrase?: boolean;
  readonly force?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

/** Seals a file, a folder or stdin. What it wrote is whole when this returns 0, and has no name before. */
export async function seal(given: string, flags: SealFlags, terminal: Terminal): Promise<number> {
  const plan = planOf(given, flags, terminal);
  await using pool = new KeyProviderPool(flags, terminal);
  const context = { terminal, pool, purpose: plan.name };
  const identities = flags.resume ? await identitiesFrom(flags, context) : undefined;
  const recipients = await recipientsFrom(flags, context).catch((error: unknown) => {
    forget(identities ?? []);
    throw error;
  });
  const silent = flags.json === true;
  const progress = progressOn(terminal, { verb: 'Sealing', clock: systemClock, silent });
  let sealed: Sealed;
  try {
    sealed = await interruptible(
      (signal) => run(plan, { flags, terminal, recipients, identities, progress, signal }),
      () => interruptedWords(plan, given),
    );
    progress.finish();
  } catch (error) {
    progress.clear();
    throw outputError(error);
  } finally {
    forget([...recipients, ...(identities ?? [])]);
  }
  report(sealed, plan, flags, terminal);
  return 0;
}

interface Plan {
  readonly kind: 'file' | 'folder' | 'stdin';
  /** Absolute; - for stdin. */
  readonly source: string;
  /** Absolute; undefined for stdout. */
  readonly target: string | undefined;
  readonly keysPath: string | undefined;
  readonly name: string;
}

type Sealed = Pick<
  SealedFile,
  'id' | 'version' | 'plainBytes' | 'sealedBytes' | 'recipients' | 'resumedBytes'
> & {
  readonly keysPath: string;
  readonly members?: number;
};

function planOf(given: string, flags: SealFlags, terminal: Terminal): Plan {
  const kind = kindOf(given, terminal);
  if (flags.resume && !flags.identity?.length) {
    throw new AppError(
      'app/usage',
      '--resume needs --identity: only somebody who can open what was begun can continue it. Whoever only seals ' +
        'starts over, without --resume.',
    );
  }
  if (flags.resume && kind === 'stdin') throw new AppError('app/usage', 'stdin cannot be resumed.');
  const keysPath = flags.keys === undefined ? undefined : resolve(terminal.cwd, flags.keys);
  const source = kind === 'stdin' ? '-' : resolve(terminal.cwd, given);
  if (flags.out === '-') {
    if (kind === 'folder') throw new AppError('app/usage', 'A folder is sealed to a folder, not to stdout.');
    if (keysPath === undefined) {
      throw new AppError('app/usage', '--out - needs --keys: a path for the keys document.');
    }
    if (flags.json) throw new AppError('app/usage', '--json and --out - both want stdout.');
    refuseScreen(terminal);
    return { kind, source, target: undefined, keysPath, name: basename(keysPath) };
  }
  if (kind === 'stdin' && flags.out === undefined) {
    throw new AppError('app/usage', '- needs --out: the sealed file, or - for stdout.');
  }
  const extension = kind === 'folder' ? '.sealed' : '.floe';
  const target = flags.out === undefined ? `${source}${extension}` : resolve(terminal.cwd, flags.out);
  return { kind, source, target, keysPath, name: basename(target) };
}

function kindOf(given: string, terminal: Terminal): Plan['kind'] {
  if (given === '-') {
    if (terminal.stdin.isTTY) throw new AppError('app/usage', 'stdin is a terminal: pipe something into it.');
    return 'stdin';
  }
  const path = resolve(terminal.cwd, given);
  if (!existsSync(path)) throw new AppError('app/path-missing', `There is no ${given}.`);
  if (/\.(floe|sealed)$/.test(path)) {
    terminal.stderr.write(`note: ${given} looks sealed already; it is sealed once more.\n`);
  }
  const facts = statSync(path);
  if (facts.isDirectory()) return 'folder';
  if (facts.isFile()) return 'file';
  throw new AppError('app/path-missing', `${given} is neither a file nor a folder; pipe it and name -.`);
}

interface Run {
  readonly flags: SealFlags;
  readonly terminal: Terminal;
  readonly recipients: readonly Recipient[];
  readonly identities: readonly Identity[] | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function run(plan: Plan, { flags, terminal, recipients, identities, progress, signal }: Run) {
  const options = {
    recipients,
    ...(flags.id !== undefined && { id: flags.id }),
    ...(flags.dataVersion !== undefined && { version: flags.dataVersion }),
    ...(flags.segment !== undefined && { segmentBytes: flags.segment }),
    ...(flags.threads !== undefined && { threads: flags.threads }),
    ...(identities && { resume: identities }),
    force: flags.force ?? false,
    onProgress: progress.update,
    signal,
  };
  if (plan.kind === 'folder' && plan.target !== undefined) {
    return sealFolder({
      ...options,
      source: plan.source,
      target: plan.target,
      ...(flags.skipOthers && {
        onSkipped: ({ path, why }) =>
          void terminal.stderr.write(
            `Left out ${printableLines(JSON.stringify(path))}: ${printableLines(why)}\n`,
          ),
      }),
    });
  }
  return sealFile({
    ...options,
    source: plan.kind === 'stdin' ? stdinBytes(terminal) : plan.source,
    target: plan.target ?? stdoutSink(terminal),
    ...(plan.keysPath !== undefined && { keysPath: plan.keysPath }),
  });
}

function interruptedWords({ kind, target }: Plan, given: string): string {
  const partial = target === undefined ? undefined : partialPathOf(target);
  if (kind === 'stdin' || partial === undefined || !existsSync(partial)) {
    return 'Nothing that looks sealed was left. Run the command again.';
  }
  return (
    `${given} is not sealed yet. What was done is kept in ${partial}.\n` +
    'Run the same command again with --resume --identity <what opens it> to continue, or without to start over.'
  );
}

function report(sealed: Sealed, plan: Plan, flags: SealFlags, terminal: Terminal): void {
  const { id, version, plainBytes, sealedBytes, resumedBytes, recipients, keysPath, members } = sealed;
  if (flags.json) {
    printJson(terminal, {
      path: plan.target,
      keys: keysPath,
      id,
      version,
      plainBytes,
      sealedBytes,
      resumedBytes,
      ...(members !== undefined && { members }),
      recipients,
    });
    return;
  }
  if (plan.target !== undefined) print(terminal, plan.target);
  terminal.stderr.write(
    `Sealed ${bytesText(plainBytes)}${members === undefined ? '' : ` in ${members} members`} as ${id}, version ${version}, for:\n` +
      recipients.map((recipient) => `  ${describeRecipient(recipient)}\n`).join('') +
      `Keys     ${keysPath}: whoever opens it needs this beside the sealed data.\n`,
  );
  if (recipients.length === 1) {
    terminal.stderr.write(
      'note: there is one recipient. When its key is lost, so is the content: an escrow recipient would help.\n',
    );
  }
}
