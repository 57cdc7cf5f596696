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

const secretType = 'ringwall-secret';

/** The largest secret `sealSecret` takes, in bytes: for more, seal a file. */
export const maxSecretBytes = 64 * 1024;

/** How a small secret is sealed. */
export interface SealSecretOptions {
  /** What it is for; authenticated, and asked for again on opening. Up to 200 visible characters. */
  readonly purpose: string;
  readonly random?: (count: number) => Uint8Array;
  /** Rounds of PBKDF2 for passphrases; 600,000 where not given. */
  readonly passphraseIterations?: number;
  readonly signal?: AbortSignal;
}

/**
 * Seals a small secret, such as a key file, to its recipients: the bytes of a JWE (RFC 7516) in the same form as
 * keys.json. The caller overwrites the secret when done with it.
 * @throws CoreError core/recipient-invalid, core/sealed-options-invalid; what a provider throws.
 */
export async function sealSecret(
  secret: Uint8Array,
  recipients: readonly Recipient[],
  options: SealSecretOptions,
): Promise<Uint8Array> {
  const { purpose } = options;
  if (secret.length > maxSecretBytes) {
    throw new CoreError('core/sealed-options-invalid', `The secret is over ${maxSecretBytes} bytes.`);
  }
  if (!shownText(200).safeParse(purpose).success) {
    throw new CoreError('core/sealed-options-invalid', 'A purpose has 1 to 200 visible characters.');
  }
  const context = secretContext(purpose);
  const header = { typ: secretType, purpose };
  return encodeJwe(await sealJwe(secret, header, { random: randomBytes, ...options, recipients, context }));
}

/**
 * Opens what `sealSecret` made, for the same purpose. The caller overwrites the secret when done with it.
 * @throws CoreError core/keys-malformed, core/keys-not-for-you, core/keys-altered, core/identity-invalid
 */
export async function openSecret(
  bytes: Uint8Array,
  identities: readonly Identity[],
  options: { readonly purpose: string; readonly signal?: AbortSignal },
): Promise<Uint8Array> {
  const jwe = parseSecret(bytes);
  const { purpose } = jwe.protectedHeader;
  if (purpose !== options.purpose) throw malformed(`The secret was not sealed as "${options.purpose}".`);
  if (jwe.ciphertext.length > maxSecretBytes) throw malformed(`The secret is over ${maxSecretBytes} bytes.`);
  const { cek, plaintext } = await openJwe(jwe, identities, {
    context: secretContext(options.purpose),
    signal: options.signal,
  });
  wipe(cek);
  return plaintext;
}

/** Who can open what `sealSecret` made, as far as it says. @throws CoreError core/keys-malformed */
export function secretRecipients(bytes: Uint8Array): readonly RecipientInfo[] {
  return recipientEntries(parseSecret(bytes)).map(({ info }) => info);
}

function parseSecret(bytes: Uint8Array): Jwe {
  const jwe = parseJwe(bytes);
  if (jwe.protectedHeader.typ === secretType) return jwe;
  throw malformed(`The protected header's "typ" is not "${secretType}".`);
}

function secretContext(purpose: string): KeyContext {
  return { 'ringwall:purpose': purpose };
}

function malformed(detail: string): CoreError {
  return new CoreError('core/keys-malformed', detail);
}
