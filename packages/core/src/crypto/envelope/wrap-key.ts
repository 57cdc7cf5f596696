import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { CoreError } from '../../errors.ts';
import type { KeyContext, WrappedKey } from '../key-provider.ts';
import { movedOutsideHeap } from '../outside-heap.ts';
import { encodeBase64url } from './base64url.ts';
import { concatKdf } from './concat-kdf.ts';
import type { JweRecipient } from './jwe.ts';
import { wrapAesKey } from './key-wrap.ts';
import { passphraseAlgorithm, passphraseIterations, passphraseKey } from './passphrase-key.ts';
import { type PublicKey, parsePublicKey } from './public-key.ts';
import type { Recipient } from './recipient.ts';
import { shownText } from './shown-text.ts';
import { wipe } from './wipe.ts';
import { agreeX25519, x25519PrivateKey, x25519PublicBytes } from './x25519.ts';

/** What wrapping needs besides the key and the recipient. */
export interface WrapOptions {
  /** What provider-wrapped keys are bound to. */
  readonly context: KeyContext;
  readonly random: (count: number) => Uint8Array;
  /** Rounds of PBKDF2 for passphrases; 600,000 where not given. */
  readonly passphraseIterations?: number;
  readonly signal?: AbortSignal;
}

/** Wraps the content encryption key for one recipient (RFC 7518, section 4). @throws CoreError core/recipient-invalid */
export async function wrapKey(
  recipient: Recipient,
  cek: Uint8Array,
  options: WrapOptions,
): Promise<JweRecipient> {
  options.signal?.throwIfAborted();
  const { label } = recipient;
  if (label !== undefined && !shownText(200).safeParse(label).success) {
    throw invalid('A label has 1 to 200 characters, none of them invisible.');
  }
  const { header, encryptedKey } = await wrapped(recipient, cek, options);
  return { header: label === undefined ? header : { ...header, label }, encryptedKey };
}

async function wrapped(recipient: Recipient, cek: Uint8Array, options: WrapOptions): Promise<JweRecipient> {
  switch (recipient.kind) {
    case 'public-key': {
      const { key } = recipient;
      const publicKey = typeof key === 'string' || key instanceof Uint8Array ? parsePublicKey(key) : key;
      return publicKey.algorithm === 'RSA-OAEP-256'
        ? forRsa(publicKey, cek)
        : forX25519(publicKey, cek, options);
    }
    case 'passphrase':
      return await forPassphrase(recipient.passphrase, cek, options);
    case 'provider':
      return await forProvider(recipient, cek, options);
  }
}

function forX25519(
  { kid, algorithm, jwk }: PublicKey,
  cek: Uint8Array,
  { random }: WrapOptions,
): JweRecipient {
  const seed = movedOutsideHeap(random(32));
  let secret: Uint8Array | undefined;
  let kek: Uint8Array | undefined;
  try {
    const ephemeral = x25519PrivateKey(seed);
    secret = agreeX25519(ephemeral, x25519PublicBytes(createPublicKey({ key: jwk, format: 'jwk' })));
    if (secret === undefined)
      throw invalid('The X25519 key is a point of small order: everyone could open it.');
    const none = new Uint8Array(0);
    kek = concatKdf(secret, { algorithm, partyU: none, partyV: none, keyBits: 256 });
    const epk = { kty: 'OKP', crv: 'X25519', x: encodeBase64url(x25519PublicBytes(ephemeral)) };
    return { header: { alg: algorithm, kid, jwk, epk }, encryptedKey: wrapAesKey(kek, cek) };
  } finally {
    wipe(seed, secret, kek);
  }
}

function forRsa({ kid, algorithm, jwk }: PublicKey, cek: Uint8Array): JweRecipient {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  try {
    const encryptedKey = publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      cek,
    );
    return { header: { alg: algorithm, kid, jwk }, encryptedKey };
  } catch (cause) {
    throw invalid('Nothing can be encrypted with the RSA key: its numbers are no key.', cause);
  }
}

async function forPassphrase(
  passphrase: Uint8Array,
  cek: Uint8Array,
  options: WrapOptions,
): Promise<JweRecipient> {
  if (passphrase.length === 0) throw invalid('The passphrase is empty.');
  const { default: usual, least, most } = passphraseIterations;
  const iterations = options.passphraseIterations ?? usual;
  if (!Number.isInteger(iterations) || iterations < least || iterations > most) {
    throw invalid(`The rounds of PBKDF2 are a whole number from ${least} to ${most}.`);
  }
  const salt = options.random(16);
  const kek = await passphraseKey(passphrase, salt, iterations);
  try {
    const header = {
      alg: passphraseAlgorithm,
      kid: `passphrase:${encodeBase64url(options.random(6))}`,
      p2s: encodeBase64url(salt),
      p2c: iterations,
    };
    return { header, encryptedKey: wrapAesKey(kek, cek) };
  } finally {
    wipe(kek);
  }
}

/** The name ("kid") of an entry wrapped by a provider. */
export function providerKid({ provider, keyId }: Pick<WrappedKey, 'provider' | 'keyId'>): string {
  return `provider:${provider}/${keyId}`;
}

async function forProvider(
  { provider, keyId }: Extract<Recipient, { kind: 'provider' }>,
  cek: Uint8Array,
  { context, signal }: WrapOptions,
): Promise<JweRecipient> {
  const { plaintext, wrapped } = await provider.generateDataKey(keyId, context, signal);
  try {
    if (plaintext.length !== 32) {
      throw invalid(`The provider made a data key of ${plaintext.length} bytes instead of 32.`);
    }
    const header = {
      alg: 'A256KW',
      kid: providerKid(wrapped),
      provider: {
        name: wrapped.provider,
        keyId: wrapped.keyId,
        keyVersion: wrapped.keyVersion,
        ciphertext: encodeBase64url(wrapped.ciphertext),
      },
    };
    return { header, encryptedKey: wrapAesKey(plaintext, cek) };
  } finally {
    wipe(plaintext);
  }
}

function invalid(detail: string, cause?: unknown): CoreError {
  return new CoreError('core/recipient-invalid', detail, { cause });
}
