import { canonicalJson, sha256, sha256Hex } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import type { KeyEngine, VersionName } from '../local/key-store.ts';
import { CryptokiError } from './cryptoki-error.ts';
import { attribute } from './cryptoki-names.ts';
import { ecPublicKey } from './ec-public-key.ts';
import type { Token } from './token.ts';
import { findKey, keyTemplate, nameTemplate, p256 } from './token-objects.ts';
import type { Attribute, TokenSession } from './token-session.ts';

const nonceBytes = 12;
const tagBytes = 16;

// What modules say of a ciphertext that does not verify; the last two are of those that are not more exact.
const refusals = new Set([
  'CKR_ENCRYPTED_DATA_INVALID',
  'CKR_ENCRYPTED_DATA_LEN_RANGE',
  'CKR_AEAD_DECRYPT_FAILED',
  'CKR_GENERAL_ERROR',
  'CKR_FUNCTION_FAILED',
]);

const stays: readonly Attribute[] = [
  [attribute.token, true],
  [attribute.private, true],
  [attribute.sensitive, true],
  [attribute.extractable, false],
];

/**
 * Lets a token do the cryptography: AES-256-GCM for wrapping (nonce 12 | ciphertext | tag 16), ECDSA on P-256 with
 * SHA-256 for signing. Keys are made on the token, sensitive and not extractable: only the data keys, which the
 * caller is to have, cross the module's interface.
 */
export function pkcs11Engine(token: Token, random: (count: number) => Uint8Array): KeyEngine {
  async function generateWrapping(session: TokenSession, name: readonly Attribute[]): Promise<void> {
    await session.generateAesKey([
      ...keyTemplate('wrap'),
      ...stays,
      ...name,
      [attribute.valueLength, 32],
      [attribute.encrypt, true],
      [attribute.decrypt, true],
    ]);
  }

  async function generateSigning(session: TokenSession, name: readonly Attribute[]): Promise<void> {
    await session.generateEcPair(
      [[attribute.token, true], [attribute.verify, true], [attribute.ecParameters, p256], ...name],
      [...stays, ...name, [attribute.sign, true]],
    );
  }

  return {
    generate: (version, use) =>
      token.run(async (session) => {
        const name = named(version);
        if (use === 'wrap') {
          await generateWrapping(session, name);
          return { fingerprint: placeFingerprint(token.serial, version) };
        }
        await generateSigning(session, name);
        const material = await ecPublicKey(session, name);
        if (material !== undefined) return material;
        throw new SealingError(
          'sealing/provider-answer',
          'The token shows no P-256 point for the key it made.',
        );
      }),
    seal: (version, plaintext, aad) =>
      token.run(async (session) => {
        const key = await findKey(session, 'wrap', version);
        if (key === undefined) return undefined;
        const nonce = random(nonceBytes);
        const sealed = await session.encryptGcm(key, { nonce, aad, data: plaintext });
        if (sealed.length === plaintext.length + tagBytes) return Buffer.concat([nonce, sealed]);
        throw new SealingError(
          'sealing/provider-answer',
          'The token did not put its tag behind the ciphertext.',
        );
      }),
    open: (version, sealed, aad) =>
      token.run(async (session) => {
        const key = await findKey(session, 'wrap', version);
        if (key === undefined) return undefined;
        if (sealed.length <= nonceBytes + tagBytes) throw notOpened(version);
        const message = { nonce: sealed.subarray(0, nonceBytes), aad, data: sealed.subarray(nonceBytes) };
        try {
          return await session.decryptGcm(key, message);
        } catch (cause) {
          const refused = cause instanceof CryptokiError && refusals.has(cause.resultName);
          throw refused && cause.function === 'C_Decrypt' ? notOpened(version, cause) : cause;
        }
      }),
    sign: (version, message) =>
      token.run(async (session) => {
        const key = await findKey(session, 'sign', version);
        if (key === undefined) return undefined;
        const signature = await session.signEcdsa(key, sha256(message));
        if (signature.length === 64) return { algorithm: 'ES256', signature };
        throw new SealingError('sealing/provider-answer', 'The token did not give r and s of P-256.');
      }),
    holds: (version) => token.run(async (session) => (await findKey(session, 'wrap', version)) !== undefined),
    erase: (version) =>
      token.run(async (session) => {
        const name = nameTemplate(version);
        if (name === undefined) return;
        // Secret, private and public objects alike; data objects, where records lie, have no CKA_ID.
        for (const object of await session.find(name)) await session.destroy(object);
      }),
    close: () => token.close(),
  };
}

/** Names a wrapping key without its material, which the token keeps: the token's serial number and the key's name. */
export function placeFingerprint(serial: string, { keyId, keyVersion }: VersionName): string {
  return sha256Hex(canonicalJson(['ringwall/pkcs11-key/1', serial, keyId, keyVersion]));
}

function named(version: VersionName): readonly Attribute[] {
  const name = nameTemplate(version);
  if (name === undefined) throw new SealingError('sealing/key-unknown', 'There is no such version.');
  return name;
}

function notOpened({ keyId, keyVersion }: VersionName, cause?: unknown): SealingError {
  return new SealingError(
    'sealing/unwrap-failed',
    `Version ${keyVersion} of ${keyId} did not wrap these bytes for this context.`,
    { cause },
  );
}
