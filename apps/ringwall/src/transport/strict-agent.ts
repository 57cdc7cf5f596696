import { Agent } from 'undici';
import { isLoopbackName } from '../config/loopback.ts';

/** Connections with TLS 1.3 or newer, certificates checked against the system's and NODE_EXTRA_CA_CERTS. */
export function strictAgent(): Agent {
  return new Agent({ connections: 4, pipelining: 1, connect: { timeout: 10_000, minVersion: 'TLSv1.3' } });
}

/** Whether an address may be spoken to: https anywhere, http on this machine only, no credentials in it. */
export function isSafeUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
}
