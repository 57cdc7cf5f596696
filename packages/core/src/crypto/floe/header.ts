import { CoreError } from '../../errors.ts';
import { equalConstantTime } from '../digest.ts';
import { type FloeParameters, headerPrefixBytes } from './parameters.ts';
import { headerTag, SegmentKeys } from './segment-keys.ts';

/**
 * startDecryption: checks the tag of a header whose parameters were read, and derives the payload's keys.
 * @throws CoreError core/sealed-key-mismatch where key, AAD or header are not those it was begun with.
 */
export function verifyHeader(
  parameters: FloeParameters,
  key: Uint8Array,
  aad: Uint8Array,
  header: Uint8Array,
): SegmentKeys {
  const prefix = header.subarray(0, headerPrefixBytes);
  if (!equalConstantTime(headerTag(key, prefix, aad), header.subarray(headerPrefixBytes))) {
    throw new CoreError('core/sealed-key-mismatch', "The header's tag does not fit the key and the place.");
  }
  return new SegmentKeys(parameters, key, prefix, aad);
}
