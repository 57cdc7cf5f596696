import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CoreError } from '../errors.ts';
import { type AlternativeName, alternativeNames } from './alternative-names.ts';

/** What an X.509 certificate (RFC 5280) says, as far as anybody here asks. */
export interface CertificateFacts {
  /** Hexadecimal, in lower case, as OpenSSL writes it. */
  readonly serial: string;
  /** SHA-256 over the DER form, hexadecimal in lower case. */
  readonly sha256: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly names: readonly AlternativeName[];
  /** Whether it may sign other certificates. */
  readonly authority: boolean;
  readonly pem: string;
}

const maxPemLength = 1 << 20;
const maxCertificates = 64;
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,65536}-----END CERTIFICATE-----/g;

/**
 * Every certificate of a PEM text, in its order; other blocks and text between them are passed over.
 * @throws CoreError core/certificate-invalid where one cannot be read, and where there is none
 */
export function readCertificates(pem: string): readonly CertificateFacts[] {
  const blocks = pem.length > maxPemLength ? [] : (pem.match(block) ?? []);
  if (blocks.length === 0 || blocks.length > maxCertificates) throw invalid('There is no certificate in it.');
  return blocks.map((text) => factsOf(parsed(text)));
}

/** Whether this private key (PEM) belongs to this certificate (PEM). @throws CoreError core/certificate-invalid */
export function isKeyOf(keyPem: string, certificatePem: string): boolean {
  const certificate = parsed(certificatePem);
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch (cause) {
    // The cause is OpenSSL's and says nothing of the key itself.
    throw invalid('The private key cannot be read.', cause);
  }
}

/** Whether the first certificate (PEM) names the second as its issuer and carries its signature. */
export function isIssuedBy(certificatePem: string, issuerPem: string): boolean {
  const [certificate, issuer] = [parsed(certificatePem), parsed(issuerPem)];
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function parsed(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw invalid('A certificate in it cannot be read.', cause);
  }
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    serial: certificate.serialNumber.toLowerCase(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBeforeMs: Date.parse(certificate.validFrom),
    notAfterMs: Date.parse(certificate.validTo),
    names: alternativeNames(certificate.subjectAltName),
    authority: certificate.ca,
    pem: certificate.toString(),
  };
}

function invalid(detail: string, cause?: unknown): CoreError {
  return new CoreError('core/certificate-invalid', detail, { cause });
}
