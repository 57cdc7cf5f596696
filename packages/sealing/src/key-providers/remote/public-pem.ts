import { decodeBase64 } from './base64.ts';
import { type PublicKeyInfo, readSpki } from './spki.ts';

const begin = '-----BEGIN PUBLIC KEY-----';
const end = '-----END PUBLIC KEY-----';

/** The public key in a PEM file (RFC 7468, section 13); undefined for keys that `readSpki` does not know. */
export function readPublicPem(pem: string): PublicKeyInfo | undefined {
  const text = pem.trim();
  if (!text.startsWith(begin) || !text.endsWith(end)) return undefined;
  const der = decodeBase64(text.slice(begin.length, -end.length).replace(/\s+/g, ''));
  return der && readSpki(der);
}
