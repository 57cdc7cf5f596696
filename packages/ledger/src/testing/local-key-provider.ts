import {
  CoreError,
  canonicalJson,
  deriveKey,
  type KeyContext,
  type KeyProvider,
  openAesGcm,
  randomBytes,
  sealAesGcm,
} from '@ringwall/core';

/** A key provider that is a function of its seed: the same in every process that is told it. */
export class LocalKeyProvider implements KeyProvider {
  readonly name: string;
  readonly #seed: Uint8Array;
  /** Raise it to rotate the keys. */
  newestVersion = 1;
  /** Set it to let wrapping go on and unwrapping be refused. */
  unwrapRefusal: Error | undefined;

  constructor(name: string, seed: string) {
    this.name = name;
    this.#seed = Buffer.from(seed);
  }

  async generateDataKey(keyId: string, context: KeyContext) {
    const keyVersion = String(this.newestVersion);
    const plaintext = randomBytes(32);
    const ciphertext = sealAesGcm(this.#key(keyId, keyVersion), plaintext, canonicalJson(context));
    return { plaintext, wrapped: { provider: this.name, keyId, keyVersion, ciphertext } };
  }

  async unwrap(wrapped: Parameters<KeyProvider['unwrap']>[0], context: KeyContext): Promise<Uint8Array> {
    if (this.unwrapRefusal) throw this.unwrapRefusal;
    const { keyId, keyVersion, ciphertext } = wrapped;
    return openAesGcm(this.#key(keyId, keyVersion), ciphertext, canonicalJson(context));
  }

  sign(): Promise<never> {
    return Promise.reject(new CoreError('core/crypto-failed', 'It has no signing keys.'));
  }

  publicKey(): Promise<never> {
    return this.sign();
  }

  #key(keyId: string, keyVersion: string): Uint8Array {
    return deriveKey(this.#seed, `${keyId}/${keyVersion}`);
  }
}
