import type { PeerCertificate } from '../authentication.ts';
import { isSpiffeId } from '../principals/spiffe-id.ts';

/** Whether a text can name the certificate that a key must come with: `sha256:<64 hex digits>` or a SPIFFE ID. */
export function isCertificateBinding(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text) || isSpiffeId(text);
}

/** Whether what was presented is the certificate, or the identity, that a key is bound to. */
export function isBoundTo(binding: string, certificate: PeerCertificate | undefined): boolean {
  if (certificate === undefined) return false;
  return binding === `sha256:${certificate.sha256}` || binding === certificate.spiffeId;
}
