import { SealingError } from '../../errors.ts';
import type { NewKey } from '../key-provider-kind.ts';

// Lower case only: some file systems take `Main` and `main` for the same name.
const keyName = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Whether a text can name a key at all; nothing else ever becomes part of a path. */
export function isKeyName(text: string): boolean {
  return keyName.test(text);
}

/** @throws SealingError sealing/key-invalid */
export function checkKeyName(keyId: string, { rotateEveryDays }: NewKey): void {
  if (!isKeyName(keyId)) {
    throw new SealingError(
      'sealing/key-invalid',
      'The name of a key is 1 to 63 lower-case letters, digits, dashes and underscores, a letter or digit first.',
    );
  }
  checkRotation(rotateEveryDays);
}

/** @throws SealingError sealing/key-invalid unless it is a whole number of days from 1 to 3650, or left out */
function checkRotation(rotateEveryDays: number | undefined): void {
  if (rotateEveryDays === undefined) return;
  if (!Number.isInteger(rotateEveryDays) || rotateEveryDays < 1 || rotateEveryDays > 3650) {
    throw new SealingError('sealing/key-invalid', 'A key is rotated every 1 to 3650 days.');
  }
}
