import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Environment } from './file.ts';
import { loadConfig } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringwall-issuers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = 'c4n4ry-credential-7f3a9b';

function load(yaml: string, env: Environment = {}) {
  writeFileSync(join(folder, 'ringwall.config.yaml'), yaml);
  return loadConfig({}, env, folder);
}
const tokens = (rest: string, issuer = 'https://login.example.com') =>
  `tokens: [{ issuer: '${issuer}', audience: ringwall, ${rest} }]`;
const oidc = (rest: string, issuer = 'https://login.example.com') =>
  `signIn: { oidc: { issuer: '${issuer}', clientId: ringwall, ${rest} } }`;

describe('an issuer of tokens', () => {
  test('opens nothing, signs asymmetrically and is a minute apart where nothing else is said', () => {
    expect(load(tokens('')).tokenIssuers).toEqual([
      {
        issuer: 'https://login.example.com',
        audiences: ['ringwall'],
        algorithms: ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'],
        clockSkewMs: 60_000,
        who: 'service',
        claims: { who: ['sub'], groups: ['groups'] },
        ...{ routes: ['*'], models: ['*'], administration: false, roles: [] },
      },
    ]);
    expect(load('').tokenIssuers).toEqual([]);
  });

  test('is read with all that can be said of it', () => {
    const yaml = `
tokens:
  - issuer: https://login.example.com/
    audience: [a, b]
    jwksUri: https://keys.example.com/set
    algorithms: [RS512]
    clockSkewSeconds: 0
    maxAgeSeconds: 3600
    who: user
    claims: { who: email, groups: [realm_access, roles], project: 'https://example.com/project' }
    project: clinic
    routes: [chat]
    models: [m]
    administration: true
    roles:
      - { role: service }
      - { group: g, role: admin, project: '*' }
      - { group: g, role: engineer, project: clinic, on: { kind: route, id: chat } }
`;
    expect(load(yaml).tokenIssuers).toEqual([
      {
        issuer: 'https://login.example.com/',
        audiences: ['a', 'b'],
        jwksUri: 'https://keys.example.com/set',
        algorithms: ['RS512'],
        ...{ clockSkewMs: 0, maxAgeMs: 3_600_000, who: 'user', project: 'clinic' },
        claims: {
          ...{ who: ['email'], groups: ['realm_access', 'roles'] },
          project: ['https://example.com/project'],
        },
        ...{ routes: ['chat'], models: ['m'], administration: true },
        roles: [
          { role: 'service', project: 'default' },
          { group: 'g', role: 'admin', project: '*' },
          { group: 'g', role: 'engineer', project: 'clinic', on: { kind: 'route', id: 'chat' } },
        ],
      },
    ]);
  });

  test.each([
    ['a shared secret', tokens('algorithms: [HS256]'), /algorithms/],
    ['no signature', tokens('algorithms: [none]'), /algorithms/],
    ['no algorithm', tokens('algorithms: []'), /algorithms/],
    ['clocks that are far apart', tokens('clockSkewSeconds: 301'), /clockSkewSeconds/],
    ['plain HTTP to elsewhere', tokens('', 'http://login.example.com'), /must be https/],
    ['keys by plain HTTP', tokens("jwksUri: 'http://login.example.com/keys'"), /must be https/],
    ['a password in its address', tokens('', `https://u:${secret}@login.example.com`), /must not carry/],
    ['no audience', "tokens: [{ issuer: 'https://login.example.com' }]", /audience/],
    ['a role that is none', tokens('roles: [{ role: root }]'), /role/],
    ['a project that is none', tokens("roles: [{ role: service, project: '../x' }]"), /project/],
    ['two entries for one audience', `${tokens('').slice(0, -1)}, ${tokens('').slice(9)}`, /two entries/],
  ])('is refused with %s', (_, yaml, complaint) => {
    expect(() => load(yaml)).toThrow(complaint);
    expect(() => load(yaml)).not.toThrow(secret);
  });
});

describe('an identity provider', () => {
  test('is read with its secret from a variable or a file', () => {
    const { oidc: read } = load(oidc('clientSecretEnv: SECRET'), { SECRET: secret });
    expect(read?.clientSecret?.reveal()).toBe(secret);
    expect(JSON.stringify(read)).not.toContain(secret);
    expect(read).toMatchObject({
      ...{ title: 'Single sign-on', scopes: ['profile'], roles: [], secondFactor: 'amr' },
      rolesLastMs: 30 * 86_400_000,
    });
    writeFileSync(join(folder, 'secret'), `${secret}\n`);
    expect(load(oidc('clientSecretFile: secret')).oidc?.clientSecret?.reveal()).toBe(secret);
    expect(load(oidc('')).oidc?.clientSecret).toBeUndefined();
    expect(load('').oidc).toBeUndefined();
  });

  test.each([
    ['a secret in the file', oidc(`clientSecret: ${secret}`), /clientSecret/],
    ['a variable that is not set', oidc('clientSecretEnv: SECRET'), /is not set/],
    ['a file that is not there', oidc('clientSecretFile: missing'), /cannot be read/],
    ['a file with more than a secret', oidc('clientSecretFile: ringwall.config.yaml'), /one credential/],
    ['a scope that is two', oidc("scopes: ['a b']"), /scope/],
    ['a title that cannot be shown', oidc('title: "\\u001b[31m"'), /printable/],
    ['plain HTTP to elsewhere', oidc('', 'http://login.example.com'), /must be https/],
    ['roles for ever', oidc('rolesLastDays: 366'), /rolesLastDays/],
  ])('is refused with %s', (_, yaml, complaint) => {
    expect(() => load(yaml)).toThrow(complaint);
    expect(() => load(yaml)).not.toThrow(secret);
  });
});
