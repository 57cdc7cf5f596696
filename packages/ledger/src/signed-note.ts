import { parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from './bytes.ts';
import type { Keyring } from './keyring/keyring.ts';

/**
 * A C2SP tlog-checkpoint of the log: origin, size and root, signed as a note by every key that signs for the log, the
 * newest first.
 */
export function signCheckpoint(
  keyring: Pick<Keyring, 'origin' | 'signers'>,
  size: number,
  root: Uint8Array,
): string {
  const text = `${keyring.origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  const signatures = keyring.signers.map(({ origin, verifierKey, signer }) => {
    const key = parseVerifierKey(verifierKey);
    const keyId = Buffer.from(key.ok ? key.keyId : '', 'hex');
    return `\u2014 ${origin} ${Buffer.concat([keyId, signer.sign(utf8(text))]).toString('base64')}\n`;
  });
  return `${text}\n${signatures.join('')}`;
}
