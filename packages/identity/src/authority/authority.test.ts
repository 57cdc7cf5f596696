import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportP256, isKeyOf, newP256KeyPair, readCertificates } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';
import { newCertificateRequest } from './certificate-request.ts';
import { permittedNames } from './name-constraints.ts';
import { makeAuthority, makeLeaf, makeRequest } from './x509.ts';

const dayMs = 86_400_000;
const hasOpenssl = spawnSync('/usr/bin/env', ['openssl', 'version']).status === 0;
if (!hasOpenssl) console.warn('Skipped: tests that hold certificates to the openssl command.');

const folder = mkdtempSync(join(tmpdir(), 'ringwall-authority-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function openssl(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('/usr/bin/env', ['openssl', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, text: stdout + stderr };
}
function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

async function open(input = {}) {
  const opened = await openIdentity(await temporaryDirectory(), Date.now());
  const { authority } = opened.identity;
  const made = await authority.create(
    { trustDomain: 'example.org', permit: ['ai.example'], ...input },
    shell,
  );
  return { ...opened, authority, made };
}
const request = async () => (await newCertificateRequest()).request;

describe('the embedded authority', () => {
  test('is made once, and is there again after a restart', async () => {
    const directory = await temporaryDirectory();
    const first = await openIdentity(directory, Date.now());
    expect(first.identity.authority.current).toBeUndefined();
    const asked = { request: await request(), purpose: 'server' as const, names: ['localhost'] };
    await expect(first.identity.authority.issue(asked, shell)).rejects.toMatchObject({
      code: 'identity/authority-missing',
    });
    const both = await Promise.allSettled([
      first.identity.authority.create({}, shell),
      first.identity.authority.create({}, shell),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(first.ledger.events.map(({ type }) => type)).toEqual(['ca.created']);
    const { current } = first.identity.authority;
    await first.store.close();

    const { identity } = await openIdentity(directory, Date.now());
    expect(identity.authority.current).toEqual(current);
    const { pem } = await identity.authority.issue(asked, shell);
    expect(readCertificates(pem)).toHaveLength(1);
  });

  test('is not there before it is on record', async () => {
    const { identity, ledger } = await openIdentity(await temporaryDirectory());
    ledger.before = async () => Promise.reject(new Error('no disk'));
    await expect(identity.authority.create({}, shell)).rejects.toThrow('no disk');
    expect(identity.authority.current).toBeUndefined();
  });

  test('issues for a key that it never sees, and names it in the record', async () => {
    const { authority, ledger, clock } = await open();
    const { request, key } = await newCertificateRequest();
    const names = ['ai.example', 'www.ai.example', '*.ai.example', '10.0.0.7', 'fd00::7', 'localhost'];
    const { certificate, pem } = await authority.issue({ request, purpose: 'server', names, days: 9 }, shell);
    expect(isKeyOf(key.reveal(), pem)).toBe(true);
    const [facts] = readCertificates(pem);
    expect(facts).toMatchObject({
      authority: false,
      serial: certificate.serial,
      sha256: certificate.fingerprint,
    });
    expect(facts?.names.map(({ value }) => value.toLowerCase())).toEqual(names.with(4, 'fd00:0:0:0:0:0:0:7'));
    expect(facts?.notAfterMs).toBe(Math.floor((clock.time + 9 * dayMs) / 1000) * 1000);
    expect(await authority.list({ limit: 9 })).toEqual([certificate]);
    expect(ledger.events.at(-1)).toMatchObject({
      type: 'certificate.issued',
      data: { serial: certificate.serial, fingerprint: certificate.fingerprint, purpose: 'server', names },
    });
  });

  test.each([
    ['another trust domain', { purpose: 'client', names: ['spiffe://other.org/service/a'] }],
    ['a trust domain that only begins alike', { purpose: 'client', names: ['spiffe://example.org.evil/a'] }],
    ['a host that it was not made for', { purpose: 'server', names: ['google.com'] }],
    ['a host that only ends alike', { purpose: 'server', names: ['evilai.example'] }],
    ['an address of the internet', { purpose: 'server', names: ['8.8.8.8'] }],
    ['a client without a SPIFFE identity', { purpose: 'client', names: ['ai.example'] }],
    ['a client with two', { purpose: 'client', names: ['spiffe://example.org/a', 'spiffe://example.org/b'] }],
    ['a name in capitals', { purpose: 'server', names: ['AI.example'] }],
    ['two names in one', { purpose: 'server', names: ['ai.example,DNS:google.com'] }],
    ['a name that ends early', { purpose: 'server', names: ['ai.example\0.google.com'] }],
    ['a name over two lines', { purpose: 'server', names: ['ai.example\nURI:spiffe://example.org/a'] }],
    ['a bare wildcard', { purpose: 'server', names: ['*'] }],
    ['no name', { purpose: 'server', names: [] }],
    ['a time of 0 days', { purpose: 'server', names: ['ai.example'], days: 0 }],
    ['a time of 399 days', { purpose: 'server', names: ['ai.example'], days: 399 }],
  ] as const)('issues nothing for %s', async (_, asked) => {
    const { authority, ledger } = await open();
    const input = { request: await request(), ...asked, names: [...asked.names] };
    await expect(authority.issue(input, shell)).rejects.toMatchObject({
      code: 'identity/certificate-invalid',
    });
    expect(ledger.events).toHaveLength(1);
    expect(await authority.list({ limit: 9 })).toEqual([]);
  });

  test('issues nothing to somebody who has not shown the key', async () => {
    const { authority } = await open();
    const good = await request();
    const other = await request();
    const bytes = Buffer.from(good.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const pemOf = (der: Buffer) =>
      `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    for (const bad of [pemOf(bytes), other.slice(0, 200), 'x', pemOf(Buffer.alloc(64)), 'A'.repeat(20_000)]) {
      const asked = { request: bad, purpose: 'server' as const, names: ['localhost'] };
      await expect(authority.issue({ ...asked, names: [...asked.names] }, shell)).rejects.toMatchObject({
        code: 'identity/certificate-invalid',
      });
    }
  });

  test('gives no certificate a longer life than its own', async () => {
    const { authority, clock, made } = await open();
    clock.time = Date.parse(made.notAfter) - 2 * dayMs;
    const asked = { request: await request(), purpose: 'server' as const, names: ['localhost'] };
    const { certificate } = await authority.issue(asked, shell);
    expect(certificate.notAfter).toBe(made.notAfter);
  });

  test('revokes at once, also where the record then fails, and once', async () => {
    const { authority, ledger, identity } = await open();
    const asked = { request: await request(), purpose: 'server' as const, names: ['localhost'] };
    const { certificate } = await authority.issue(asked, shell);
    const before = identity.epoch;
    ledger.before = async () => {
      expect(authority.isRevoked(certificate.id)).toBe(true);
      throw new Error('no disk');
    };
    await expect(authority.revoke(certificate.id, 'lost', shell)).rejects.toThrow('no disk');
    expect(identity.epoch).toBeGreaterThan(before);
    ledger.before = async () => {};
    expect(await authority.revoke(certificate.id, 'again', shell)).toMatchObject({ reason: 'lost' });
    await expect(authority.revoke('crt_unknown', 'x', shell)).rejects.toMatchObject({
      code: 'identity/certificate-unknown',
    });
  });

  test('leaves its key nowhere in the clear', async () => {
    const directory = await temporaryDirectory();
    const { identity, store, ledger } = await openIdentity(directory, Date.now());
    await identity.authority.create({}, shell);
    await store.close();
    // How any PKCS #8 of a P-256 key begins (RFC 5958), up to where its secret follows.
    const der = Buffer.from(await exportP256(await newP256KeyPair())).subarray(0, 36);
    expect(der.toString('hex')).toContain('06082a8648ce3d030107');
    const needles = [der, Buffer.from(der.subarray(0, 33).toString('base64')), Buffer.from('PRIVATE KEY')];
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of entries.filter((entry) => entry.isFile())) {
      const content = await readFile(join(parentPath, name));
      for (const needle of needles) expect(content.includes(needle), name).toBe(false);
    }
    expect(JSON.stringify([ledger.events, identity.authority.current])).not.toContain('PRIVATE');
  });
});

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  test('verifies what the authority issues, for its purpose and for no other', async () => {
    const { authority, made } = await open();
    const server = await authority.issue(
      { request: await request(), purpose: 'server', names: ['x.ai.example', '10.0.0.7'] },
      shell,
    );
    const client = await authority.issue(
      { request: await request(), purpose: 'client', names: ['spiffe://example.org/service/svc_1'] },
      shell,
    );
    const ca = file('ca.pem', made.certificate);
    const verify = (pem: string, purpose: string) =>
      openssl('verify', '-x509_strict', '-CAfile', ca, '-purpose', purpose, file('leaf.pem', pem));
    expect(verify(server.pem, 'sslserver')).toMatchObject({ status: 0 });
    expect(verify(client.pem, 'sslclient')).toMatchObject({ status: 0 });
    expect(verify(server.pem, 'sslclient').status).not.toBe(0);
    expect(verify(client.pem, 'sslserver').status).not.toBe(0);
    const { text } = openssl('x509', '-in', ca, '-noout', '-text');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Name Constraints: critical/);
    expect(text).toContain('Public-Key: (256 bit)');
  });

  test('takes no other names and no second authority from it, had its key been stolen', async () => {
    const now = Date.now();
    const life = { notBeforeMs: now - 60_000, notAfterMs: now + dayMs };
    const keys = await newP256KeyPair();
    const permitted = permittedNames(['ai.example']);
    const certificate = await makeAuthority(keys, {
      ...life,
      serial: '4001',
      trustDomain: 'example.org',
      permitted,
    });
    const key = await exportP256(keys);
    const ca = file('stolen.pem', certificate);
    const sign = async (names: readonly string[]) => {
      const { publicKey } = await newP256KeyPair();
      const leaf = { ...life, serial: '4002', publicKey, purpose: 'server', names, commonName: 'x' } as const;
      const pem = await makeLeaf({ authority: certificate, key }, leaf);
      return openssl('verify', '-CAfile', ca, file('leaf.pem', pem));
    };
    for (const names of [
      ['a.ai.example'],
      ['localhost'],
      ['192.168.0.9'],
      ['::1'],
      ['spiffe://example.org/x'],
    ])
      expect(await sign(names), names[0]).toMatchObject({ status: 0 });
    for (const names of [['google.com'], ['8.8.8.8'], ['2606:4700::1111'], ['spiffe://other.org/x']])
      expect((await sign(names)).text, names[0]).toContain('permitted subtree violation');
  });

  test('reads the list of what was revoked, and refuses that alone', async () => {
    const { authority, made } = await open();
    const issue = async () =>
      authority.issue({ request: await request(), purpose: 'server', names: ['localhost'] }, shell);
    const [good, bad] = [await issue(), await issue()];
    await authority.revoke(bad.certificate.id, 'a test', shell);
    const crl = file('revoked.crl', await authority.revocationList());
    const ca = file('ca.pem', made.certificate);
    const verify = (pem: string) =>
      openssl('verify', '-crl_check', '-CAfile', ca, '-CRLfile', crl, file('leaf.pem', pem));
    expect(verify(good.pem)).toMatchObject({ status: 0 });
    expect(verify(bad.pem).text).toContain('certificate revoked');
    expect(openssl('crl', '-in', crl, '-noout', '-CAfile', ca).text).toContain('verify OK');
  });

  test('makes requests that are taken for their key alone, and weak keys that are not', async () => {
    const { authority } = await open();
    const subject = ['-subj', '/CN=google.com', '-addext', 'subjectAltName=DNS:google.com'];
    const wishes = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
    const make = (...key: readonly string[]) => {
      openssl('req', '-new', ...key, '-nodes', ...subject, ...wishes, '-keyout', 'k.pem', '-out', 'r.csr');
      return readFileSync(join(folder, 'r.csr'), 'utf8');
    };
    const issue = (csr: string) =>
      authority.issue({ request: csr, purpose: 'server', names: ['localhost'] }, shell);
    for (const key of [['rsa:2048'], ['ed25519'], ['ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1']]) {
      const [facts] = readCertificates((await issue(make('-newkey', ...key))).pem);
      expect(facts).toMatchObject({ authority: false, names: [{ kind: 'dns', value: 'localhost' }] });
    }
    for (const key of [['rsa:1024'], ['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']]) {
      await expect(issue(make('-newkey', ...key))).rejects.toMatchObject({
        code: 'identity/certificate-invalid',
      });
    }
  });

  test('reads a request made here', async () => {
    const pem = await makeRequest(await newP256KeyPair());
    expect(openssl('req', '-in', file('own.csr', pem), '-noout', '-verify').text).toMatch(/verify OK/i);
  });
});
