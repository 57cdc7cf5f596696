import type { Principal } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { FastifyRequest } from 'fastify';
import { isLoopbackName } from '../config/schema.ts';
import { AppError } from '../errors.ts';

const name = 'ringwall_session';

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
    const cookie = cookieValue(request.headers.cookie ?? '');
    return cookie === undefined ? undefined : identity.session(cookie);
  };
}

function cookieValue(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
