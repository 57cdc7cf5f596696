import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { alternativeNames } from '@ringwall/core';
import type { PeerCertificate } from '../authentication.ts';
import { isSpiffeId } from '../principals/spiffe-id.ts';

const known = new WeakMap<Socket, PeerCertificate>();

/**
 * The client certificate of a connection, where it showed one and the handshake has verified it; read once a connection.
 * Nothing that a request says, no header above all, can stand for it.
 */
export function peerCertificate(socket: Socket): PeerCertificate | undefined {
  // A certificate that was not verified is as good as none.
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const before = known.get(socket);
  if (before !== undefined) return before;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { issuerCertificate: issuer } = certificate;
  // The chain was verified; that this is its next link is a claim until the signature is checked against it.
  const isIssuer = issuer !== undefined && certificate.verify(issuer.publicKey);
  const uris = alternativeNames(certificate.subjectAltName).filter(({ kind }) => kind === 'uri');
  const [only, ...more] = uris;
  // A SPIFFE certificate has one URI among its names and no other (X509-SVID, section 2).
  const isSpiffe = only !== undefined && more.length === 0 && isSpiffeId(only.value);
  const read: PeerCertificate = {
    serial: certificate.serialNumber.toLowerCase(),
    sha256: digestOf(certificate.fingerprint256),
    notAfterMs: Date.parse(certificate.validTo),
    ...(isIssuer && { issuer: digestOf(issuer.fingerprint256) }),
    ...(isSpiffe && { spiffeId: only.value }),
  };
  known.set(socket, read);
  return read;
}

function digestOf(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
