import {
  checkRecipients,
  describeRecipient,
  type Identity,
  type KeysDocument,
  type RecipientInfo,
  systemClock,
} from '@ringwall/core';
import { type Rekeyed, rekeyFile, rekeyFolder } from '@ringwall/sealing';
import { commandName } from '../cli/command-name.ts';
import { confirmed } from '../cli/confirmed.ts';
import { interruptible } from '../cli/interruptible.ts';
import { bytesText, progressOn } from '../cli/progress.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { forget, recipientsFrom } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';
import { withIdentities } from './opening.ts';
import { recipientNamed } from './recipient-named.ts';
import { locateSealed, readKeys, type SealedLocation } from './sealed-location.ts';

export interface RekeyFlags {
  readonly threads?: number;
  readonly identity?: readonly string[];
  readonly passphraseFile?: string;
  readonly to?: readonly string[];
  readonly without?: readonly string[];
  readonly newPassphraseFile?: string;
  readonly generatePassphrase?: boolean;
  readonly labels?: boolean;
  readonly dataVersion?: string;
  readonly keys?: string;
  readonly yes?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

/** Seals everything again under a new data key, and says whom that shuts out of what. */
export async function rekey(sealed: string, flags: RekeyFlags, terminal: Terminal): Promise<number> {
  if (flags.to !== undefined && flags.without !== undefined) {
    throw new AppError('app/usage', '--to names all who stay: --without has nothing to add to it.');
  }
  const location = locateSealed(sealed, flags.keys, terminal);
  const document = readKeys(location);
  await using pool = new KeyProviderPool(flags, terminal);
  return withIdentities({ document, flags, pool, terminal, name: sealed }, async (given) => {
    const identities = [...given, ...(await providersOf(document, given, pool))];
    const keep = flags.to === undefined ? await keptOf(document, identities, flags) : [];
    await agree({ document, identities, keep, flags, terminal });
    const recipients = await recipientsFrom(
      { ...flags, to: flags.to ?? [], passphraseFile: flags.newPassphraseFile },
      { terminal, pool, purpose: sealed },
    );
    try {
      const rekeyed = await rewrite(location, { identities, keep, recipients }, { flags, terminal });
      report(rekeyed, sealed, flags, terminal);
      return 0;
    } finally {
      forget(recipients);
    }
  });
}

/** Providers that are recipients stay ones, where they are configured here. */
async function providersOf(
  document: KeysDocument,
  given: readonly Identity[],
  pool: KeyProviderPool,
): Promise<Identity[]> {
  const named = new Set(document.recipients.flatMap(({ provider }) => (provider ? [provider.name] : [])));
  for (const identity of given) if (identity.kind === 'provider') named.delete(identity.provider.name);
  const names = named.size === 0 ? [] : pool.names().filter((name) => named.has(name));
  return Promise.all(
    names.map(async (name) => ({ kind: 'provider', provider: await pool.open(name) }) as const),
  );
}

/** The names of those who stay: everyone whose entry was written by someone who could open the document. */
async function keptOf(
  document: KeysDocument,
  identities: readonly Identity[],
  { without = [] }: RekeyFlags,
): Promise<readonly string[]> {
  const gone = new Set(without.map((who) => recipientNamed(document, who).kid));
  const checked = await checkRecipients(document, identities);
  return checked.filter(({ proven, kid }) => proven && !gone.has(kid)).map(({ kid }) => kid);
}

/** Asks where somebody would be left out without having been named. */
async function agree({
  document,
  identities,
  keep,
  flags,
  terminal,
}: {
  readonly document: KeysDocument;
  readonly identities: readonly Identity[];
  readonly keep: readonly string[];
  readonly flags: RekeyFlags;
  readonly terminal: Terminal;
}): Promise<void> {
  if (flags.to !== undefined) return;
  const named = new Set((flags.without ?? []).map((who) => recipientNamed(document, who).kid));
  const lost = document.recipients.flatMap((recipient) => {
    const why = named.has(recipient.kid) ? undefined : whyLost(recipient, { identities, keep });
    return why === undefined ? [] : [`  ${describeRecipient(recipient)}: ${why}\n`];
  });
  if (lost.length === 0) return;
  terminal.stderr.write(`These would no longer open it:\n${lost.join('')}`);
  if (flags.yes || (await confirmed('Go on without them? [y/N] ', terminal))) return;
  throw new AppError('app/not-confirmed', 'Nothing was changed.');
}

function whyLost(
  { kid, kind, provider }: RecipientInfo,
  { identities, keep }: { readonly identities: readonly Identity[]; readonly keep: readonly string[] },
): string | undefined {
  if (!keep.includes(kid)) return 'nobody who could open the file vouches for this entry: it may be forged';
  if (kind === 'passphrase' && !identities.some((one) => one.kind === 'passphrase')) {
    return 'its passphrase is needed: give it with --identity passphrase';
  }
  const has = identities.some((one) => one.kind === 'provider' && one.provider.name === provider?.name);
  return kind === 'provider' && !has ? 'its provider is not configured here' : undefined;
}

async function rewrite(
  location: SealedLocation,
  options: Pick<Parameters<typeof rekeyFile>[0], 'identities' | 'keep' | 'recipients'>,
  { flags, terminal }: { readonly flags: RekeyFlags; readonly terminal: Terminal },
): Promise<Rekeyed> {
  const progress = progressOn(terminal, {
    verb: 'Re-keying',
    clock: systemClock,
    silent: flags.json === true,
  });
  try {
    const rekeyed = await interruptible(
      (signal) => {
        const all = {
          ...options,
          ...(flags.threads !== undefined && { threads: flags.threads }),
          ...(flags.dataVersion !== undefined && { version: flags.dataVersion }),
          onProgress: progress.update,
          signal,
        };
        return location.kind === 'folder'
          ? rekeyFolder({ ...all, sealed: location.path, keysPath: location.keysPath })
          : rekeyFile({ ...all, sealed: location.path, keysPath: location.keysPath });
      },
      () => 'Everything is as it was. Run the command again to start over.',
    );
    progress.finish();
    return rekeyed;
  } catch (error) {
    progress.clear();
    throw error;
  }
}

const whyDropped = {
  'not-kept': 'left out',
  'not-proven': 'left out: nobody vouched for the entry',
  'needs-passphrase': 'its passphrase was not given',
  'needs-provider': 'its provider is not configured here',
  'needs-public-key': 'its entry does not name the public key',
  'names-another-key':
    'its entry has another key than the one it is named for: somebody may have put it there',
} as const;

function report(rekeyed: Rekeyed, sealed: string, flags: RekeyFlags, terminal: Terminal): void {
  const { id, version, previousVersion, recipients, dropped, sealedBytes } = rekeyed;
  if (flags.json) {
    printJson(terminal, { id, version, previousVersion, recipients, dropped, sealedBytes });
    return;
  }
  print(terminal, `${sealed}: version ${previousVersion} is now version ${version}`);
  for (const recipient of recipients) print(terminal, `  ${describeRecipient(recipient)}`);
  for (const { reason, ...one } of dropped) {
    terminal.stderr.write(`Dropped  ${describeRecipient(one)}: ${whyDropped[reason]}\n`);
  }
  terminal.stderr.write(
    `Rewrote ${bytesText(sealedBytes)} under a new data key. Old keys open nothing of it any more.\n` +
      'note: copies of the old sealed data (backups, snapshots, downloads) stay readable for whoever could read\n' +
      `them before. Check that the list above has nobody you mean to shut out: ${commandName(terminal.cwd)} file rekey --help\n`,
  );
}
