import {
  addRecipient,
  describeRecipient,
  encodeKeys,
  type KeysDocument,
  type RecipientInfo,
  removeRecipient,
  rotateRecipient,
} from '@ringwall/core';
import { writeDurably } from '@ringwall/sealing';
import { commandName } from '../cli/command-name.ts';
import { confirmed } from '../cli/confirmed.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { forget, recipientsFrom } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';
import { withIdentities } from './opening.ts';
import { recipientNamed } from './recipient-named.ts';
import { locateSealed, readKeys, type SealedLocation } from './sealed-location.ts';

interface ChangeFlags {
  readonly keys?: string;
  readonly config?: string;
  readonly json?: boolean;
}

interface WrapFlags extends ChangeFlags {
  readonly identity?: readonly string[];
  readonly passphraseFile?: string;
  readonly newPassphraseFile?: string;
  readonly generatePassphrase?: boolean;
  readonly labels?: boolean;
}

interface AskFlags extends ChangeFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Seals the data key to more recipients. */
export async function add(
  sealed: string,
  flags: WrapFlags & { readonly to: readonly string[] },
  terminal: Terminal,
): Promise<number> {
  const location = locateSealed(sealed, flags.keys, terminal);
  const document = readKeys(location);
  const changed = await wrapped(document, { ...flags, sealed }, terminal, (before, identities, recipient) =>
    addRecipient(before, identities, recipient),
  );
  await save(location, changed);
  report({ before: document, after: changed, sealed, flags, terminal });
  return 0;
}

/** Takes a recipient out of the keys document, which cannot take back what it has. */
export async function remove(
  sealed: string,
  who: string,
  flags: AskFlags,
  terminal: Terminal,
): Promise<number> {
  const location = locateSealed(sealed, flags.keys, terminal);
  const document = readKeys(location);
  const gone = recipientNamed(document, who);
  const changed = removeRecipient(document, gone.kid);
  terminal.stderr.write(`${keptWords(gone, sealed, terminal)}\n`);
  if (flags.dryRun) return dryRun({ after: changed, flags, terminal });
  if (!flags.yes && !(await confirmed(`Remove ${describeRecipient(gone)}? [y/N] `, terminal))) {
    throw new AppError('app/not-confirmed', 'Nobody was removed.');
  }
  await save(location, changed);
  report({ before: document, after: changed, sealed, flags, terminal });
  return 0;
}

/** Puts a new key in the place of one. */
export async function rotate(
  sealed: string,
  who: string,
  flags: WrapFlags & AskFlags & { readonly to: string },
  terminal: Terminal,
): Promise<number> {
  const location = locateSealed(sealed, flags.keys, terminal);
  const document = readKeys(location);
  const gone = recipientNamed(document, who);
  const changed = await wrapped(
    document,
    { ...flags, to: [flags.to], sealed },
    terminal,
    (before, identities, recipient) => rotateRecipient(before, identities, gone.kid, recipient),
  );
  terminal.stderr.write(`${keptWords(gone, sealed, terminal)}\n`);
  if (flags.dryRun) return dryRun({ after: changed, flags, terminal });
  if (!flags.yes && !(await confirmed(`Replace ${describeRecipient(gone)}? [y/N] `, terminal))) {
    throw new AppError('app/not-confirmed', 'Nobody was replaced.');
  }
  await save(location, changed);
  report({ before: document, after: changed, sealed, flags, terminal });
  return 0;
}

async function wrapped(
  document: KeysDocument,
  flags: WrapFlags & { readonly to: readonly string[]; readonly sealed: string },
  terminal: Terminal,
  change: (
    document: KeysDocument,
    identities: Parameters<typeof addRecipient>[1],
    recipient: Parameters<typeof addRecipient>[2],
  ) => Promise<KeysDocument>,
): Promise<KeysDocument> {
  await using pool = new KeyProviderPool(flags, terminal);
  return await withIdentities({ document, flags, pool, terminal, name: flags.sealed }, async (identities) => {
    const recipients = await recipientsFrom(
      { ...flags, passphraseFile: flags.newPassphraseFile },
      { terminal, pool, purpose: flags.sealed },
    );
    try {
      let changed = document;
      for (const recipient of recipients) changed = await change(changed, identities, recipient);
      return changed;
    } finally {
      forget(recipients);
    }
  });
}

async function save(location: SealedLocation, document: KeysDocument): Promise<void> {
  await writeDurably(location.keysPath, encodeKeys(document));
}

const whoHolds: Readonly<Partial<Record<RecipientInfo['kind'], string>>> = {
  passphrase: 'Whoever knows that passphrase',
  provider: 'Whoever may use that key',
};

/** The sentence that keeps people from trusting a removal too much. */
function keptWords({ kid, label, kind }: RecipientInfo, sealed: string, terminal: Terminal): string {
  const who = label ?? whoHolds[kind] ?? kid;
  return (
    `note: only the keys document changes. ${who} may have kept the data key, or an old copy of the keys\n` +
    'document, and opens the payload with it as before. If that matters, seal it again under a new key:\n' +
    `  ${commandName(terminal.cwd)} file rekey ${sealed}`
  );
}

interface Change {
  readonly before: KeysDocument;
  readonly after: KeysDocument;
  readonly flags: ChangeFlags;
  readonly terminal: Terminal;
}

function report({ before, after, sealed, flags, terminal }: Change & { readonly sealed: string }): void {
  if (flags.json) {
    printJson(terminal, { id: after.id, version: after.version, recipients: after.recipients });
    return;
  }
  const had = new Set(before.recipients.map(describeRecipient));
  const has = new Set(after.recipients.map(describeRecipient));
  for (const one of has) if (!had.has(one)) terminal.stderr.write(`Added    ${one}\n`);
  for (const one of had) if (!has.has(one)) terminal.stderr.write(`Removed  ${one}\n`);
  print(terminal, `${sealed}: ${count(after.recipients.length)}`);
  for (const recipient of after.recipients) print(terminal, `  ${describeRecipient(recipient)}`);
}

function dryRun({ after, flags, terminal }: Omit<Change, 'before'>): number {
  if (flags.json) printJson(terminal, { dryRun: true, recipients: after.recipients });
  else {
    print(terminal, `Nothing was written. It would have ${count(after.recipients.length)}:`);
    for (const recipient of after.recipients) print(terminal, `  ${describeRecipient(recipient)}`);
  }
  return 0;
}

function count(recipients: number): string {
  return `${recipients} recipient${recipients === 1 ? '' : 's'}`;
}
