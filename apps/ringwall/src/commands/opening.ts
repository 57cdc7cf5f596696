import { CoreError, describeRecipient, type Identity, type KeysDocument } from '@ringwall/core';
import { commandName } from '../cli/command-name.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { forget, type IdentityFlags, identitiesFrom } from './key-arguments.ts';
import type { KeyProviderPool } from './key-provider-pool.ts';

/**
 * Runs work with the identities of the command line: those it names, else a passphrase where one opens the
 * document. Passphrases are overwritten afterwards; where none fits, the error says who else can open it.
 */
export async function withIdentities<Result>(
  given: {
    readonly document: KeysDocument;
    readonly flags: IdentityFlags;
    readonly pool: KeyProviderPool;
    readonly terminal: Terminal;
    /** What is opened, for the question and the advice. */
    readonly name: string;
  },
  work: (identities: readonly Identity[]) => Promise<Result>,
): Promise<Result> {
  const { document, flags, pool, terminal, name } = given;
  const identity = flags.identity ?? defaultIdentity(document, name);
  const identities = await identitiesFrom({ ...flags, identity }, { terminal, pool, purpose: name });
  try {
    return await work(identities);
  } catch (error) {
    const tried = (keys: readonly { readonly kind: string }[]) =>
      keys.some(({ kind }) => kind === 'passphrase');
    const lost = tried(identities) && tried(document.recipients);
    if (!(error instanceof CoreError) || error.code !== 'core/keys-not-for-you' || !lost) throw error;
    const reason = 'It is another one, or its entry in the keys document was changed: the two look the same.';
    const left = lostPassphrase(document, name, terminal);
    throw new AppError('app/passphrase-wrong', `${reason}\n\n${left}\n`, { cause: error });
  } finally {
    forget(identities);
  }
}

function defaultIdentity(document: KeysDocument, name: string): readonly string[] {
  if (document.recipients.some(({ kind }) => kind === 'passphrase')) return ['passphrase'];
  const who = document.recipients.map(describeRecipient).join('; ');
  throw new AppError('app/identity-needed', `${name} can be opened by: ${who}.`);
}

/** What remains to be done without the passphrase: honest where that is nothing. */
function lostPassphrase(document: KeysDocument, name: string, terminal: Terminal): string {
  const command = commandName(terminal.cwd);
  const others = document.recipients.filter(
    ({ kind, unusable }) => unusable === undefined && (kind === 'public-key' || kind === 'provider'),
  );
  const [lost] = document.recipients.filter(({ kind }) => kind === 'passphrase');
  if (others.length === 0) {
    return (
      'If the passphrase is lost, the content is lost: nobody else can open it, there is no back door, and\n' +
      'nothing that could be reset. Check capitals, keyboard layout and older passphrases first.\n' +
      'For what you seal from now on, an escrow recipient helps: a second key, kept offline and named with\n' +
      '--to escrow.pub.jwk when sealing. It would open this file now.'
    );
  }
  const list = others.map((one) => `  ${describeRecipient(one)}`).join('\n');
  const how = others.some(({ kind }) => kind === 'provider')
    ? '<private key or kek:provider>'
    : '<private key>';
  return (
    `If the passphrase is lost, these can still open it:\n${list}\n` +
    `  ${command} file open ${name} --identity ${how}\n` +
    'and can put a new passphrase in its place:\n' +
    `  ${command} recipient rotate ${name} ${lost?.kid ?? '<kid>'} --to passphrase --identity ${how}`
  );
}
