import { SealingError } from '../../errors.ts';

const keyIdShape = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const aliasShape = /^[\w/-]{1,250}$/;
const arnShape = /^arn:[\w-]{1,32}:kms:[a-z0-9-]{1,32}:\d{12}:(key|alias)\/[\w/-]{1,256}$/;

/**
 * What AWS KMS calls a key: its id, `alias/...` or an ARN as they are, any other name as an alias.
 * @throws SealingError sealing/key-unknown for text that can be neither
 */
export function kmsName(keyId: string): string {
  if (keyIdShape.test(keyId) || arnShape.test(keyId)) return keyId;
  const alias = keyId.replace(/^alias\//, '');
  if (aliasShape.test(alias) && !alias.startsWith('aws/')) return `alias/${alias}`;
  throw new SealingError('sealing/key-unknown', 'Not an id, an alias or an ARN of an AWS KMS key.');
}

/** The key id at the end of a key's ARN; undefined where it is not one. */
export function idOfArn(arn: string): string | undefined {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  return arnShape.test(arn) && arn.includes(':key/') && keyIdShape.test(id) ? id : undefined;
}

/**
 * A version as we spell it: the key's id, since an alias may come to mean another key, and after a slash the id of
 * its material, where AWS names it (symmetric keys, which may be rotated).
 */
export function spellVersion(id: string, material: string | undefined): string {
  return material === undefined ? id : `${id}/${material}`;
}

export function readVersion(keyVersion: string): { id: string; material?: string } | undefined {
  const [id = '', material, ...rest] = keyVersion.split('/');
  if (!keyIdShape.test(id) || rest.length > 0) return undefined;
  if (material === undefined) return { id };
  return /^[0-9a-f]{64}$/.test(material) ? { id, material } : undefined;
}
