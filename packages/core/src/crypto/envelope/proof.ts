import { canonicalJson } from '../../canonical-json.ts';
import { deriveKey, equalConstantTime, hmacSha256 } from '../digest.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { Jwe, JweRecipient } from './jwe.ts';
import { wipe } from './wipe.ts';

/**
 * JWE authenticates the protected header and the content, not the list of recipients: whoever can write the
 * document can take entries out, put some in, or change a label or the public key an entry names, without being
 * able to open anything. Re-keying would then seal the next key to what they put there. So each entry carries a
 * "proof": HMAC-SHA-256 over its header and encrypted key, with a key derived from the content encryption key. It
 * shows that the entry was written by someone who could open the document. It cannot show that an entry was taken
 * out, or that one which was taken out has been put back.
 */
export function withProof(protectedText: string, recipient: JweRecipient, cek: Uint8Array): JweRecipient {
  const { proof: _old, ...header } = recipient.header;
  const proof = encodeBase64url(proofOf(protectedText, { ...recipient, header }, cek));
  return { ...recipient, header: { ...header, proof } };
}

/** Whether the entry is as someone wrote it who could open the document. */
export function isProven(jwe: Jwe, recipient: JweRecipient, cek: Uint8Array): boolean {
  const { proof, ...header } = recipient.header;
  const stated = typeof proof === 'string' ? decodeBase64url(proof) : undefined;
  if (stated === undefined) return false;
  return equalConstantTime(stated, proofOf(jwe.protectedText, { ...recipient, header }, cek));
}

function proofOf(protectedText: string, { header, encryptedKey }: JweRecipient, cek: Uint8Array): Uint8Array {
  const key = deriveKey(cek, 'ringwall/recipient-proof/1');
  try {
    return hmacSha256(key, canonicalJson([protectedText, header, encodeBase64url(encryptedKey)]));
  } finally {
    wipe(key);
  }
}
