// What @peculiar/x509 resolves its parts with. It takes 130 ms to load, so this file is imported when it is needed.
import 'reflect-metadata';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509';
import { importP256, type P256KeyPair } from '@ringwall/core';
import { nameConstraints, type Permitted } from './name-constraints.ts';

const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
const nameConstraintsId = '2.5.29.30';
const minRsaBits = 2048;

/** From when to when, and under which serial number (hexadecimal). */
export interface Lifetime {
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** An authority that signs leaves alone (path length 0), for one trust domain and the names permitted. As PEM. */
export async function makeAuthority(
  keys: P256KeyPair,
  about: Lifetime & { readonly trustDomain: string; readonly permitted: Permitted },
): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...timesOf(about),
    name: [{ CN: [`Ringwall CA ${about.trustDomain}`.slice(0, 64)] }],
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension(
        nameConstraintsId,
        true,
        Buffer.from(nameConstraints(about.trustDomain, about.permitted)),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pem(certificate);
}

/** What an authority signs with. */
export interface Signing {
  /** PEM. */
  readonly authority: string;
  /** PKCS #8. */
  readonly key: Uint8Array;
}

export interface Leaf extends Lifetime {
  readonly publicKey: P256KeyPair['publicKey'] | PublicKey;
  readonly purpose: 'server' | 'client';
  /** Host names, addresses, and SPIFFE identities. */
  readonly names: readonly string[];
  readonly commonName: string;
}

/** A certificate of a server or a client, as PEM. */
export async function makeLeaf({ authority, key }: Signing, leaf: Leaf): Promise<string> {
  const issuer = new X509Certificate(authority);
  const usage = leaf.purpose === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const certificate = await X509CertificateGenerator.create({
    ...timesOf(leaf),
    issuer: issuer.subjectName,
    subject: [{ CN: [leaf.commonName.slice(0, 64)] }],
    publicKey: leaf.publicKey,
    signingKey: await importP256(key),
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
      new SubjectAlternativeNameExtension(leaf.names.map((value) => ({ type: typeOf(value), value }))),
      await SubjectKeyIdentifierExtension.create(leaf.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return pem(certificate);
}

/** A request for a certificate (PKCS #10, RFC 2986) of this key, as PEM. Its names are left to whoever issues. */
export async function makeRequest(keys: P256KeyPair): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    ...{ name: [{ CN: ['ringwall'] }], keys, signingAlgorithm },
  });
  return pem(request);
}

/**
 * The public key of a request (PEM), which has shown that it has the private one. Nothing else of it is used.
 * Undefined where it cannot be read, is not signed by its own key, or has a key that is too weak.
 */
export async function readRequest(text: string): Promise<PublicKey | undefined> {
  try {
    const request = new Pkcs10CertificateRequest(text);
    return isStrong(request.publicKey) && (await request.verify()) ? request.publicKey : undefined;
  } catch {
    return undefined;
  }
}

/** The list of what was revoked (RFC 5280, section 5), as PEM. */
export async function makeRevocationList(
  { authority, key }: Signing,
  list: {
    readonly number: number;
    readonly thisUpdateMs: number;
    readonly nextUpdateMs: number;
    readonly revoked: readonly { readonly serial: string; readonly atMs: number }[];
  },
): Promise<string> {
  const issuer = new X509Certificate(authority);
  const crl = await X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: new Date(list.thisUpdateMs),
    nextUpdate: new Date(list.nextUpdateMs),
    entries: list.revoked.map(({ serial, atMs }) => ({
      serialNumber: serial,
      revocationDate: new Date(atMs),
      // Without a reason the library writes an empty list of extensions, which RFC 5280 does not have.
      reason: X509CrlReason.privilegeWithdrawn,
    })),
    extensions: [
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new Extension('2.5.29.20', false, derInteger(list.number)),
    ],
    signingKey: await importP256(key),
    signingAlgorithm,
  });
  // The library says `CRL`; the label is `X509 CRL` (RFC 7468, section 6).
  return pem(crl).replaceAll(' CRL-----', ' X509 CRL-----');
}

function timesOf({ serial, notBeforeMs, notAfterMs }: Lifetime) {
  return { serialNumber: serial, notBefore: new Date(notBeforeMs), notAfter: new Date(notAfterMs) };
}

function typeOf(name: string): 'url' | 'ip' | 'dns' {
  if (name.startsWith('spiffe://')) return 'url';
  return isIP(name) === 0 ? 'dns' : 'ip';
}

function isStrong({ algorithm }: PublicKey): boolean {
  if (algorithm.name === 'Ed25519') return true;
  if (algorithm.name === 'ECDSA')
    return 'namedCurve' in algorithm && ['P-256', 'P-384'].includes(String(algorithm.namedCurve));
  const rsa = algorithm.name === 'RSASSA-PKCS1-v1_5' || algorithm.name === 'RSA-PSS';
  return rsa && 'modulusLength' in algorithm && Number(algorithm.modulusLength) >= minRsaBits;
}

function derInteger(value: number): ArrayBuffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Uint8Array.of(0), bytes]);
  return new Uint8Array([0x02, positive.length, ...positive]).buffer;
}

function pem(encoded: { toString(format: 'pem'): string }): string {
  return `${encoded.toString('pem').trim()}\n`;
}
