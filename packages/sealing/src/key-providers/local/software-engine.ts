import { ed25519Signer, openAesGcm, sealAesGcm } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import type { KeyEngine, MaterialStore, VersionName } from './key-store.ts';

const utf8 = new TextDecoder();

/**
 * Works with key material in this process: AES-256-GCM (NIST SP 800-38D) for wrapping, Ed25519 (RFC 8032) for
 * signing. Material is read for each operation and overwritten after it. Rotate a wrapping key well before 2^32
 * data keys.
 */
export function softwareEngine(materials: MaterialStore, random: (count: number) => Uint8Array): KeyEngine {
  async function withMaterial<Result>(
    version: VersionName,
    use: (material: Uint8Array) => Result,
  ): Promise<Result | undefined> {
    const material = await materials.readMaterial(version);
    if (material === undefined) return undefined;
    try {
      if (material.length === 32) return use(material);
    } finally {
      material.fill(0);
    }
    throw new SealingError(
      'sealing/provider-answer',
      `What lies in the place of version ${version.keyVersion} of ${version.keyId} is not a key of 32 bytes.`,
    );
  }

  return {
    generate: async (version, use) => {
      const material = random(32);
      try {
        await materials.writeMaterial(version, material);
        const fingerprint = keyFingerprint(material);
        if (use === 'wrap') return { fingerprint };
        const x = Buffer.from(ed25519Signer(material).publicKey).toString('base64url');
        return {
          fingerprint,
          publicKey: { algorithm: 'Ed25519', jwk: { kty: 'OKP', crv: 'Ed25519', x } },
        };
      } finally {
        material.fill(0);
      }
    },
    seal: (version, plaintext, aad) =>
      withMaterial(version, (key) => sealAesGcm(key, plaintext, utf8.decode(aad))),
    open: (version, sealed, aad) =>
      withMaterial(version, (key) => {
        try {
          return openAesGcm(key, sealed, utf8.decode(aad));
        } catch (cause) {
          throw new SealingError(
            'sealing/unwrap-failed',
            `Version ${version.keyVersion} of ${version.keyId} did not wrap these bytes for this context.`,
            { cause },
          );
        }
      }),
    sign: (version, message) =>
      withMaterial(version, (seed) => ({
        algorithm: 'Ed25519',
        signature: ed25519Signer(seed).sign(message),
      })),
    holds: async (version) => {
      const material = await materials.readMaterial(version);
      material?.fill(0);
      return material !== undefined;
    },
    erase: (version) => materials.eraseMaterial(version),
    close: () => materials.close(),
  };
}
