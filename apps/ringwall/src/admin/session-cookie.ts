import type { Principal } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { FastifyRequest } from 'fastify';
import { isLoopbackName } from '../config/loopback.ts';
import { AppError } from '../errors.ts';

const name = 'ringwall_session';
const maxCookies = 16;

export function sessionCookie(value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
}

/**
 * Who a request of the console's listener comes from. A name that is not this machine's (DNS rebinding) and a
 * writing request without the console's own header (cross-site form) are refused before the cookie is looked at.
 * @throws AppError app/cross-site
 */
export function principalFromCookie(identity: Identity) {
  return (request: FastifyRequest): Principal | undefined => {
    const { host = '', origin } = request.headers;
    if (!isLoopbackName(host.replace(/:\d{1,5}$/, ''))) {
      throw new AppError('app/cross-site', 'The Host header does not name this machine.');
    }
    const writes = request.method !== 'GET' && request.method !== 'HEAD';
    if (writes && request.headers['x-ringwall-console'] !== '1') {
      throw new AppError('app/cross-site', 'The request does not come from the console.');
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new AppError('app/cross-site', 'The request comes from a page of another origin.');
    }
    for (const cookie of cookieValues(request.headers.cookie ?? '')) {
      const principal = identity.sessions.find(cookie);
      if (principal) return principal;
    }
    return undefined;
  };
}

/** Cookies know no ports: a page of another server on this machine may have set one of our name beside ours. */
function cookieValues(header: string): readonly string[] {
  const prefix = `${name}=`;
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .slice(0, maxCookies)
    .map((pair) => pair.slice(prefix.length));
}
