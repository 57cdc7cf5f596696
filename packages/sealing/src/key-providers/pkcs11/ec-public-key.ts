import { sha256Hex } from '@ringwall/core';
import type { NewMaterial } from '../local/key-store.ts';
import { attribute, keyType, objectClass } from './cryptoki-names.ts';
import { p256 } from './token-objects.ts';
import type { Attribute, TokenSession } from './token-session.ts';

const pointBytes = 65;

/**
 * The public half of the P-256 key that a template finds, as a JWK (RFC 7518, section 6.2); undefined where the
 * token has none. CKA_EC_POINT is the uncompressed point (SEC 1, section 2.3.3) in a DER OCTET STRING (PKCS #11
 * v2.40, section 2.3.3); some modules leave the OCTET STRING away.
 */
export async function ecPublicKey(
  session: TokenSession,
  name: readonly Attribute[],
): Promise<NewMaterial | undefined> {
  const [object] = await session.find([
    [attribute.class, objectClass.publicKey],
    [attribute.keyType, keyType.ec],
    [attribute.ecParameters, p256],
    ...name,
  ]);
  const value = object === undefined ? undefined : await session.attribute(object, attribute.ecPoint);
  const point = value === undefined ? undefined : pointOf(value);
  if (point === undefined) return undefined;
  const coordinate = (from: number): string =>
    Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  return {
    fingerprint: sha256Hex(point),
    publicKey: {
      algorithm: 'ES256',
      jwk: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
    },
  };
}

/** The uncompressed point of P-256 in a CKA_EC_POINT; undefined for anything else. */
export function pointOf(value: Uint8Array): Uint8Array | undefined {
  const wrapped = value.length === pointBytes + 2 && value[0] === 0x04 && value[1] === pointBytes;
  const point = wrapped ? value.subarray(2) : value;
  return point.length === pointBytes && point[0] === 0x04 ? point : undefined;
}
