import { generateKeyPairSync } from 'node:crypto';
import { randomBytes } from '../../random.ts';
import { type KeysDocument, openKeys, sealKeys } from '../keys-document.ts';
import { newIdentity } from '../private-key.ts';
import type { Identity, Recipient } from '../recipient.ts';
import { memoryProvider } from './memory-provider.ts';

/** Someone who can be sealed to and can open, for tests. */
export interface Member {
  readonly recipient: Recipient;
  readonly identity: Identity;
}

/** Rounds of PBKDF2 that are quick: for tests only. */
export const quickIterations = 1000;

/** A new X25519 key. */
export function x25519Member(label?: string): Member {
  const { privateJwk, publicJwk } = newIdentity();
  return {
    recipient: { kind: 'public-key', key: publicJwk, ...(label === undefined ? {} : { label }) },
    identity: { kind: 'private-key', key: privateJwk },
  };
}

/** A new RSA key of 2048 bits, in PEM. */
export function rsaMember(): Member {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    recipient: { kind: 'public-key', key: publicKey.export({ format: 'pem', type: 'spki' }) },
    identity: { kind: 'private-key', key: privateKey.export({ format: 'pem', type: 'pkcs8' }) },
  };
}

/** A passphrase. */
export function passphraseMember(words: string, label?: string): Member {
  const passphrase = new TextEncoder().encode(words);
  return {
    recipient: { kind: 'passphrase', passphrase, ...(label === undefined ? {} : { label }) },
    identity: { kind: 'passphrase', passphrase },
  };
}

/** A key of a provider in memory. */
export function providerMember(name: string, keyId = 'main') {
  const provider = memoryProvider(name);
  return {
    provider,
    recipient: { kind: 'provider', provider, keyId },
    identity: { kind: 'provider', provider },
  } as const;
}

/** A document for the members, and the key it holds. */
export async function documentFor(
  ...members: readonly Member[]
): Promise<{ readonly document: KeysDocument; readonly dataKey: Uint8Array }> {
  const dataKey = randomBytes(32);
  const recipients = members.map(({ recipient }) => recipient);
  const document = await sealKeys({
    dataKey,
    id: 'dataset-1',
    version: '1',
    recipients,
    passphraseIterations: quickIterations,
  });
  return { document, dataKey };
}

/** The data key in hexadecimal, or the code of the refusal. */
export async function opened(document: KeysDocument, ...identities: readonly Identity[]): Promise<string> {
  try {
    return Buffer.from(await openKeys(document, identities)).toString('hex');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
