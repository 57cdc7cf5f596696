import { isEncryptedPem, type PrivateKey, readPrivateKey } from './private-key.ts';
import { openSecret, type SealSecretOptions, sealSecret } from './secret-document.ts';
import { wipe } from './wipe.ts';

const purpose = 'private-key';

/**
 * Reads the content of a private key file: a JWK or PEM as `readPrivateKey` takes them, encrypted PEM, or what
 * `sealPrivateKey` made. `passphrase` is asked only where one is needed, and what it gave is overwritten.
 * @throws CoreError core/identity-invalid; core/keys-not-for-you where the passphrase of a sealed key is wrong.
 */
export async function parsePrivateKey(
  source: Uint8Array | string,
  passphrase?: () => Promise<Uint8Array>,
): Promise<PrivateKey> {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : source;
  const sealed = isSealed(bytes);
  if (passphrase === undefined || !(sealed || isEncryptedPem(bytes))) return readPrivateKey(bytes);
  const words = await passphrase();
  let opened: Uint8Array | undefined;
  try {
    if (!sealed) return readPrivateKey(bytes, words);
    opened = await openSecret(bytes, [{ kind: 'passphrase', passphrase: words }], { purpose });
    return readPrivateKey(opened);
  } finally {
    wipe(words, opened);
  }
}

/** Seals the content of a private key file by a passphrase, for `parsePrivateKey`. */
export async function sealPrivateKey(
  content: Uint8Array,
  passphrase: Uint8Array,
  options: Omit<SealSecretOptions, 'purpose'> = {},
): Promise<Uint8Array> {
  return await sealSecret(content, [{ kind: 'passphrase', passphrase }], { ...options, purpose });
}

/** A sealed key has the members of a JWE; a JWK never does, and PEM is no JSON. */
function isSealed(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return !view.includes('-----BEGIN ') && view.includes('"ciphertext"') && view.includes('"recipients"');
}
