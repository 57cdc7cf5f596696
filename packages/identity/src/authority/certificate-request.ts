import { exportP256, newP256KeyPair, Secret } from '@ringwall/core';

/** A key that was just made, and the request to certify it. */
export interface CertificateRequest {
  /** PKCS #10 in PEM. */
  readonly request: string;
  /** PKCS #8 in PEM. */
  readonly key: Secret;
}

/** Makes a key on P-256 where it shall be used; whoever certifies it is given the request alone. */
export async function newCertificateRequest(): Promise<CertificateRequest> {
  const { makeRequest } = await import('./x509.ts');
  const keys = await newP256KeyPair();
  const pkcs8 = await exportP256(keys);
  const lines =
    Buffer.from(pkcs8)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  pkcs8.fill(0);
  const key = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
  return { request: await makeRequest(keys), key: new Secret(key) };
}
