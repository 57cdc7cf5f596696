import { describe, expect, test } from 'vitest';
import { isLoopbackName } from '../config/loopback.ts';
import { gatewayAt, isConsoleOrigin } from './own-addresses.ts';

const plain = { scheme: 'http', isOwnName: isLoopbackName } as const;
const named = {
  scheme: 'https',
  isOwnName: (host: string) => isLoopbackName(host) || host === 'ringwall.example',
} as const;

describe('the origin of a page', () => {
  test.each([
    ['http://127.0.0.1:7070', true],
    ['http://localhost:7070', true],
    ['http://[::1]:7070', true],
    ['http://127.0.0.1:7071', false],
    ['http://127.0.0.1', false],
    ['https://127.0.0.1:7070', false],
    ['http://127.0.0.1:7070/', false],
    ['http://127.0.0.1:7070@evil.example', false],
    ['http://LOCALHOST:7070', false],
    ['http://localhost.evil.example:7070', false],
    ['http://evil.example:7070', false],
    ['null', false],
    ['', false],
    ['file://', false],
  ])('%s of a console at http://127.0.0.1:7070 is its own: %s', (origin, own) => {
    expect(isConsoleOrigin(origin, 'http://127.0.0.1:7070', plain)).toBe(own);
  });

  test.each([
    ['https://ringwall.example', true],
    ['https://localhost', true],
    ['https://ringwall.example:7070', false],
    ['http://ringwall.example', false],
    ['https://other.example', false],
  ])('%s of a console at https://ringwall.example is its own: %s', (origin, own) => {
    expect(isConsoleOrigin(origin, 'https://ringwall.example', named)).toBe(own);
  });

  test('is nobody’s before the console listens', () => {
    expect(isConsoleOrigin('http://127.0.0.1:7070', '', plain)).toBe(false);
  });
});

describe('the gateway, for a browser that has opened the console', () => {
  const loopback = { url: 'http://127.0.0.1:7071', host: '127.0.0.1', protocol: plain };
  const everywhere = { url: 'https://ringwall.example:7071', host: '0.0.0.0', protocol: named };

  test('is where it listens, whatever the console was called', () => {
    expect(gatewayAt('localhost:7070', loopback)).toBe('http://127.0.0.1:7071');
    expect(gatewayAt(undefined, loopback)).toBe('http://127.0.0.1:7071');
  });

  test('is under the same name where it listens on every address', () => {
    expect(gatewayAt('localhost:7070', everywhere)).toBe('https://localhost:7071');
    expect(gatewayAt('ringwall.example', everywhere)).toBe('https://ringwall.example:7071');
    expect(gatewayAt('[::1]:7070', { ...everywhere, host: '[::]' })).toBe('https://[::1]:7071');
  });

  test('is never under a name that is not its own, nor under what would say more in a header', () => {
    expect(gatewayAt('evil.example:7070', everywhere)).toBe('https://ringwall.example:7071');
    const anything = { ...everywhere, protocol: { isOwnName: () => true } };
    expect(gatewayAt("a; script-src 'unsafe-inline'", anything)).toBe('https://ringwall.example:7071');
    expect(gatewayAt('*', anything)).toBe('https://ringwall.example:7071');
  });
});
