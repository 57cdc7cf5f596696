import { parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from './bytes.ts';
import type { Keyring } from './keyring/keyring.ts';

/** A C2SP tlog-checkpoint of the log: origin, size and root, signed as a note by the log's own key. */
export function signCheckpoint(
  keyring: Pick<Keyring, 'origin' | 'verifierKey' | 'signer'>,
  size: number,
  root: Uint8Array,
): string {
  const text = `${keyring.origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  const key = parseVerifierKey(keyring.verifierKey);
  const keyId = Buffer.from(key.ok ? key.keyId : '', 'hex');
  const signature = Buffer.concat([keyId, keyring.signer.sign(utf8(text))]).toString('base64');
  return `${text}\n\u2014 ${keyring.origin} ${signature}\n`;
}
