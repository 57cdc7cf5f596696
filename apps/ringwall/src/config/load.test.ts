import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Environment } from './file.ts';
import { loadConfig } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringwall-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'ringwall.config.yaml');
// What stands for a credential in these tests and must be repeated in no message.
const secret = 'c4n4ry-credential-7f3a9b';

function load(yaml: string, env: Environment = {}) {
  writeFileSync(file, yaml);
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
const provider = (rest: string) => `providers:\n  p: { protocol: openai, ${rest} }\n`;

describe('a configuration that is not valid', () => {
  test.each([
    ['an unknown member', 'gatway: { port: 1 }', /:1:\d+: gatway/],
    ['a port that is none', 'gateway:\n  port: 70000', /:2:9: gateway\.port/],
    [
      'a URL with a password',
      provider(`baseUrl: "https://u:${secret}@h/v1"`),
      /:2:\d+: providers\.p\.baseUrl: must not carry/,
    ],
    ['a URL with a key in its query', provider(`baseUrl: "https://h/v1?key=${secret}"`), /:2:\d+: .*query/],
    ['plain HTTP to elsewhere', provider('baseUrl: "http://example.com/v1"'), /must be https/],
    ['a credential in the file', provider(`apiKey: ${secret}`), /:2:\d+: providers\.p\.apiKey/],
    [
      'a credential where a name belongs',
      provider(`apiKeyEnv: ${secret}`),
      /:2:\d+: providers\.p\.apiKeyEnv: must be the name/,
    ],
    [
      'keys sealed in two ways',
      'keys: { passphraseFile: p, provider: v, key: k }',
      /:1:\d+: keys: names either/,
    ],
    ['keys sealed by no key of a provider', 'keys: { provider: v }', /:1:\d+: keys: names either/],
    ['keys of a provider that is none', 'keys: { provider: v, key: k }', /keys: no key provider v/],
    [
      'an earlier seal and no new one',
      'keys: { previous: { passphraseFile: p } }',
      /keys: names either.*plain/,
    ],
    ['a passphrase in the file', `keys: { passphrase: ${secret} }`, /:1:\d+: keys\.passphrase/],
    [
      'the passphrase in the data directory',
      'keys: { passphraseFile: ringwall-data/passphrase }',
      /keys\.passphraseFile lies in the data directory/,
    ],
    ['a limit that no timer can keep', 'limits: { maxExchangeMs: 1e12 }', /:1:\d+: limits\.maxExchangeMs/],
    ['more bytes than fit into memory', 'limits: { maxBodyBytes: 1e12 }', /:1:\d+: limits\.maxBodyBytes/],
    ['a key twice', `providers:\n  p: { protocol: openai }\n  p: ${secret}`, /:3:3: /],
    ['a quote without end', `providers: "${secret}`, /:1:\d+: /],
    ['a text after the document', `data: x\n"${secret}" y: z`, /:2:\d+: /],
    ['a flow without end', `providers: { p: ${secret}`, /:1:\d+: /],
    ['an unknown tag', `data: !x ${secret}`, /:1:\d+: /],
    ['an alias', `data: *${secret}`, /ringwall\.config\.yaml/],
    ['an address of elsewhere', 'gateway: { host: 0.0.0.0 }', /not a loopback/],
    ['an address that is none', 'gateway: { host: 127.999.0.1 }', /not a loopback/],
  ])('with %s is refused, and no value is repeated', (_what, yaml, message) => {
    expect(complaint(yaml)).toMatch(message);
    expect(complaint(yaml)).not.toContain(secret);
  });

  test('because two routes would share a name is refused', () => {
    const yaml = `providers:
  a: { protocol: openai }
  b: { protocol: openai }
routes:
  - { name: b, provider: a }
`;
    // A key for the one would open the other.
    expect(complaint(yaml)).toMatch(/two routes are named b/);
  });
});

describe('a credential', () => {
  test.each(['', ' \n', `${secret}\n${secret}`, `${secret}\u00e9`, `${secret} x`])(
    'that no header can carry is refused by its name: %j',
    (value) => {
      for (const message of [
        complaint(provider('apiKeyEnv: THE_KEY'), { THE_KEY: value }),
        value === '' ? 'OPENAI_API_KEY' : complaint('', { OPENAI_API_KEY: value }),
      ]) {
        expect(message).toMatch(/THE_KEY|OPENAI_API_KEY/);
        expect(message).not.toContain(secret);
      }
      writeFileSync(join(folder, 'key'), value);
      expect(complaint(provider('apiKeyFile: key'))).toMatch(/providers\.p\.apiKeyFile/);
    },
  );

  test('may have a line end after it, as files have', () => {
    writeFileSync(join(folder, 'key'), `${secret}\r\n`);
    const { routes } = load(provider('apiKeyFile: key'));
    expect(routes[0]?.provider.credential?.reveal()).toBe(secret);
  });

  test('in the environment alone makes its service the upstream', () => {
    const { routes, demo } = load('', { OPENAI_API_KEY: secret, ANTHROPIC_API_KEY: '' });
    expect(demo).toBe(false);
    expect(routes.map((route) => route.provider.baseUrl)).toEqual(['https://api.openai.com/v1']);
    expect(JSON.stringify(routes)).not.toContain(secret);
  });
});

test.each(['', ' ', '0x10', '1e3', '-1', '70000', '1.5'])(
  'a port in the environment is a decimal number or refused: %j',
  (port) => {
    if (port === '') expect(load('', { RINGWALL_GATEWAY_PORT: port }).gateway.port).toBe(7071);
    else expect(complaint('', { RINGWALL_GATEWAY_PORT: port })).toMatch(/RINGWALL_GATEWAY_PORT/);
  },
);

test('the demo assistant answers where nothing else is configured, and only then', () => {
  expect(load('').demo).toBe(true);
  expect(load(provider('baseUrl: "http://127.0.0.1:9/v1"')).demo).toBe(false);
});

test('keys may be sealed by a passphrase or a key of a provider, and changed from one to the other', () => {
  const house = 'keyProviders:\n  house: { kind: file, directory: keys }\n';
  expect(load('').keys).toEqual({});
  const passphrase = { kind: 'passphrase', file: join(folder, 'p') };
  const provider = { kind: 'provider', provider: 'house', key: 'k' };
  expect(load('keys: { passphraseFile: p }').keys).toEqual({ seal: passphrase });
  expect(load(`${house}keys: { provider: house, key: k, previous: { passphraseFile: p } }`).keys).toEqual({
    seal: provider,
    previous: passphrase,
  });
  expect(load('keys: { plain: true, previous: { passphraseFile: p } }').keys).toEqual({
    previous: passphrase,
  });
});
