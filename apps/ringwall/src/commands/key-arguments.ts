import { basename, resolve } from 'node:path';
import { CoreError, type Identity, parsePrivateKey, parsePublicKey, type Recipient } from '@ringwall/core';
import { existingPassphrase, newPassphrase } from '../cli/passphrase.ts';
import { secretFile, warnIfShared } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import type { KeyProviderPool } from './key-provider-pool.ts';

const maxKeyFileBytes = 64 << 10;

interface Context {
  readonly terminal: Terminal;
  readonly pool: KeyProviderPool;
  /** What a question for a passphrase ends with: the name of what it opens. */
  readonly purpose: string;
}

/** What `--to` of a command says, with the flags that go with it. */
export interface RecipientFlags {
  readonly to: readonly string[];
  readonly passphraseFile?: string | undefined;
  readonly generatePassphrase?: boolean | undefined;
  readonly labels?: boolean | undefined;
}

/** @throws AppError app/usage, app/path-missing, app/key-provider-unknown; CoreError core/recipient-invalid */
export async function recipientsFrom(
  { to, passphraseFile, generatePassphrase, labels = true }: RecipientFlags,
  context: Context,
): Promise<Recipient[]> {
  if (to.filter((one) => one === 'passphrase').length > 1) {
    throw new AppError('app/usage', '--to passphrase can be given once: add another one afterwards.');
  }
  const { terminal, pool } = context;
  const recipients: Recipient[] = [];
  // One after the other: two of them may have a question to ask, and what can fail without one goes first.
  for (const text of to.toSorted((a, b) => Number(a === 'passphrase') - Number(b === 'passphrase'))) {
    if (text === 'passphrase') {
      const choice = { file: fileIn(passphraseFile, terminal), generate: generatePassphrase };
      const passphrase = await newPassphrase({ ...choice, purpose: context.purpose }, terminal);
      recipients.push({ kind: 'passphrase', passphrase });
    } else if (text.startsWith('kek:')) {
      const { provider, keyId } = providerKey(text.slice('kek:'.length));
      recipients.push({ kind: 'provider', provider: await pool.open(provider), keyId });
    } else {
      const path = resolve(terminal.cwd, text);
      const key = await named(text, () => parsePublicKey(readKey(path).bytes));
      recipients.push({ kind: 'public-key', key, ...(labels && { label: labelOf(path) }) });
    }
  }
  return recipients;
}

/** What `--identity` of a command says. */
export interface IdentityFlags {
  readonly identity?: readonly string[] | undefined;
  readonly passphraseFile?: string | undefined;
}

/** @throws AppError app/usage, app/path-missing, app/key-provider-unknown; CoreError core/identity-invalid */
export async function identitiesFrom(
  { identity = [], passphraseFile }: IdentityFlags,
  { terminal, pool, purpose }: Context,
): Promise<Identity[]> {
  const identities: Identity[] = [];
  const file = fileIn(passphraseFile, terminal);
  for (const text of new Set(identity)) {
    if (text === 'passphrase') {
      identities.push({
        kind: 'passphrase',
        passphrase: await existingPassphrase({ file, purpose }, terminal),
      });
    } else if (text.startsWith('kek:')) {
      // Whoever gives a key as well names what they sealed to: the provider finds the key by itself.
      const [name = ''] = text.slice('kek:'.length).split('/', 1);
      identities.push({ kind: 'provider', provider: await pool.open(name) });
    } else {
      const path = resolve(terminal.cwd, text);
      const { bytes, mode } = readKey(path);
      try {
        warnIfShared(path, mode, terminal);
        const asked = () => existingPassphrase({ file, purpose: `the key ${text}` }, terminal);
        identities.push({
          kind: 'private-key',
          key: await named(text, () => parsePrivateKey(bytes, asked)),
        });
      } finally {
        bytes.fill(0);
      }
    }
  }
  return identities;
}

/** Overwrites the passphrases among them. */
export function forget(keys: readonly (Recipient | Identity)[]): void {
  for (const key of keys) if (key.kind === 'passphrase') key.passphrase.fill(0);
}

/** `<provider>/<key>`; keys of services may have slashes in their names. @throws AppError app/usage */
export function providerKey(text: string): { readonly provider: string; readonly keyId: string } {
  const slash = text.indexOf('/');
  const [provider, keyId] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash > 0 && keyId !== '') return { provider, keyId };
  throw new AppError('app/usage', `${text} is not <provider>/<key>, such as house/datasets.`);
}

function fileIn(path: string | undefined, terminal: Terminal): string | undefined {
  return path === undefined ? undefined : resolve(terminal.cwd, path);
}

function readKey(path: string): { bytes: Uint8Array; mode: number } {
  return secretFile(path, maxKeyFileBytes);
}

/** Names the file in what is wrong with it. */
async function named<Result>(file: string, read: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new CoreError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

/** `alice` for alice.pub.jwk, alice.jwk and alice.pem. */
function labelOf(path: string): string {
  const label = basename(path).replace(/(\.pub)?\.(jwk|json|pem|pub|crt|cer)$/i, '');
  return [...label.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')].slice(0, 100).join('') || 'key';
}
