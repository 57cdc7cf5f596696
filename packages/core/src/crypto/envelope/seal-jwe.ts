import { canonicalJson } from '../../canonical-json.ts';
import { CoreError } from '../../errors.ts';
import { movedOutsideHeap } from '../outside-heap.ts';
import { encodeBase64url } from './base64url.ts';
import type { JsonObject } from './json-object.ts';
import { type Jwe, type JweRecipient, jweLimits } from './jwe.ts';
import { sealContent } from './jwe-content.ts';
import { affordable, isPassphraseEntry, passphraseBudget } from './passphrase-budget.ts';
import { withProof } from './proof.ts';
import type { Recipient } from './recipient.ts';
import { recipientEntries, recipientEntry } from './recipient-entry.ts';
import { wipe } from './wipe.ts';
import { type WrapOptions, wrapKey } from './wrap-key.ts';

/** Seals a small secret to its recipients under a fresh content encryption key (RFC 7516, section 5.1). */
export async function sealJwe(
  plaintext: Uint8Array,
  header: JsonObject,
  options: WrapOptions & { readonly recipients: readonly Recipient[] },
): Promise<Jwe> {
  requireCount(options.recipients.length);
  const protectedHeader = { enc: 'A256GCM', ...header };
  const protectedText = encodeBase64url(Buffer.from(canonicalJson(protectedHeader), 'utf8'));
  const cek = movedOutsideHeap(options.random(32));
  try {
    const recipients: JweRecipient[] = [];
    for (const recipient of options.recipients) {
      recipients.push(await wrapProven(recipient, cek, { ...options, protectedText, protectedHeader }));
    }
    const content = sealContent(cek, options.random(12), protectedText, plaintext);
    return withRecipients({ protectedText, protectedHeader, recipients, ...content }, recipients);
  } finally {
    wipe(cek);
  }
}

/**
 * Wraps the content encryption key for one recipient, with the proof that the writer had it.
 * @throws CoreError core/recipient-invalid also where the entry could not be read again: a provider's odd answer.
 */
export async function wrapProven(
  recipient: Recipient,
  cek: Uint8Array,
  options: WrapOptions & Pick<Jwe, 'protectedText' | 'protectedHeader'>,
): Promise<JweRecipient> {
  const entry = withProof(options.protectedText, await wrapKey(recipient, cek, options), cek);
  const { info } = recipientEntry(options.protectedHeader, entry, 0);
  if (info.unusable !== undefined) {
    throw new CoreError('core/recipient-invalid', `The entry could not be opened again: ${info.unusable}.`);
  }
  return entry;
}

/** The same document with other recipients. @throws CoreError core/recipient-invalid, core/keys-malformed */
export function withRecipients(jwe: Jwe, recipients: readonly JweRecipient[]): Jwe {
  requireCount(recipients.length);
  const changed = { ...jwe, recipients };
  const entries = recipientEntries(changed);
  const seen = new Set<string>();
  for (const { info } of entries) {
    if (seen.has(info.kid)) {
      throw new CoreError('core/recipient-invalid', `${info.kid} would be a recipient twice.`);
    }
    seen.add(info.kid);
  }
  if (affordable(entries).length < entries.filter(isPassphraseEntry).length) {
    const { entries: most, rounds } = passphraseBudget;
    throw new CoreError(
      'core/recipient-invalid',
      `At most ${most} passphrases of ${rounds} rounds together are tried on opening: there would be more.`,
    );
  }
  return changed;
}

function requireCount(count: number): void {
  if (count === 0)
    throw new CoreError('core/recipient-invalid', 'There is no recipient: nobody could open it.');
  if (count > jweLimits.recipients) {
    throw new CoreError('core/recipient-invalid', `More than ${jweLimits.recipients} recipients.`);
  }
}
