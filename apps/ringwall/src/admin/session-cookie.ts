import type { FastifyRequest } from 'fastify';
import { isLoopbackName } from '../config/loopback.ts';
import { AppError } from '../errors.ts';

const name = 'ringwall_session';
const maxCookies = 16;

export function sessionCookie(value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
}

/** A name that is not this machine's leads here by DNS rebinding. @throws AppError app/cross-site */
export function refuseOtherHosts({ headers: { host = '' } }: FastifyRequest): void {
  if (!isLoopbackName(host.replace(/:\d{1,5}$/, ''))) {
    throw new AppError('app/cross-site', 'The Host header does not name this machine.');
  }
}

/**
 * A page of elsewhere can make a browser send what it sends by itself: a form does not carry the console's own header,
 * and a script says its origin. @throws AppError app/cross-site
 */
export function refuseOtherPages({ method, headers }: FastifyRequest): void {
  const { host = '', origin } = headers;
  const writes = method !== 'GET' && method !== 'HEAD';
  if (writes && headers['x-ringwall-console'] !== '1') {
    throw new AppError('app/cross-site', 'The request does not come from the console.');
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new AppError('app/cross-site', 'The request comes from a page of another origin.');
  }
}

/** Cookies know no ports: a page of another server on this machine may have set one of our name beside ours. */
export function sessionCookies({ headers: { cookie = '' } }: FastifyRequest): readonly string[] {
  const prefix = `${name}=`;
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .slice(0, maxCookies)
    .map((pair) => pair.slice(prefix.length));
}
