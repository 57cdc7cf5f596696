/**
 * What a wrapped key belongs to: names and values that are authenticated with it and must be given again to
 * unwrap it (AWS calls it the encryption context, RFC 5116 the associated data). Not secret: providers log it.
 */
export type KeyContext = Readonly<Record<string, string>>;

/** A key that only its provider can unwrap. Safe to store and to show. */
export interface WrappedKey {
  /** The provider's name in the configuration, by which it is found again. */
  readonly provider: string;
  /** The key-encryption key within the provider: a name, an ARN, a resource path. */
  readonly keyId: string;
  /** The version that wrapped it, in the provider's own spelling. */
  readonly keyVersion: string;
  readonly ciphertext: Uint8Array;
}

export interface DataKey {
  /** 32 bytes. The caller overwrites them when done. */
  readonly plaintext: Uint8Array;
  readonly wrapped: WrappedKey;
}

export type SignatureAlgorithm = 'Ed25519' | 'ES256' | 'PS256';

export interface ProviderSignature {
  readonly algorithm: SignatureAlgorithm;
  readonly keyVersion: string;
  /** Ed25519: 64 bytes (RFC 8032). ES256: r and s, 64 bytes (RFC 7518, section 3.4). PS256: as long as the key. */
  readonly signature: Uint8Array;
}

export interface ProviderPublicKey {
  readonly algorithm: SignatureAlgorithm;
  readonly keyVersion: string;
  /** RFC 7517, public members only. */
  readonly jwk: Readonly<Record<string, string>>;
}

/**
 * Where key-encryption and signing keys live: a file, the operating system's keyring, a hardware module, a key
 * management service. The verbs are those of cloud services, because that is where keys end up; key material
 * never crosses this interface except the data keys made for the caller.
 */
export interface KeyProvider {
  /** The name it is configured under; what `WrappedKey.provider` repeats. */
  readonly name: string;
  /** A fresh data key, in the clear and wrapped under the newest version of `keyId`. */
  generateDataKey(keyId: string, context: KeyContext, signal?: AbortSignal): Promise<DataKey>;
  /** The data key again. Rejects where key, version, context or bytes are not the ones it was wrapped with. */
  unwrap(wrapped: WrappedKey, context: KeyContext, signal?: AbortSignal): Promise<Uint8Array>;
  /** Signs with the newest version of a signing key. */
  sign(keyId: string, message: Uint8Array, signal?: AbortSignal): Promise<ProviderSignature>;
  /** The newest version where none is named. */
  publicKey(keyId: string, keyVersion?: string, signal?: AbortSignal): Promise<ProviderPublicKey>;
}
