import { deriveKey, openAesGcm, randomBytes, sealAesGcm } from '@ringwall/core';
import type { Store } from '@ringwall/store';

/** What wraps small secrets under the installation's key-encryption key; the ledger's keyring is one. */
export interface Vault {
  wrap(secret: Uint8Array, aad: string): { readonly keyVersion: number; readonly ciphertext: Uint8Array };
  unwrap(wrapped: { readonly keyVersion: number; readonly ciphertext: Uint8Array }, aad: string): Uint8Array;
}

export type SecretTables = {
  identity_secrets: {
    name: string;
    /** Version of the key-encryption key that wraps it. */
    key_version: number;
    /** base64. */
    ciphertext: string;
  };
};

/**
 * Seals what identity has to be able to read again, as the secrets of one-time passwords: under one key, which the
 * key-encryption key wraps. So a rotation of that has one row to wrap anew.
 */
export interface SecretBox {
  /** base64; opens at the same `place` only. */
  seal(secret: Uint8Array, place: string): string;
  /** @throws CoreError core/crypto-failed */
  open(sealed: string, place: string): Uint8Array;
  /** 32 bytes for the purpose that `info` names, as for keyed digests. Not to be kept elsewhere. */
  derive(info: string): Uint8Array;
  /** Wraps the key under the newest version of the key-encryption key. */
  rewrap(): Promise<void>;
}

const rowName = 'secrets';
const aad = 'ringwall/identity/secrets';

/** Opens the box, making its key at first use. @throws CoreError core/crypto-failed where the key is of another vault */
export async function openSecretBox(store: Store, vault: Vault): Promise<SecretBox> {
  const db = store.db.withTables<SecretTables>();
  const found = await db
    .selectFrom('identity_secrets')
    .selectAll()
    .where('name', '=', rowName)
    .executeTakeFirst();
  const key = found
    ? vault.unwrap(
        { keyVersion: found.key_version, ciphertext: Buffer.from(found.ciphertext, 'base64') },
        aad,
      )
    : randomBytes(32);
  const wrapped = () => {
    const { keyVersion, ciphertext } = vault.wrap(key, aad);
    return { key_version: keyVersion, ciphertext: Buffer.from(ciphertext).toString('base64') };
  };
  if (!found) {
    await db
      .insertInto('identity_secrets')
      .values({ name: rowName, ...wrapped() })
      .execute();
  }
  const sealing = deriveKey(key, 'ringwall/identity/seal');
  return {
    seal: (secret, place) => Buffer.from(sealAesGcm(sealing, secret, place)).toString('base64'),
    open: (sealed, place) => openAesGcm(sealing, Buffer.from(sealed, 'base64'), place),
    derive: (info) => deriveKey(key, `ringwall/identity/${info}`),
    async rewrap() {
      await db.updateTable('identity_secrets').set(wrapped()).where('name', '=', rowName).execute();
    },
  };
}
