import type { Principal } from '@ringwall/core';
import type { Identity, PeerCertificate, Presented, Refusal } from '@ringwall/identity';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import {
  type ConsoleProtocol,
  refuseOtherHosts,
  refuseOtherPages,
  sessionCookies,
} from './session-cookie.ts';

export interface CallerOptions {
  readonly identity: Pick<Identity, 'authenticate' | 'sessions'>;
  readonly protocol: ConsoleProtocol;
  /** The client certificate that the TLS handshake has verified. */
  readonly certificateOf?: (request: FastifyRequest) => PeerCertificate | undefined;
  /** Told of a credential that lets nobody in. */
  readonly onRefused?: (refusal: { readonly reason: Refusal; readonly address: string }) => void;
}

/**
 * Who calls the console's listener: by the cookie of a session, by `Authorization: Bearer`, or by a client certificate
 * and nothing else. A session and a bearer at once are refused: which of them speaks would be a guess. What a browser
 * sends by itself (cookies, certificates) counts only from a page of the console.
 * @throws AppError app/cross-site, app/unauthenticated
 */
export function callerOf({ identity, protocol, certificateOf, onRefused }: CallerOptions) {
  return async (request: FastifyRequest): Promise<Principal | undefined> => {
    refuseOtherHosts(request, protocol);
    const { authorization } = request.headers;
    const cookies = sessionCookies(request, protocol);
    const certificate = certificateOf?.(request);
    const address = request.socket.remoteAddress ?? '';
    if (authorization !== undefined) {
      if (cookies.length > 0) throw unauthenticated('It carries a session and another credential at once.');
      return authenticated({ credential: bearer(authorization), address, certificate });
    }
    refuseOtherPages(request, protocol);
    // A page that was left open listens by itself: that is no use of its session.
    const unattended = request.headers.accept === 'text/event-stream';
    for (const cookie of cookies) {
      const principal = identity.sessions.find(cookie, { unattended });
      if (principal) return principal;
    }
    if (certificate === undefined || cookies.length > 0) return undefined;
    return authenticated({ address, certificate });
  };

  async function authenticated(presented: Presented): Promise<Principal> {
    const known = await identity.authenticate(presented);
    if (known.ok) return known.principal;
    onRefused?.({ reason: known.reason, address: presented.address });
    throw unauthenticated('The credential is not valid.');
  }
}

/** @throws AppError app/unauthenticated */
function bearer(authorization: string): string {
  const text = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(authorization)?.[1];
  if (text === undefined) throw unauthenticated('The Authorization header is not `Bearer` and a credential.');
  return text;
}

function unauthenticated(detail: string): AppError {
  return new AppError('app/unauthenticated', detail);
}
