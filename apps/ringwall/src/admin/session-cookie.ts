import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { ListenerProtocol } from '../server/listener-protocol.ts';

/** How the console is spoken to, and under which names. */
export type ConsoleProtocol = Pick<ListenerProtocol, 'scheme' | 'isOwnName'>;

/** What is looked at of a request. */
type Asking = Pick<FastifyRequest, 'method' | 'headers'>;

const maxCookies = 16;

/** Under TLS browsers take a cookie of this name from this very host alone, and never in the clear (RFC 6265bis, 4.1.3.2). */
function nameOf(secure: boolean): string {
  return secure ? '__Host-ringwall_session' : 'ringwall_session';
}

export function sessionCookie(
  value: string,
  maxAgeSeconds: number,
  { secure }: { readonly secure: boolean },
): string {
  const only = secure ? '; Secure' : '';
  return `${nameOf(secure)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${only}`;
}

/** A name that is not this machine's leads here by DNS rebinding. @throws AppError app/cross-site */
export function refuseOtherHosts({ headers: { host = '' } }: Asking, { isOwnName }: ConsoleProtocol): void {
  if (!isOwnName(host.replace(/:\d{1,5}$/, ''))) {
    throw new AppError('app/cross-site', 'The Host header does not name this console.');
  }
}

/**
 * A page of elsewhere can make a browser send what it sends by itself: a form does not carry the console's own header,
 * and a script says its origin. @throws AppError app/cross-site
 */
export function refuseOtherPages({ method, headers }: Asking, { scheme }: ConsoleProtocol): void {
  const { host = '', origin } = headers;
  const writes = method !== 'GET' && method !== 'HEAD';
  if (writes && headers['x-ringwall-console'] !== '1') {
    throw new AppError('app/cross-site', 'The request does not come from the console.');
  }
  if (origin !== undefined && origin !== `${scheme}://${host}`) {
    throw new AppError('app/cross-site', 'The request comes from a page of another origin.');
  }
}

/** Cookies know no ports: a page of another server on this machine may have set one of our name beside ours. */
export function sessionCookies(
  { headers: { cookie = '' } }: Asking,
  { scheme }: ConsoleProtocol,
): readonly string[] {
  const prefix = `${nameOf(scheme === 'https')}=`;
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .slice(0, maxCookies)
    .map((pair) => pair.slice(prefix.length));
}
