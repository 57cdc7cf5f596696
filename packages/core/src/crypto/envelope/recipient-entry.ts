import { z } from 'zod';
import type { WrappedKey } from '../key-provider.ts';
import { decodeBase64url } from './base64url.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import type { Jwe, JweRecipient } from './jwe.ts';
import { passphraseAlgorithm, passphraseIterations } from './passphrase-key.ts';
import { type PublicKey, publicKeyFromJwk } from './public-key.ts';
import type { RecipientInfo } from './recipient.ts';
import { shownText } from './shown-text.ts';
import { isCanonicalX25519 } from './x25519.ts';

/** How an entry's key is wrapped, with its parameters checked. */
export type Wrapping =
  | {
      readonly kind: 'agreement';
      readonly ephemeral: Uint8Array;
      readonly partyU: Uint8Array;
      readonly partyV: Uint8Array;
    }
  | { readonly kind: 'rsa' }
  | { readonly kind: 'passphrase'; readonly salt: Uint8Array; readonly iterations: number }
  | { readonly kind: 'provider'; readonly wrapped: WrappedKey }
  | { readonly kind: 'unknown' };

/** An entry as far as it is understood; one that is not never stands in the way of the others. */
export interface RecipientEntry {
  readonly info: RecipientInfo;
  readonly wrapping: Wrapping;
  readonly encryptedKey: Uint8Array;
  readonly header: JsonObject;
  /** The key it says it was sealed to (RFC 7516, section 4.1.5). */
  readonly publicKey?: PublicKey;
}

const bytes = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const decoded = decodeBase64url(text);
    if (decoded !== undefined && decoded.length >= least && decoded.length <= most) return decoded;
    context.addIssue('not base64url of the right length');
    return z.NEVER;
  });

const agreementShape = z.object({
  alg: z.literal('ECDH-ES+A256KW'),
  epk: z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: bytes(32, 32) }),
  apu: bytes(0, 512).optional(),
  apv: bytes(0, 512).optional(),
});
const passphraseShape = z.object({
  alg: z.literal(passphraseAlgorithm),
  // RFC 7518, section 4.8.1.1: a salt input of 8 octets or more.
  p2s: bytes(8, 512),
  p2c: z.int().min(passphraseIterations.least).max(passphraseIterations.most),
});
const providerShape = z.object({
  alg: z.literal('A256KW'),
  provider: z.object({
    name: shownText(200),
    keyId: shownText(2048),
    // Some services do not name versions.
    keyVersion: z.literal('').or(shownText(2048)),
    ciphertext: bytes(1, 64 * 1024),
  }),
});
const nameShape = z.object({
  alg: shownText(64).catch('unknown'),
  kid: shownText(2300).optional().catch(undefined),
  label: shownText(200).optional().catch(undefined),
});

/** Reads the entries of a document. */
export function recipientEntries(jwe: Jwe): readonly RecipientEntry[] {
  return jwe.recipients.map((recipient, index) => recipientEntry(jwe.protectedHeader, recipient, index));
}

/** Reads one entry; `index` names it where nothing else does. */
export function recipientEntry(
  protectedHeader: JsonObject,
  recipient: JweRecipient,
  index: number,
): RecipientEntry {
  // Its JOSE Header is the union of both (RFC 7516, section 7.2.1).
  const header: JsonObject = { ...protectedHeader, ...recipient.header };
  const { alg, kid, label } = nameShape.parse(header);
  const publicKey = statedKey(header);
  const { kind, wrapping, unusable } = readWrapping(header, alg);
  return {
    info: {
      kid: kid ?? publicKey?.kid ?? `#${index + 1}`,
      kind,
      alg,
      ...(label === undefined ? {} : { label }),
      ...(wrapping.kind === 'provider' ? { provider: providerInfo(wrapping.wrapped) } : {}),
      ...(unusable === undefined ? {} : { unusable }),
    },
    wrapping,
    encryptedKey: recipient.encryptedKey,
    header: recipient.header,
    ...(publicKey === undefined ? {} : { publicKey }),
  };
}

interface Reading {
  readonly kind: RecipientInfo['kind'];
  readonly wrapping: Wrapping;
  readonly unusable?: string;
}

function readWrapping(header: JsonObject, alg: string): Reading {
  switch (alg) {
    case 'ECDH-ES+A256KW': {
      const { data } = agreementShape.safeParse(header);
      if (data === undefined || !isCanonicalX25519(data.epk.x)) {
        return unusable('public-key', 'its ephemeral key is not one of X25519');
      }
      const { epk, apu = new Uint8Array(0), apv = new Uint8Array(0) } = data;
      return {
        kind: 'public-key',
        wrapping: { kind: 'agreement', ephemeral: epk.x, partyU: apu, partyV: apv },
      };
    }
    case 'RSA-OAEP-256':
      return { kind: 'public-key', wrapping: { kind: 'rsa' } };
    case passphraseAlgorithm: {
      const { data } = passphraseShape.safeParse(header);
      if (data === undefined) {
        const { least, most } = passphraseIterations;
        return unusable('passphrase', `its salt or its rounds are out of bounds (${least} to ${most})`);
      }
      return { kind: 'passphrase', wrapping: { kind: 'passphrase', salt: data.p2s, iterations: data.p2c } };
    }
    case 'A256KW': {
      const { data } = providerShape.safeParse(header);
      if (data === undefined) return unusable('unknown', 'it does not say which key provider wrapped it');
      const { name, ...wrapped } = data.provider;
      return { kind: 'provider', wrapping: { kind: 'provider', wrapped: { provider: name, ...wrapped } } };
    }
    default:
      return unusable('unknown', 'its algorithm is not supported');
  }
}

function unusable(kind: RecipientInfo['kind'], why: string): Reading {
  return { kind, wrapping: { kind: 'unknown' }, unusable: why };
}

function statedKey(header: JsonObject): PublicKey | undefined {
  if (!isJsonObject(header.jwk)) return undefined;
  try {
    return publicKeyFromJwk(header.jwk);
  } catch {
    return undefined;
  }
}

function providerInfo({ provider, keyId, keyVersion }: WrappedKey): NonNullable<RecipientInfo['provider']> {
  return { name: provider, keyId, keyVersion };
}
