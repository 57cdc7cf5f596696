import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Environment } from './file.ts';
import { loadConfig } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringwall-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = 'c4n4ry-credential-7f3a9b';

function load(yaml: string, env: Environment = {}) {
  writeFileSync(join(folder, 'ringwall.config.yaml'), yaml);
  return loadConfig({}, env, folder);
}
function complaint(yaml: string, env: Environment = {}): string {
  try {
    load(yaml, env);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
const files = 'tls: { certificateFile: c.pem, keyFile: k.pem }';
const authority = 'tls: { authority: true, names: [ai.example] }';
const provider = (url: string) => `providers:\n  p: { protocol: openai, baseUrl: "${url}" }\n`;

describe('TLS', () => {
  test('opens listeners to the network', () => {
    const config = load(
      `${files}\ngateway: { host: 0.0.0.0 }\nledger: { publish: { host: 10.0.0.1, port: 1 } }`,
    );
    expect(config.tls).toEqual({
      from: { kind: 'files', certificateFile: join(folder, 'c.pem'), keyFile: join(folder, 'k.pem') },
      clientCertificates: 'none',
    });
    expect(load(authority).tls?.from).toEqual({ kind: 'authority', names: ['ai.example'] });
    expect(load('').tls).toBeUndefined();
  });

  test.each([
    [
      'a listener of the network without it',
      'console: { host: 10.0.0.1 }',
      /10\.0\.0\.1 is not a loopback address/,
    ],
    [
      'a listener that opts out',
      `${files}\ngateway: { host: "::", tls: false }`,
      /:: is not a loopback address/,
    ],
    [
      'a published log without it',
      'ledger: { publish: { host: 0.0.0.0, port: 1 } }',
      /0\.0\.0\.0 is not a loopback/,
    ],
    ['a certificate without its key', 'tls: { certificateFile: c.pem }', /needs certificateFile and keyFile/],
    [
      'files and the authority at once',
      'tls: { authority: true, names: [a.b], keyFile: k }',
      /takes either authority/,
    ],
    ['the authority without names', 'tls: { authority: true }', /needs the names/],
    ['names beside a certificate', 'tls: { certificateFile: c, keyFile: k, names: [a.b] }', /says its own/],
    ['a name in capitals', 'tls: { authority: true, names: [AI.example] }', /host name in lower case/],
    ['a name that is a URL', 'tls: { authority: true, names: ["https://a.b"] }', /host name in lower case/],
    ['an address that is none', 'tls: { authority: true, names: [10.0.0.256] }', /host name in lower case/],
    [
      'client certificates without it',
      'gateway: { clientCertificates: required }',
      /clientCertificates needs tls/,
    ],
    ['a word that is none', `${files}\ngateway: { clientCertificates: maybe }`, /clientCertificates/],
  ])('is refused for %s', (_, yaml, wanted) => {
    expect(complaint(yaml)).toMatch(wanted);
  });
});

describe('connections to others', () => {
  test.each([
    'https://10.0.0.5/v1',
    'https://169.254.169.254/v1',
    'https://[fd00::1]/v1',
    'https://0x0a000005/v1',
  ])('are not configured to %s, unless that is allowed', (url) => {
    expect(complaint(provider(url))).toMatch(
      /providers\.p: .* is a private or special address; name it under/,
    );
    const { hostname } = new URL(url);
    const allow = `outbound: { allow: ["${hostname.replace(/[[\]]/g, '')}"] }\n`;
    expect(load(allow + provider(url)).outbound.allow).toHaveLength(1);
  });

  test('go to this machine and to the internet without being asked', () => {
    for (const url of ['http://127.0.0.1:11434/v1', 'http://localhost:8000', 'https://api.openai.com/v1'])
      expect(complaint(provider(url))).toBe('');
  });

  test.each([
    [
      'a witness',
      'ledger:\n  witnesses: [{ url: "https://10.0.0.1", keys: [k] }]',
      /ledger\.witnesses\.0\.url/,
    ],
    [
      'an issuer of tokens',
      'tokens: [{ issuer: "https://192.168.1.1", audience: a, project: default }]',
      /tokens\.0|tokens/,
    ],
  ])('are judged for %s too', (_, yaml, wanted) => {
    expect(complaint(yaml)).toMatch(wanted);
  });

  test('take the proxy of the file, or else that of the environment', () => {
    const env = { HTTPS_PROXY: `http://u:${secret}@proxy.example:3128`, NO_PROXY: 'a.example, .b.example,' };
    expect(load('', env).outbound.proxy).toMatchObject({
      url: expect.objectContaining({ host: 'proxy.example:3128' }),
      noProxy: ['a.example', '.b.example'],
    });
    const own = load('outbound: { proxy: "http://other.example:1", noProxy: [x] }', env).outbound.proxy;
    expect(own).toMatchObject({ url: expect.objectContaining({ host: 'other.example:1' }), noProxy: ['x'] });
    expect(load('').outbound.proxy).toBeUndefined();
  });

  test.each([
    [
      'a proxy with a password',
      `outbound: { proxy: "http://u:${secret}@p" }`,
      {},
      /must not carry a password/,
    ],
    [
      'a proxy of the environment that is none',
      '',
      { HTTPS_PROXY: `socks5://u:${secret}@p` },
      /HTTPS_PROXY must be/,
    ],
    [
      'an exception without a reason',
      'outbound: { exceptions: [{ host: a.b, minVersion: TLSv1.2 }] }',
      {},
      /why/,
    ],
    [
      'an exception below TLS 1.2',
      'outbound: { exceptions: [{ host: a.b, minVersion: TLSv1.1, why: x }] }',
      {},
      /minVersion/,
    ],
    ['a network that is none', 'outbound: { allow: [10.0.0.0/33] }', {}, /host name in lower case/],
    [
      'authorities that cannot be read',
      'outbound: { caFile: nothing.pem }',
      {},
      /outbound\.caFile cannot be read/,
    ],
  ])('are refused with %s, and without repeating a credential', (_, yaml, env, wanted) => {
    expect(complaint(yaml, env)).toMatch(wanted);
    expect(complaint(yaml, env)).not.toContain(secret);
  });
});
