import { once } from 'node:events';
import type { Server } from 'node:http';
import { AppError } from '../errors.ts';
import { inTheClear, type ListenerProtocol } from './listener-protocol.ts';

/** Runs a listen call and says plainly when the address is taken. @throws AppError app/address-in-use */
export async function listen<Value>(start: () => Promise<Value>): Promise<Value> {
  try {
    return await start();
  } catch (cause) {
    if (
      cause instanceof Error &&
      'code' in cause &&
      (cause.code === 'EADDRINUSE' || cause.code === 'EACCES')
    ) {
      const place = 'port' in cause ? `port ${String(cause.port)}` : 'the address';
      throw new AppError('app/address-in-use', `Cannot listen on ${place}.`, { cause });
    }
    throw cause;
  }
}

/** Makes an HTTP server listen; resolves to its URL. */
export async function listenHttp(
  server: Server,
  address: { readonly host: string; readonly port: number },
  protocol: ListenerProtocol = inTheClear,
): Promise<string> {
  await listen(async () => {
    const listening = once(server, 'listening');
    server.listen(address.port, bareHost(address.host));
    await listening;
  });
  return urlOf(server, address, protocol);
}

/** Where a server that listens at `address` is reached. */
export function urlOf(
  server: Server,
  address: { readonly host: string; readonly port: number },
  { scheme, publicName }: ListenerProtocol,
): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const host = publicName(bareHost(address.host));
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A host as sockets want it: an IPv6 address without the brackets that URLs put around it. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
