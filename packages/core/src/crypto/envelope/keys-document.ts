import { CoreError } from '../../errors.ts';
import type { KeyContext } from '../key-provider.ts';
import { randomBytes } from '../random.ts';
import { encodeJwe, type Jwe, parseJwe } from './jwe.ts';
import { openJwe } from './open-jwe.ts';
import type { Identity, Recipient, RecipientInfo } from './recipient.ts';
import { recipientEntries } from './recipient-entry.ts';
import { sealJwe } from './seal-jwe.ts';
import { shownText } from './shown-text.ts';
import { wipe } from './wipe.ts';

/** The "typ" of a keys document (RFC 7516, section 4.1.11). */
const keysType = 'ringwall-keys';

/**
 * What stands beside a sealed payload: its data key, sealed to everyone who may open it (JWE General JSON, RFC
 * 7516). `id` and `version` are authenticated with the key; the recipients are not, see `checkRecipients`. One data
 * key for all: the payload's header tag commits to it (FLOE), so that two recipients cannot be led to open one
 * payload to two different texts.
 */
export interface KeysDocument {
  readonly id: string;
  readonly version: string;
  readonly recipients: readonly RecipientInfo[];
  readonly jwe: Jwe;
}

/** What a new keys document is made of. */
export interface SealKeysOptions {
  /** 32 bytes. */
  readonly dataKey: Uint8Array;
  /** Which dataset the key is for: up to 200 visible characters. */
  readonly id: string;
  /** Which version of it. */
  readonly version: string;
  readonly recipients: readonly Recipient[];
  readonly random?: (count: number) => Uint8Array;
  /** Rounds of PBKDF2 for passphrases; 600,000 where not given. */
  readonly passphraseIterations?: number;
  readonly signal?: AbortSignal;
}

/**
 * Seals a data key to its recipients. The caller overwrites the key when done with it.
 * @throws CoreError core/recipient-invalid, core/sealed-options-invalid; what a provider throws.
 */
export async function sealKeys(options: SealKeysOptions): Promise<KeysDocument> {
  const { dataKey, id, version } = options;
  if (dataKey.length !== 32) {
    throw new CoreError(
      'core/sealed-options-invalid',
      `The data key has ${dataKey.length} bytes instead of 32.`,
    );
  }
  if (!name.safeParse(id).success || !name.safeParse(version).success) {
    throw new CoreError(
      'core/sealed-options-invalid',
      'An id and a version have 1 to 200 visible characters.',
    );
  }
  const jwe = await sealJwe(
    dataKey,
    { typ: keysType, id, version },
    { random: randomBytes, ...options, context: keysContext({ id, version }) },
  );
  return keysDocument(jwe);
}

/**
 * Opens the data key: 32 bytes, which the caller overwrites when done.
 * @throws CoreError core/keys-not-for-you (the detail names who can open it), core/keys-altered,
 * core/identity-invalid; what a provider threw, where no other identity opened it.
 */
export async function openKeys(
  document: KeysDocument,
  identities: readonly Identity[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { cek, plaintext } = await openJwe(document.jwe, identities, {
    context: keysContext(document),
    signal: options.signal,
  });
  wipe(cek);
  return plaintext;
}

/** Reads the bytes of a keys.json that a stranger may have written. @throws CoreError core/keys-malformed */
export function parseKeys(bytes: Uint8Array): KeysDocument {
  return keysDocument(parseJwe(bytes));
}

/** The bytes of keys.json. @throws CoreError core/recipient-invalid where it would be over 1 MiB. */
export function encodeKeys(document: KeysDocument): Uint8Array {
  return encodeJwe(document.jwe);
}

/** Who can open it, as far as the document says; see `checkRecipients` for what someone who can open it vouches for. */
export function recipientsOf(document: KeysDocument): readonly RecipientInfo[] {
  return document.recipients;
}

/** What provider-wrapped keys of a document are bound to. */
export function keysContext({ id, version }: { readonly id: string; readonly version: string }): KeyContext {
  return { 'ringwall:id': id, 'ringwall:version': version };
}

const name = shownText(200);

/** Checks that a JWE is a keys document. @throws CoreError core/keys-malformed */
export function keysDocument(jwe: Jwe): KeysDocument {
  const { typ, id, version } = jwe.protectedHeader;
  if (typ !== keysType) {
    throw malformed(
      typ === undefined
        ? 'The protected header has no "typ": this JWE was not made for keys of Ringwall.'
        : `The protected header's "typ" is not "${keysType}".`,
    );
  }
  const checked = { id: name.safeParse(id), version: name.safeParse(version) };
  if (!checked.id.success || !checked.version.success) {
    throw malformed('The protected header does not name an id and a version of 1 to 200 visible characters.');
  }
  if (jwe.ciphertext.length !== 32) throw malformed('The sealed key does not have 32 bytes.');
  const recipients = recipientEntries(jwe).map(({ info }) => info);
  if (new Set(recipients.map(({ kid }) => kid)).size !== recipients.length) {
    throw malformed('Two recipients have the same name ("kid").');
  }
  return { id: checked.id.data, version: checked.version.data, recipients, jwe };
}

function malformed(detail: string): CoreError {
  return new CoreError('core/keys-malformed', detail);
}
