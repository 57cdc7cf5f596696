import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasOpenssl, testAuthority } from '../../testing/test-authority.ts';
import { boundedRequest } from '../bounded-request.ts';
import { type OutboundConfig, openOutbound } from './outbound.ts';

const none: OutboundConfig = { allow: [], exceptions: [], authorities: [], authoritiesOf: new Map() };

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Names as a resolver would answer them, one answer after the other; the last one stays. */
function resolver(answers: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const asked: string[] = [];
  const resolve = async (host: string): Promise<readonly LookupAddress[]> => {
    const all = answers[host] ?? [];
    const addresses = all[Math.min(asked.filter((name) => name === host).length, all.length - 1)] ?? [];
    asked.push(host);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, resolve };
}

function get(
  url: string,
  options: {
    readonly config?: Partial<OutboundConfig>;
    readonly configured?: readonly string[];
    readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  } = {},
) {
  const outbound = openOutbound(
    { ...none, ...options.config },
    options.resolve === undefined ? {} : { resolve: options.resolve },
  );
  onTestFinished(() => outbound.close());
  const agent = outbound.agent(options.configured ?? []);
  return boundedRequest(agent, { method: 'GET', url: new URL(url), timeoutMs: 5000, maxBytes: 1000 });
}

const refused = expect.objectContaining({ message: expect.stringContaining('(ADDRESS_REFUSED)') });

describe('a connection to this machine', () => {
  test('is made where its very address is configured', async () => {
    const port = await listening(createServer((_, response) => response.end('here')));
    const url = `http://127.0.0.1:${port}/x`;
    expect((await get(url, { configured: [`http://127.0.0.1:${port}/v1`] })).status).toBe(200);
    expect((await get(url, { config: { allow: ['127.0.0.1'] } })).status).toBe(200);
    const named = `http://localhost:${port}/x`;
    const { resolve } = resolver({ localhost: [['127.0.0.1']] });
    expect((await get(named, { configured: [named], resolve })).status).toBe(200);
  });

  test('is made nowhere else: another port, another spelling, another scheme', async () => {
    let requests = 0;
    const port = await listening(createServer((_, response) => void response.end(String(++requests))));
    const configured = [`http://127.0.0.1:${port + 1}`];
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::1]',
    ]) {
      await expect(get(`http://${host}:${port}/`, { configured })).rejects.toEqual(refused);
    }
    await expect(
      get(`https://127.0.0.1:${port}/`, { configured: [`http://127.0.0.1:${port}`] }),
    ).rejects.toEqual(refused);
    expect(requests).toBe(0);
  });
});

describe('a name', () => {
  test.each([
    ['to this machine', [['127.0.0.1']]],
    ['to a private network', [['10.0.0.1']]],
    ['to the metadata service of a cloud', [['169.254.169.254']]],
    ['to addresses of which one is private', [['93.184.215.14', '192.168.0.1']]],
    ['to IPv4 in the spelling of IPv6', [['::ffff:10.0.0.1']]],
    ['to a translated private address', [['64:ff9b::a00:1']]],
  ])('that leads %s is refused', async (_, answers) => {
    const { resolve } = resolver({ 'outside.example': answers });
    await expect(get('https://outside.example/', { resolve })).rejects.toEqual(refused);
  });

  test('is resolved once for a connection, so that a second answer leads nowhere else', async () => {
    const { resolve, asked } = resolver({ 'rebinding.example': [['10.0.0.1'], ['127.0.0.1']] });
    await expect(get('https://rebinding.example/', { resolve })).rejects.toEqual(refused);
    expect(asked).toEqual(['rebinding.example']);
  });

  test.each(['localhost.', 'metadata.google.internal'])('%s is judged by where it leads', async (name) => {
    const { resolve } = resolver({ [name]: [['127.0.0.1']] });
    await expect(get(`https://${name}/`, { resolve, configured: ['https://localhost/'] })).rejects.toEqual(
      refused,
    );
  });

  test('is not spoken to in the clear', async () => {
    const { resolve } = resolver({ 'outside.example': [['93.184.215.14']] });
    await expect(get('http://outside.example/', { resolve })).rejects.toEqual(refused);
  });

  test('of this machine that leads elsewhere is refused', async () => {
    const { resolve } = resolver({ localhost: [['10.0.0.1']] });
    const url = 'https://localhost/';
    await expect(get(url, { resolve, configured: [url] })).rejects.toEqual(refused);
  });
});

if (!hasOpenssl) console.warn('Skipped: tests of TLS need the openssl command.');

describe.skipIf(!hasOpenssl)('TLS', () => {
  const authority = hasOpenssl ? testAuthority() : undefined;
  afterAll(() => authority?.remove());
  const pair = authority?.issue('DNS:private.example,IP:127.0.0.1');
  const { resolve } = resolver({ 'private.example': [['127.0.0.1']] });
  const inside = { allow: ['private.example'], authorities: [authority?.ca ?? ''] };

  async function tlsServer(options: object = {}): Promise<string> {
    const server = createTlsServer(
      { cert: pair?.cert ?? '', key: pair?.key ?? '', ...options },
      (_, response) => response.end('secret'),
    );
    return `https://private.example:${await listening(server)}/`;
  }

  test('trusts an authority of the configuration, and without it nobody unknown', async () => {
    const url = await tlsServer();
    expect((await get(url, { resolve, config: inside })).status).toBe(200);
    await expect(get(url, { resolve, config: { allow: inside.allow } })).rejects.toThrow(
      /UNABLE_TO|SELF_SIGNED/,
    );
    const authoritiesOf = new Map([[new URL(url).origin, inside.authorities]]);
    const config = { allow: inside.allow, authoritiesOf };
    expect((await get(url, { resolve, config, configured: [url] })).status).toBe(200);
    await expect(get(url, { resolve, config, configured: [] })).rejects.toThrow(/UNABLE_TO|SELF_SIGNED/);
  });

  test('is 1.3, or 1.2 for a host that is an exception', async () => {
    const url = await tlsServer({ maxVersion: 'TLSv1.2' });
    await expect(get(url, { resolve, config: inside })).rejects.toThrow(/PROTOCOL_VERSION/);
    const exceptions = [{ host: 'private.example', minVersion: 'TLSv1.2', why: 'a test' } as const];
    expect((await get(url, { resolve, config: { ...inside, exceptions } })).status).toBe(200);
    const others = [{ host: 'other.example', minVersion: 'TLSv1.2', why: 'a test' } as const];
    await expect(get(url, { resolve, config: { ...inside, exceptions: others } })).rejects.toThrow(
      /PROTOCOL_VERSION/,
    );
  });

  /** A proxy that notes what it is asked and connects to `port` of this machine, whatever the name. */
  async function proxy(port: number, answer = 'HTTP/1.1 200 OK\r\n\r\n') {
    const seen: { readonly target: string; readonly authorization: string | undefined }[] = [];
    const server = createServer((_, response) => response.writeHead(400).end());
    server.on('connect', (request, client: Socket) => {
      const { authorization } = { authorization: request.headers['proxy-authorization'] };
      seen.push({ target: request.url ?? '', authorization });
      if (!answer.includes(' 200 ')) return void client.end(answer);
      const upstream = connect(port, '127.0.0.1', () => {
        client.write(answer);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) socket.on('error', () => {});
    });
    const url = new URL(`http://user:p%40ss@127.0.0.1:${await listening(server)}`);
    return { seen, url };
  }

  test('goes through a proxy, which sees where it goes and none of it', async () => {
    const url = await tlsServer();
    const { seen, url: proxyUrl } = await proxy(Number(new URL(url).port));
    const config = { authorities: inside.authorities, proxy: { url: proxyUrl, noProxy: [] } };
    // A name that only the proxy can resolve.
    const unknown = async () => Promise.reject(new Error('ENOTFOUND'));
    expect((await get(url, { resolve: unknown, config })).status).toBe(200);
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(seen).toEqual([{ target: new URL(url).host, authorization }]);
    const bypassing = { ...config, allow: inside.allow, proxy: { url: proxyUrl, noProxy: ['.example'] } };
    expect((await get(url, { resolve, config: bypassing })).status).toBe(200);
    expect(seen).toHaveLength(1);
  });

  test('goes through no proxy to where it may not go', async () => {
    const { seen, url } = await proxy(1);
    const config = { proxy: { url, noProxy: [] } };
    await expect(get('https://10.0.0.1/', { config })).rejects.toEqual(refused);
    await expect(get('https://private.example/', { config, resolve })).rejects.toEqual(refused);
    expect(seen).toEqual([]);
  });

  test('tells of a proxy that does not open the way, and nothing of its password', async () => {
    const { url } = await proxy(1, 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const { resolve: outside } = resolver({ 'outside.example': [['93.184.215.14']] });
    const asked = get('https://outside.example/', {
      config: { proxy: { url, noProxy: [] } },
      resolve: outside,
    });
    await expect(asked).rejects.toThrow('(PROXY_REFUSED)');
    await expect(asked).rejects.not.toThrow(/p(@|%40)ss/);
  });
});
