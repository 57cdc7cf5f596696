import type { KeyUse } from '../key-provider-kind.ts';
import { isKeyName } from '../local/key-name.ts';
import type { VersionName } from '../local/key-store.ts';
import { attribute, keyType, objectClass } from './cryptoki-names.ts';
import type { Attribute, Handle, TokenSession } from './token-session.ts';

const utf8 = new TextEncoder();
const ownVersion = /^\d{1,6}-[0-9a-f]{8}$/;
const otherVersion = /^id-(?:[0-9a-f]{2}){0,128}$/;

/** secp256r1 as CKA_EC_PARAMS: its object identifier in DER (RFC 5480, section 2.1.1.1). */
export const p256 = Uint8Array.of(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

/** CKA_ID of a version: its name for one made here, other bytes for one made by other tools; undefined for no version. */
function idOf(keyVersion: string): Uint8Array | undefined {
  if (ownVersion.test(keyVersion)) return utf8.encode(keyVersion);
  return otherVersion.test(keyVersion) ? Buffer.from(keyVersion.slice(3), 'hex') : undefined;
}

/** The other way round. */
export function versionOfId(id: Uint8Array): string {
  const text = Buffer.from(id).toString('latin1');
  return ownVersion.test(text) ? text : `id-${Buffer.from(id).toString('hex')}`;
}

/** What finds the key that wraps or signs. */
export function keyTemplate(use: KeyUse): readonly Attribute[] {
  return use === 'wrap'
    ? [
        [attribute.class, objectClass.secretKey],
        [attribute.keyType, keyType.aes],
      ]
    : [
        [attribute.class, objectClass.privateKey],
        [attribute.keyType, keyType.ec],
      ];
}

/** What tells one version of one key from all others. */
export function nameTemplate({ keyId, keyVersion }: VersionName): readonly Attribute[] | undefined {
  const id = idOf(keyVersion);
  return id === undefined
    ? undefined
    : [
        [attribute.label, utf8.encode(keyId)],
        [attribute.id, id],
      ];
}

/** The key of a version, where the token has it. */
export async function findKey(
  session: TokenSession,
  use: KeyUse,
  version: VersionName,
): Promise<Handle | undefined> {
  const name = nameTemplate(version);
  if (name === undefined) return undefined;
  const [handle] = await session.find([...keyTemplate(use), ...name]);
  return handle;
}

/** The names of all keys on the token that can be names here. */
export async function labelsOf(
  session: TokenSession,
  template: readonly Attribute[],
): Promise<readonly string[]> {
  const labels: string[] = [];
  for (const object of await session.find(template)) {
    const label = await session.attribute(object, attribute.label);
    const text = label === undefined ? '' : Buffer.from(label).toString('utf8');
    if (isKeyName(text)) labels.push(text);
  }
  return labels;
}
