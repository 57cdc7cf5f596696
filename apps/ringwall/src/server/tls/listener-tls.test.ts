import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { readCertificates } from '@ringwall/core';
import { peerCertificate } from '@ringwall/identity';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ClientCertificates } from '../../config/tls.ts';
import { hasOpenssl, type TestPair, testAuthority } from '../../testing/test-authority.ts';
import { listenHttp } from '../listen.ts';
import { certificateFiles } from './certificate-files.ts';
import { ListenerTls } from './listener-tls.ts';

if (!hasOpenssl) console.warn('Skipped: tests of TLS need the openssl command.');

describe.skipIf(!hasOpenssl)('a listener with TLS', () => {
  const authority = hasOpenssl ? testAuthority() : undefined;
  afterAll(() => authority?.remove());
  const { ca = '', caFile = '' } = authority ?? {};
  const issue: NonNullable<typeof authority>['issue'] = (...args) => {
    if (!authority) throw new Error('No openssl.');
    return authority.issue(...args);
  };
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-tls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const files = { certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  const clock = { time: Date.now(), now: () => clock.time };

  function install({ certificateFile, keyFile }: TestPair): void {
    copyFileSync(certificateFile, files.certificateFile);
    copyFileSync(keyFile, files.keyFile);
  }

  async function open(clients: ClientCertificates = 'none', trusted: readonly string[] = []) {
    clock.time = Date.now();
    const shown: string[] = [];
    const tls = await ListenerTls.open({
      config: {
        from: { kind: 'files', ...files },
        clientCertificates: clients,
        ...(trusted.length === 0 && clients !== 'none' && { clientCaFile: caFile }),
      },
      source: certificateFiles(files, clock),
      trusted: () => trusted,
      clock,
      log: () => {},
      onShown: async (listener, { facts }) => void shown.push(`${listener} ${facts.serial}`),
    });
    const protocol = tls.protocol('gateway', { host: '127.0.0.1', port: 0 });
    const server = protocol.createServer({}, (incoming, response) =>
      response.end(JSON.stringify(peerCertificate(incoming.socket) ?? null)),
    );
    const url = new URL(await listenHttp(server, { host: '127.0.0.1', port: 0 }, protocol));
    onTestFinished(() => {
      tls.close();
      server.closeAllConnections();
      server.close();
    });
    return { tls, shown, port: Number(url.port), url };
  }

  const serverPair = (names = 'DNS:localhost,IP:127.0.0.1') => issue(names);

  async function handshake(port: number, options: object = {}): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca, servername: 'localhost', ...options });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'secureConnect');
    return socket;
  }

  async function get(port: number, options: object = {}): Promise<unknown> {
    const sent = request({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca,
      agent: false,
      ...options,
    }).end();
    const [response]: IncomingMessage[] = await once(sent, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response ?? []) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  test('speaks TLS 1.3 and nothing below it', async () => {
    install(serverPair());
    const { port, url } = await open();
    expect(url.protocol).toBe('https:');
    expect((await handshake(port)).getProtocol()).toBe('TLSv1.3');
    await expect(handshake(port, { maxVersion: 'TLSv1.2' })).rejects.toThrow(
      /protocol version|PROTOCOL_VERSION/i,
    );
  });

  test('shows a replaced certificate at the next handshake, and keeps the old one where the new is none', async () => {
    const [first, second, third] = [serverPair(), serverPair(), serverPair()];
    install(first);
    const { tls, port, shown } = await open();
    const serial = async () => (await handshake(port)).getPeerCertificate().serialNumber.toLowerCase();
    const before = await serial();

    copyFileSync(second.certificateFile, files.certificateFile);
    await tls.look();
    expect(await serial()).toBe(before);
    expect(tls.alarms()).toMatchObject([
      {
        id: 'certificate-not-loaded',
        detail: expect.stringContaining('is not that of the first certificate'),
      },
    ]);
    copyFileSync(second.keyFile, files.keyFile);
    await tls.look();
    const after = await serial();
    expect(after).not.toBe(before);
    expect(tls.alarms()).toEqual([]);
    expect(shown).toEqual([`gateway ${before}`, `gateway ${after}`]);

    for (const damage of ['', 'no certificate', third.cert.slice(0, 300)]) {
      writeFileSync(files.certificateFile, damage);
      await tls.look();
      expect(tls.alarms()).toHaveLength(1);
      expect(await serial()).toBe(after);
    }
  });

  test('takes no certificate that has ended, and says in time that the one shown will', async () => {
    install(issue('DNS:localhost', { days: 10 }));
    const { tls } = await open();
    expect(tls.alarms()).toEqual([]);
    clock.time += 9 * 86_400_000;
    expect(tls.alarms()).toMatchObject([
      { id: 'certificate-ends', title: expect.stringContaining('ends soon') },
    ]);
    clock.time += 2 * 86_400_000;
    expect(tls.alarms()).toMatchObject([{ title: expect.stringContaining('has ended') }]);
    await expect(certificateFiles(files, clock).next(undefined)).rejects.toThrow('has expired');
    clock.time -= 30 * 86_400_000;
    await expect(certificateFiles(files, clock).next(undefined)).rejects.toThrow('not valid yet');
  });

  test('is not opened with a key that everybody may read', async () => {
    install(serverPair());
    const { chmodSync } = await import('node:fs');
    chmodSync(files.keyFile, 0o644);
    await expect(open()).rejects.toThrow('may be read or changed by everybody');
    chmodSync(files.keyFile, 0o600);
  });

  test('knows a client by the certificate it shows', async () => {
    install(serverPair());
    const { port } = await open('optional');
    const client = issue('URI:spiffe://example.org/service/a');
    expect(await get(port)).toBe(null);
    expect(await get(port, { cert: client.cert, key: client.key })).toMatchObject({
      serial: expect.stringMatching(/^abc/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      spiffeId: 'spiffe://example.org/service/a',
      notAfterMs: expect.any(Number),
    });
  });

  test('takes no SPIFFE identity from a certificate with several, or none', async () => {
    install(serverPair());
    const { port } = await open('required');
    for (const names of ['URI:spiffe://a/x,URI:spiffe://b/y', 'URI:https://a/x', 'DNS:spiffe.example']) {
      const client = issue(names);
      expect(await get(port, { cert: client.cert, key: client.key })).not.toHaveProperty('spiffeId');
    }
  });

  test.each(['optional', 'required'] as const)(
    'serves nobody with a bad certificate, where one is %s',
    async (clients) => {
      install(serverPair());
      const { port } = await open(clients);
      const stranger = testAuthority();
      onTestFinished(() => stranger.remove());
      const bad = [
        stranger.issue('URI:spiffe://example.org/service/a'),
        issue('DNS:x', { usage: 'serverAuth' }),
      ];
      for (const { cert, key } of bad) await expect(get(port, { cert, key })).rejects.toThrow();
      if (clients === 'required') await expect(get(port)).rejects.toThrow();
      else expect(await get(port)).toBe(null);
    },
  );

  test('believes no certificate that was not verified, nor a chain for more than it shows', async () => {
    install(serverPair());
    const stranger = testAuthority();
    onTestFinished(() => stranger.remove());
    const seen: unknown[] = [];
    const { cert, key } = serverPair();
    const server = createServer(
      { cert, key, ca, requestCert: true, rejectUnauthorized: false },
      (_, response) => response.end('null'),
    );
    server.on('secureConnection', (socket) => seen.push(peerCertificate(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await get(port, stranger.issue('URI:spiffe://example.org/service/a'));
    expect(seen).toEqual([undefined]);
    // Another authority of the same name: sent along, it would pass for the one that signed.
    const mine = issue('URI:spiffe://example.org/service/a');
    await get(port, { cert: mine.cert + stranger.ca, key: mine.key });
    const [own, other] = [ca, stranger.ca].map((pem) => readCertificates(pem)[0]?.sha256);
    expect([own, undefined]).toContainEqual(Object(seen[1]).issuer);
    expect(Object(seen[1]).issuer).not.toBe(other);
    await get(port, { cert: mine.cert, key: mine.key });
    expect(Object(seen[2]).issuer).toBe(own);
  });

  test('trusts nobody where it knows no authority', async () => {
    install(serverPair());
    const { port } = await open('required', ['']);
    const client = issue('URI:spiffe://example.org/service/a');
    await expect(get(port, { cert: client.cert, key: client.key })).rejects.toThrow();
  });

  test('hangs up on clients whose authority is trusted no more, and on no others', async () => {
    install(serverPair());
    const partner = testAuthority();
    onTestFinished(() => partner.remove());
    const trusted = [ca, partner.ca];
    const { tls, port } = await open('optional', trusted);
    const shows = ({ cert, key }: TestPair) => ({ cert, key });
    const name = 'URI:spiffe://example.org/service/a';
    const [ours, theirs] = [issue(name), partner.issue(name)];
    const stays = [await handshake(port, shows(ours)), await handshake(port)];
    const goes = await handshake(port, shows(theirs));
    goes.on('error', () => {});
    const answered = (socket: TLSSocket) => {
      socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
    };
    for (const socket of [...stays, goes]) expect(await answered(socket)).toBe(true);
    // Also while the certificate of the server itself cannot be replaced.
    writeFileSync(files.certificateFile, 'no certificate');
    trusted.pop();
    await tls.look();
    expect(tls.alarms()).toMatchObject([{ id: 'certificate-not-loaded' }]);
    expect(await answered(goes)).toBe(false);
    await expect(get(port, shows(theirs))).rejects.toThrow();
    for (const socket of stays) expect(await answered(socket)).toBe(true);
  });

  test('asks for the certificate again at every connection: none is resumed', async () => {
    install(serverPair());
    const { port } = await open('optional');
    const client = issue('URI:spiffe://example.org/service/a');
    const socket = await handshake(port, { cert: client.cert, key: client.key });
    const sessions: Buffer[] = [];
    socket.on('session', (session) => sessions.push(session));
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'data');
    for (const session of sessions)
      expect((await handshake(port, { session })).isSessionReused()).toBe(false);
  });
});
