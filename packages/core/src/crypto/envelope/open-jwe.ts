import { CoreError } from '../../errors.ts';
import type { KeyContext, KeyProvider } from '../key-provider.ts';
import { concatKdf } from './concat-kdf.ts';
import type { Jwe } from './jwe.ts';
import { openContent } from './jwe-content.ts';
import { unwrapAesKey } from './key-wrap.ts';
import { affordable } from './passphrase-budget.ts';
import { passphraseKey } from './passphrase-key.ts';
import { type PrivateKey, readPrivateKey } from './private-key.ts';
import type { Identity } from './recipient.ts';
import { type RecipientEntry, recipientEntries } from './recipient-entry.ts';
import { notForYou } from './refusals.ts';
import { wipe } from './wipe.ts';

/**
 * How much work a stranger's document may cause besides `passphraseBudget`: entries tried with one private key that
 * do not name it, and questions to one provider.
 */
export const openingLimits = {
  unnamedKeys: 32,
  providerCalls: 16,
} as const;

/** An opened JWE. Whoever receives it overwrites both. */
export interface OpenedJwe {
  readonly cek: Uint8Array;
  readonly plaintext: Uint8Array;
}

interface Search {
  readonly jwe: Jwe;
  readonly entries: readonly RecipientEntry[];
  readonly context: KeyContext;
  readonly signal: AbortSignal | undefined;
  /** Set once an entry was ours beyond doubt and yet did not lead to the content. */
  altered: boolean;
  passphraseTried: boolean;
  providerFault?: { readonly error: unknown };
}

/**
 * Opens a JWE with the first identity that can. Entries are tried by name first; one that fails does not stop the
 * others, because nobody vouches for the list.
 * @throws CoreError core/keys-not-for-you, core/keys-altered, core/identity-invalid; what a provider threw, where
 * nothing else opened.
 */
export async function openJwe(
  jwe: Jwe,
  identities: readonly Identity[],
  options: { readonly context: KeyContext; readonly signal?: AbortSignal | undefined },
): Promise<OpenedJwe> {
  const search: Search = {
    jwe,
    entries: recipientEntries(jwe),
    context: options.context,
    signal: options.signal,
    altered: false,
    passphraseTried: false,
  };
  for (const identity of identities) {
    const opened = await openWith(identity, search);
    if (opened !== undefined) return opened;
  }
  if (search.altered) {
    throw new CoreError(
      'core/keys-altered',
      'An entry is for your key, but what it leads to is not what was sealed: the document is damaged or was changed.',
    );
  }
  if (search.providerFault !== undefined) throw search.providerFault.error;
  throw notForYou(search.entries, search.passphraseTried);
}

function openWith(identity: Identity, search: Search): Promise<OpenedJwe | undefined> {
  switch (identity.kind) {
    case 'private-key': {
      const { key } = identity;
      return openWithKey(
        typeof key === 'string' || key instanceof Uint8Array ? readPrivateKey(key) : key,
        search,
      );
    }
    case 'passphrase':
      return openWithPassphrase(identity.passphrase, search);
    case 'provider':
      return openWithProvider(identity.provider, search);
  }
}

async function openWithKey(key: PrivateKey, search: Search): Promise<OpenedJwe | undefined> {
  const { kid, algorithm } = key.publicKey;
  const fitting = search.entries.filter(
    ({ info, wrapping }) => info.alg === algorithm && wrapping.kind !== 'unknown',
  );
  const named = fitting.filter(({ info, publicKey }) => info.kid === kid || publicKey?.kid === kid);
  const others = fitting.filter((entry) => !named.includes(entry)).slice(0, openingLimits.unnamedKeys);
  for (const entry of [...named, ...others]) {
    search.signal?.throwIfAborted();
    const cek = unwrapWithKey(key, entry);
    const opened = openContentWith(cek, search);
    if (opened !== undefined) return opened;
    if (named.includes(entry)) search.altered = true;
  }
  return undefined;
}

function unwrapWithKey(key: PrivateKey, { wrapping, encryptedKey }: RecipientEntry): Uint8Array | undefined {
  if (wrapping.kind === 'rsa') return key.decrypt(encryptedKey);
  if (wrapping.kind !== 'agreement') return undefined;
  const secret = key.agree(wrapping.ephemeral);
  if (secret === undefined) return undefined;
  const { partyU, partyV } = wrapping;
  const kek = concatKdf(secret, { algorithm: key.publicKey.algorithm, partyU, partyV, keyBits: 256 });
  try {
    return unwrapAesKey(kek, encryptedKey);
  } finally {
    wipe(secret, kek);
  }
}

async function openWithPassphrase(passphrase: Uint8Array, search: Search): Promise<OpenedJwe | undefined> {
  for (const { wrapping, encryptedKey } of affordable(search.entries)) {
    search.signal?.throwIfAborted();
    search.passphraseTried = true;
    const cek = await unwrapWithPassphrase(passphrase, wrapping, encryptedKey);
    const opened = openContentWith(cek, search);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

/** Unwraps what was wrapped for a passphrase; `undefined` where it is another one or the entry was changed. */
export async function unwrapWithPassphrase(
  passphrase: Uint8Array,
  { salt, iterations }: { readonly salt: Uint8Array; readonly iterations: number },
  encryptedKey: Uint8Array,
): Promise<Uint8Array | undefined> {
  const kek = await passphraseKey(passphrase, salt, iterations);
  try {
    return unwrapAesKey(kek, encryptedKey);
  } finally {
    wipe(kek);
  }
}

async function openWithProvider(provider: KeyProvider, search: Search): Promise<OpenedJwe | undefined> {
  let callsLeft: number = openingLimits.providerCalls;
  for (const { wrapping, encryptedKey } of search.entries) {
    if (wrapping.kind !== 'provider' || wrapping.wrapped.provider !== provider.name) continue;
    if (callsLeft-- === 0) break;
    search.signal?.throwIfAborted();
    let kek: Uint8Array;
    try {
      kek = await provider.unwrap(wrapping.wrapped, search.context, search.signal);
    } catch (error) {
      search.providerFault ??= { error };
      continue;
    }
    const cek = kek.length === 32 ? unwrapAesKey(kek, encryptedKey) : undefined;
    wipe(kek);
    const opened = openContentWith(cek, search);
    if (opened !== undefined) return opened;
    search.altered = true;
  }
  return undefined;
}

function openContentWith(cek: Uint8Array | undefined, search: Search): OpenedJwe | undefined {
  if (cek === undefined) return undefined;
  const { jwe } = search;
  const plaintext = cek.length === 32 ? openContent(cek, jwe.protectedText, jwe) : undefined;
  if (plaintext !== undefined) return { cek, plaintext };
  // The key was unwrapped and checked, so this document was made for us, and then changed.
  search.altered = true;
  wipe(cek);
  return undefined;
}
