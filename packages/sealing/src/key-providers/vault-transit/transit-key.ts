import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { KeyInfo, KeyUse, KeyVersionInfo, KeyVersionState } from '../key-provider-kind.ts';
import { nextRotation } from '../rotation-schedule.ts';

const version = z.int().min(0).max(1e9);
const asymmetric = z.object({
  public_key: z.string().max(16_384).default(''),
  creation_time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
});

/** Transit API, "Read key". Symmetric keys have the seconds of their making for each version. */
export const transitKeyShape = z.object({
  data: z.object({
    type: z.string().max(64),
    keys: z.record(z.string().regex(/^\d{1,9}$/), z.union([z.number(), asymmetric])),
    latest_version: version,
    min_available_version: version.default(0),
    min_decryption_version: version.default(1),
    min_encryption_version: version.default(0),
    supports_encryption: z.boolean(),
    supports_decryption: z.boolean(),
    supports_signing: z.boolean(),
    derived: z.boolean().default(false),
    auto_rotate_period: z.number().min(0).default(0),
  }),
});
export type TransitKey = z.output<typeof transitKeyShape>['data'];

/**
 * AES-GCM and ChaCha20-Poly1305 keys wrap, since only those authenticate a context; Ed25519 and P-256 keys sign.
 * Derived keys do neither for us: what they do depends on a parameter of each call.
 */
export function useOf({ type, derived }: TransitKey): KeyUse | undefined {
  if (derived) return undefined;
  if (['aes256-gcm96', 'aes128-gcm96', 'chacha20-poly1305'].includes(type)) return 'wrap';
  return type === 'ed25519' || type === 'ecdsa-p256' ? 'sign' : undefined;
}

/**
 * All versions since the first. Vault tells neither when a version was made that is below the minimum for
 * decryption (0 stands for that) nor when one was trimmed.
 */
export function transitKeyInfo(keyId: string, key: TransitKey): KeyInfo {
  const use = useOf(key);
  if (use === undefined) {
    throw new SealingError('sealing/key-unsupported', 'Vault: the key neither wraps nor signs for us.');
  }
  const versions = Array.from({ length: key.latest_version }, (_, index): KeyVersionInfo => {
    const number = index + 1;
    const made = key.keys[number];
    const createdAt = typeof made === 'number' ? made * 1000 : (made?.creation_time ?? 0);
    return { keyVersion: String(number), createdAt, state: stateOf(key, number) };
  });
  const rotateEveryDays = key.auto_rotate_period > 0 ? key.auto_rotate_period / 86_400 : undefined;
  const next = nextRotation(rotateEveryDays, versions);
  return {
    keyId,
    use,
    ...(rotateEveryDays !== undefined && { rotateEveryDays }),
    ...(next !== undefined && { nextRotation: next }),
    versions,
  };
}

export function stateOf(key: TransitKey, number: number): KeyVersionState {
  if (number < key.min_available_version) return 'destroyed';
  return number < key.min_decryption_version ? 'disabled' : 'enabled';
}

/** The number of a version there is or was. @throws SealingError sealing/key-unknown */
export function versionNumber(key: TransitKey, keyVersion: string): number {
  const number = /^[1-9]\d{0,8}$/.test(keyVersion) ? Number(keyVersion) : 0;
  if (number >= 1 && number <= key.latest_version) return number;
  throw new SealingError('sealing/key-unknown', 'Vault: the key has no such version.');
}

/** @throws SealingError sealing/key-destroyed, sealing/key-disabled */
export function refuseUnlessEnabled(key: TransitKey, number: number): void {
  const state = stateOf(key, number);
  if (state === 'destroyed')
    throw new SealingError('sealing/key-destroyed', 'Vault: the version was trimmed.');
  if (state === 'disabled') {
    const words = 'Vault: the version is below the minimum for decryption.';
    throw new SealingError('sealing/key-disabled', words);
  }
}
