import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { canonicalJson, systemClock } from '@ringwall/core';
import {
  type DestructionRecord,
  type DocumentFate,
  type DocumentOutcome,
  destroyWithProof,
  SealingError,
  writeDurably,
} from '@ringwall/sealing';
import { confirmedByTyping } from '../cli/confirmed.ts';
import { hint, print, printJson, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import type { KekFlags } from './kek.ts';
import { providerKey } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';
import { keysDocumentsIn } from './keys-documents.ts';

interface DestroyFlags extends KekFlags {
  readonly keyVersion: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Destroys a version of a key after saying what that makes unreadable, and proves it afterwards. */
export async function destroy(
  name: string,
  sealed: readonly string[],
  flags: DestroyFlags,
  terminal: Terminal,
): Promise<number> {
  const { provider: providerName, keyId } = providerKey(name);
  const out = flags.out === undefined ? undefined : resolve(terminal.cwd, flags.out);
  // Found out now: a record that has nowhere to go is no use after the key is gone.
  if (out !== undefined && existsSync(out)) throw new SealingError('sealing/exists', `${out} exists.`);
  if (out !== undefined && !existsSync(resolve(out, '..'))) {
    throw new AppError('app/path-missing', `There is no folder for ${flags.out}.`);
  }
  const documents = sealed.flatMap((path) => keysDocumentsIn(path, terminal));
  await using pool = new KeyProviderPool(flags, terminal);
  const provider = await pool.open(providerName);
  const request = { provider, keyId, keyVersion: flags.keyVersion, documents, clock: systemClock };
  const preview = await destroyWithProof({ ...request, dryRun: true });
  if (flags.dryRun) {
    await show(preview, out, flags, terminal);
    return 0;
  }
  foretell(preview, name, terminal);
  const sure = `This cannot be taken back. Type ${name} to destroy version ${flags.keyVersion}: `;
  if (!flags.yes && !(await confirmedByTyping(sure, name, terminal))) {
    throw new AppError('app/not-confirmed', 'Nothing was destroyed.');
  }
  const record = await destroyWithProof(request);
  await show(record, out, flags, terminal);
  const open = record.documents.some(({ outcome }) => outcome === 'still-opens' || outcome === 'unproven');
  return open ? 1 : 0;
}

const outcomeWords: Readonly<Record<DocumentOutcome, string>> = {
  unreadable: 'unreadable: nobody can open it any more',
  'unreadable-later': 'unreadable once the waiting period is over',
  readable: 'readable for others',
  'still-opens': 'STILL OPENS with the version: try again in a minute',
  unproven: 'NOT PROVEN: it could not be tried',
  'not-affected': 'not affected',
};

function foretell({ documents }: DestructionRecord, name: string, terminal: Terminal): void {
  const lost = documents.filter(({ outcome }) => outcome.startsWith('unreadable'));
  const say = (line: string) => void terminal.stderr.write(`${line}\n`);
  if (documents.length === 0) {
    say(`No sealed files were named: what only ${name} opens is not known, and is lost with it.`);
    return;
  }
  say(`Of ${documents.length} sealed, ${lost.length} will be unreadable for everybody:`);
  for (const { name: path, id, version } of lost) say(`  ${path} (${id}, version ${version})`);
  say('Sealed data that was not named, and copies with other keys documents, were not looked at.');
}

async function show(
  record: DestructionRecord,
  out: string | undefined,
  flags: DestroyFlags,
  terminal: Terminal,
): Promise<void> {
  if (out !== undefined) await writeDurably(out, Buffer.from(`${canonicalJson(record)}\n`));
  if (flags.json) {
    printJson(terminal, record);
    return;
  }
  const { provider, keyId, keyVersion, dryRun, requestedAt, effectiveAt, fingerprint } = record;
  const when = new Date(effectiveAt).toISOString();
  const what = `version ${keyVersion} of ${provider}/${keyId}`;
  if (dryRun) print(terminal, `Nothing was destroyed. It would be gone at ${when}: ${what}`);
  else if (effectiveAt > requestedAt) print(terminal, `Will be destroyed at ${when}: ${what}`);
  else print(terminal, `Destroyed ${what} at ${when}`);
  if (fingerprint !== null) print(terminal, `Fingerprint  ${fingerprint}`);
  printTable(terminal, ['SEALED', 'OUTCOME', 'STILL OPENED BY'], record.documents.map(row));
  if (out !== undefined) hint(terminal, `Record   ${out}\n`);
}

function row({ name, outcome, readableThrough }: DocumentFate): string[] {
  return [name, outcomeWords[outcome], readableThrough.map(({ kid }) => kid).join(', ')];
}
