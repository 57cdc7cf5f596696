import { request } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { Socket } from 'node:net';
import { networkList } from '@ringwall/identity';

/** A proxy that connections to the outside are made through. */
export interface ProxyConfig {
  readonly url: URL;
  /** Hosts (with those below them), addresses and networks that are spoken to without it; `*`: all. */
  readonly noProxy: readonly string[];
}

const timeoutMs = 10_000;

/** Whether a host is spoken to without the proxy, as NO_PROXY is commonly read. */
export function bypassesProxy(host: string, noProxy: readonly string[]): boolean {
  const name = host.toLowerCase();
  return noProxy.some((entry) => {
    const own = entry.toLowerCase().replace(/^\*?\./, '');
    return own === '*' || name === own || name.endsWith(`.${own}`) || networkList([own])?.has(name) === true;
  });
}

/**
 * Opens a tunnel to `host:port` (CONNECT, RFC 9110, section 9.3.6). What goes through it is TLS to the host itself: the
 * proxy sees where it goes and nothing of it. @throws Error that names the proxy and nothing of its credentials
 */
export function openTunnel({ url }: ProxyConfig, target: { readonly host: string; readonly port: number }) {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const fail = (why: string, cause?: unknown) =>
    reject(new ProxyRefused(`The proxy ${url.host} ${why}.`, { cause }));
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const secure = url.protocol === 'https:';
  const sent = (secure ? requestOverTls : request)({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...credentials(url) },
    agent: false,
    timeout: timeoutMs,
    ...(secure && { minVersion: 'TLSv1.3' as const }),
  });
  sent.on('connect', ({ statusCode = 0 }, socket, head) => {
    socket.setTimeout(0);
    if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket);
    socket.destroy();
    // Whoever is to speak first is the client: bytes before that are not the host's.
    fail(head.length > 0 ? 'sent more than its answer' : `answered ${statusCode}`);
  });
  sent.on('response', (response) => {
    response.destroy();
    fail(`answered ${response.statusCode}`);
  });
  sent.on('timeout', () => sent.destroy(new Error('The proxy does not answer.')));
  sent.on('error', (cause) => fail('cannot be used', cause));
  sent.end();
  return promise;
}

/** Why no tunnel was opened. */
class ProxyRefused extends Error {
  readonly code = 'PROXY_REFUSED';
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}
