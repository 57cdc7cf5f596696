import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { alternativeNames } from '@ringwall/core';
import type { PeerCertificate } from '../authentication.ts';

const known = new WeakMap<Socket, PeerCertificate>();

/**
 * The client certificate of a connection, where it showed one and the handshake has verified it; read once a connection.
 * Nothing that a request says, no header above all, can stand for it.
 */
export function peerCertificate(socket: Socket): PeerCertificate | undefined {
  // TypeScript knows `authorized` of a server's socket; an unverified certificate is as good as none.
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const before = known.get(socket);
  if (before !== undefined) return before;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const uris = alternativeNames(certificate.subjectAltName).filter(({ kind }) => kind === 'uri');
  const spiffeIds = uris.filter(({ value }) => value.startsWith('spiffe://'));
  const [only, ...more] = spiffeIds;
  const read: PeerCertificate = {
    serial: certificate.serialNumber.toLowerCase(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfterMs: Date.parse(certificate.validTo),
    ...(only !== undefined && more.length === 0 && { spiffeId: only.value }),
  };
  known.set(socket, read);
  return read;
}
