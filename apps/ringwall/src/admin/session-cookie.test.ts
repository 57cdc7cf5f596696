import { describe, expect, test } from 'vitest';
import { isLoopbackName } from '../config/loopback.ts';
import { refuseOtherHosts, refuseOtherPages, sessionCookie, sessionCookies } from './session-cookie.ts';

const clear = { scheme: 'http', isOwnName: isLoopbackName } as const;
const tls = {
  scheme: 'https',
  isOwnName: (host: string) => host === 'ringwall.example' || isLoopbackName(host),
} as const;
const request = (headers: Record<string, string>, method = 'GET') => ({ method, headers });
const crossSite = expect.objectContaining({ code: 'app/cross-site', status: 403 });

test('under TLS the cookie is bound to this host and never sent in the clear', () => {
  expect(sessionCookie('x', 60, { secure: true })).toBe(
    '__Host-ringwall_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
  );
  expect(sessionCookie('x', 60, { secure: false })).toBe(
    'ringwall_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60',
  );
});

test('under TLS no cookie is read that a page in the clear could have set', () => {
  const cookie = 'ringwall_session=planted; __Host-ringwall_session=own; __host-ringwall_session=other';
  expect(sessionCookies(request({ cookie }), tls)).toEqual(['own']);
  expect(sessionCookies(request({ cookie }), clear)).toEqual(['planted']);
});

describe('under TLS', () => {
  test.each(['ringwall.example', 'ringwall.example:8443', '127.0.0.1', '[::1]:8443'])(
    'a request for %s is for this console',
    (host) => {
      expect(() => refuseOtherHosts(request({ host }), tls)).not.toThrow();
    },
  );

  test.each([
    '',
    'evil.example',
    'ringwall.example.evil.example',
    'evil@ringwall.example',
    'ringwall.example.',
  ])('a request for "%s" is not', (host) => {
    expect(() => refuseOtherHosts(request({ host }), tls)).toThrow(crossSite);
  });

  test('a page of the same name in the clear is another origin', () => {
    const host = 'ringwall.example';
    const from = (origin: string) => () =>
      refuseOtherPages(request({ host, origin, 'x-ringwall-console': '1' }, 'POST'), tls);
    expect(from('https://ringwall.example')).not.toThrow();
    for (const origin of ['http://ringwall.example', 'https://ringwall.example:444', 'null']) {
      expect(from(origin)).toThrow(crossSite);
    }
  });
});

test('a writing request without the console’s own header is refused, in whichever method', () => {
  for (const method of ['POST', 'DELETE', 'PUT', 'PATCH']) {
    expect(() => refuseOtherPages(request({ host: 'localhost' }, method), clear)).toThrow(crossSite);
  }
});
