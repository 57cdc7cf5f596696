import { equalConstantTime } from '../digest.ts';
import type { ChangeOptions } from './change-recipients.ts';
import { type KeysDocument, keysContext, sealKeys } from './keys-document.ts';
import { openJwe, unwrapWithPassphrase } from './open-jwe.ts';
import { affordable } from './passphrase-budget.ts';
import { isProven } from './proof.ts';
import { parsePublicKey } from './public-key.ts';
import type { Identity, Recipient, RecipientInfo } from './recipient.ts';
import { type RecipientEntry, recipientEntries } from './recipient-entry.ts';
import { wipe } from './wipe.ts';
import { providerKid } from './wrap-key.ts';

/** What a payload that is sealed anew gets. */
export interface ResealOptions extends ChangeOptions {
  /** The new key, 32 bytes. */
  readonly dataKey: Uint8Array;
  readonly version: string;
  /**
   * Which recipients to keep: their names ("kid"), or `proven` for everyone whose entry was written by someone who
   * could open the document. To shut someone out who could, name those who stay: such a person can put an entry back.
   */
  readonly keep: 'proven' | readonly string[];
  /** Recipients besides; one of these takes the place of a kept one of the same name. */
  readonly recipients?: readonly Recipient[];
}

/** A recipient of the old document who is not one of the new, and why. */
export interface DroppedRecipient extends RecipientInfo {
  readonly reason:
    | 'not-kept'
    | 'not-proven'
    | 'needs-passphrase'
    | 'needs-provider'
    | 'needs-public-key'
    | 'names-another-key';
}

/** The new document, and whom it leaves out. */
export interface Resealed {
  readonly document: KeysDocument;
  readonly dropped: readonly DroppedRecipient[];
}

/**
 * Seals a new data key, for re-keying, to the recipients of a document: to the public keys their entries name, to
 * provider keys where the provider is among the identities, and to passphrases that are among them. Entries nobody
 * vouches for are left out (see `checkRecipients`), and told. A new content encryption key is made too.
 * @throws CoreError as `openKeys` and `sealKeys` do.
 */
export async function reseal(
  document: KeysDocument,
  identities: readonly Identity[],
  options: ResealOptions,
): Promise<Resealed> {
  const { keep, recipients = [], ...rest } = options;
  const { cek, plaintext } = await openJwe(document.jwe, identities, {
    context: keysContext(document),
    signal: options.signal,
  });
  const replaced = new Set(recipients.map(nameOf));
  const kept: Recipient[] = [];
  const dropped: DroppedRecipient[] = [];
  try {
    const entries = recipientEntries(document.jwe);
    const passphrases = affordable(entries);
    for (const entry of entries) {
      options.signal?.throwIfAborted();
      if (replaced.has(entry.info.kid)) continue;
      const again = await recipientAgain(document, entry, { keep, identities, cek, passphrases });
      if (typeof again === 'string') dropped.push({ ...entry.info, reason: again });
      else kept.push(again);
    }
  } finally {
    wipe(cek, plaintext);
  }
  const resealed = await sealKeys({ ...rest, id: document.id, recipients: [...kept, ...recipients] });
  return { document: resealed, dropped };
}

async function recipientAgain(
  { jwe }: KeysDocument,
  entry: RecipientEntry,
  {
    keep,
    identities,
    cek,
    passphrases,
  }: Pick<ResealOptions, 'keep'> & {
    readonly identities: readonly Identity[];
    readonly cek: Uint8Array;
    /** The entries a passphrase is tried on. */
    readonly passphrases: readonly RecipientEntry[];
  },
): Promise<Recipient | DroppedRecipient['reason']> {
  const { info, wrapping, publicKey } = entry;
  if (keep !== 'proven' && !keep.includes(info.kid)) return 'not-kept';
  if (!isProven(jwe, entry, cek)) return 'not-proven';
  const label = info.label === undefined ? {} : { label: info.label };
  if (wrapping.kind === 'passphrase') {
    for (const identity of passphrases.includes(entry) ? identities : []) {
      if (identity.kind !== 'passphrase') continue;
      const unwrapped = await unwrapWithPassphrase(identity.passphrase, wrapping, entry.encryptedKey);
      const same = unwrapped !== undefined && equalConstantTime(unwrapped, cek);
      wipe(unwrapped);
      if (same) return { ...identity, ...label };
    }
    return 'needs-passphrase';
  }
  if (wrapping.kind === 'provider') {
    const { provider: name, keyId } = wrapping.wrapped;
    if (info.kid !== providerKid(wrapping.wrapped)) return 'names-another-key';
    const identity = identities.find((one) => one.kind === 'provider' && one.provider.name === name);
    return identity?.kind === 'provider' ? { ...identity, keyId, ...label } : 'needs-provider';
  }
  if (publicKey === undefined) return 'needs-public-key';
  // Whoever could open it can have written both: who stays is chosen by name, so the name must be the key's.
  return publicKey.kid !== info.kid ? 'names-another-key' : { kind: 'public-key', key: publicKey, ...label };
}

/** The name ("kid") a recipient will have; a passphrase gets a new one each time. */
function nameOf(recipient: Recipient): string | undefined {
  if (recipient.kind === 'passphrase') return undefined;
  if (recipient.kind === 'provider') {
    return providerKid({ provider: recipient.provider.name, keyId: recipient.keyId });
  }
  const { key } = recipient;
  return (typeof key === 'string' || key instanceof Uint8Array ? parsePublicKey(key) : key).kid;
}
