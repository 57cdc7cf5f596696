import { SealingError } from '../../errors.ts';
import type { KeyVersionInfo } from '../key-provider-kind.ts';

/**
 * In place of a version: the key with all its versions. For services that can disable or destroy only that; it is
 * a word no service uses for a version.
 */
export const wholeKey = 'all';

/**
 * Lets an operation on one version through where it is the only one, since then it means the same.
 * @throws SealingError sealing/key-unknown, sealing/key-unsupported
 */
export function requireWholeKey(
  service: string,
  verb: 'disable' | 'destroy',
  keyVersion: string,
  versions: readonly KeyVersionInfo[],
): void {
  if (keyVersion === wholeKey) return;
  if (!versions.some((version) => version.keyVersion === keyVersion)) {
    throw new SealingError('sealing/key-unknown', `${service} lists no such version of the key.`);
  }
  if (versions.length > 1) {
    throw new SealingError(
      'sealing/key-unsupported',
      `${service} can only ${verb} a key with all its versions: name the version ${wholeKey} if that is meant, ` +
        'after what it wrapped was wrapped anew.',
    );
  }
}
