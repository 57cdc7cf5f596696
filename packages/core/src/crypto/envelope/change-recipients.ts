import { CoreError } from '../../errors.ts';
import { randomBytes } from '../random.ts';
import type { JweRecipient } from './jwe.ts';
import { type KeysDocument, keysContext, keysDocument } from './keys-document.ts';
import { openJwe } from './open-jwe.ts';
import { isProven } from './proof.ts';
import type { Identity, Recipient, RecipientInfo } from './recipient.ts';
import { withRecipients, wrapProven } from './seal-jwe.ts';
import { wipe } from './wipe.ts';

/** What changing recipients may be given. */
export interface ChangeOptions {
  readonly random?: (count: number) => Uint8Array;
  /** Rounds of PBKDF2 for passphrases; 600,000 where not given. */
  readonly passphraseIterations?: number;
  readonly signal?: AbortSignal;
}

/**
 * The document with one more recipient. Needs someone who can open it; touches neither the payload nor the others.
 * @throws CoreError as `openKeys` and `sealKeys` do.
 */
export async function addRecipient(
  document: KeysDocument,
  identities: readonly Identity[],
  recipient: Recipient,
  options: ChangeOptions = {},
): Promise<KeysDocument> {
  const added = await wrapAnew(document, identities, recipient, options);
  return keysDocument(withRecipients(document.jwe, [...document.jwe.recipients, added]));
}

/**
 * The document without one recipient. It needs nobody's key, and it takes back nothing: whoever kept an older
 * keys.json, or the data key, still opens the payload. Only re-keying (`reseal` and a payload sealed anew) helps.
 * @throws CoreError core/recipient-unknown, core/recipient-last
 */
export function removeRecipient(document: KeysDocument, kid: string): KeysDocument {
  const others = without(document, kid);
  if (others.length === 0) {
    throw new CoreError('core/recipient-last', `${kid} is the only recipient.`);
  }
  return keysDocument(withRecipients(document.jwe, others));
}

/**
 * The document with one recipient replaced: a new key for the same person, a new passphrase, the newest version of
 * a provider's key. What `removeRecipient` says of the old one holds here too.
 * @throws CoreError core/recipient-unknown; as `openKeys` and `sealKeys` do.
 */
export async function rotateRecipient(
  document: KeysDocument,
  identities: readonly Identity[],
  kid: string,
  recipient: Recipient,
  options: ChangeOptions = {},
): Promise<KeysDocument> {
  const others = without(document, kid);
  const added = await wrapAnew(document, identities, recipient, options);
  return keysDocument(withRecipients(document.jwe, [...others, added]));
}

/** A recipient, and whether its entry was written by someone who could open the document. */
export interface CheckedRecipient extends RecipientInfo {
  readonly proven: boolean;
}

/**
 * Says which entries were written by someone who could open the document. The others may be anyone's who can write
 * the file: they open nothing that was sealed before, but must not be sealed to again. An entry that was removed and
 * then put back from an older copy counts as proven.
 * @throws CoreError as `openKeys` does.
 */
export async function checkRecipients(
  document: KeysDocument,
  identities: readonly Identity[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly CheckedRecipient[]> {
  const { cek, plaintext } = await openJwe(document.jwe, identities, {
    context: keysContext(document),
    signal: options.signal,
  });
  try {
    return document.jwe.recipients.flatMap((recipient, index) => {
      const info = document.recipients[index];
      return info === undefined ? [] : [{ ...info, proven: isProven(document.jwe, recipient, cek) }];
    });
  } finally {
    wipe(cek, plaintext);
  }
}

function without(document: KeysDocument, kid: string): readonly JweRecipient[] {
  const index = document.recipients.findIndex((recipient) => recipient.kid === kid);
  if (index === -1) throw new CoreError('core/recipient-unknown', 'No recipient has this name ("kid").');
  return document.jwe.recipients.toSpliced(index, 1);
}

async function wrapAnew(
  document: KeysDocument,
  identities: readonly Identity[],
  recipient: Recipient,
  options: ChangeOptions,
): Promise<JweRecipient> {
  const context = keysContext(document);
  const { jwe } = document;
  if ('alg' in jwe.protectedHeader) {
    throw new CoreError(
      'core/recipient-invalid',
      'Another program made this document for one recipient only: its protected header names the algorithm. Re-key instead.',
    );
  }
  const { cek, plaintext } = await openJwe(jwe, identities, { context, signal: options.signal });
  try {
    return await wrapProven(recipient, cek, { random: randomBytes, ...options, ...jwe, context });
  } finally {
    wipe(cek, plaintext);
  }
}
