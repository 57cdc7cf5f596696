import {
  type KeysDocument,
  openKeys,
  type RecipientInfo,
  RingwallError,
  removeRecipient,
} from '@ringwall/core';
import type { ManagedKeyProvider } from '../key-providers/key-provider-kind.ts';

/** Whether one entry of a document opens it, by trying. */
export type EntryCheck = { readonly opens: true } | { readonly opens: false; readonly code: string };

/**
 * Opens a document through one entry alone and forgets the key at once.
 * @throws what the provider throws where it gave no verdict on the key: it could not be reached, or refused the caller
 */
export async function checkEntry(
  document: KeysDocument,
  { kid }: RecipientInfo,
  { provider, signal }: { readonly provider: ManagedKeyProvider; readonly signal?: AbortSignal | undefined },
): Promise<EntryCheck> {
  const others = document.recipients.filter((recipient) => recipient.kid !== kid);
  const alone = others.reduce((rest, recipient) => removeRecipient(rest, recipient.kid), document);
  try {
    const key = await openKeys(
      alone,
      [{ kind: 'provider', provider }],
      signal === undefined ? {} : { signal },
    );
    key.fill(0);
    return { opens: true };
  } catch (cause) {
    if (cause instanceof RingwallError && verdicts.has(cause.code)) return { opens: false, code: cause.code };
    throw cause;
  }
}

const verdicts = new Set([
  'sealing/key-destroyed',
  'sealing/key-disabled',
  'sealing/key-unknown',
  'sealing/unwrap-failed',
  'core/keys-altered',
  'core/keys-not-for-you',
]);
