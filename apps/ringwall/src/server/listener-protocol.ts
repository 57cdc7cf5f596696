import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { isLoopbackName } from '../config/loopback.ts';

/** How one listener is spoken to: HTTP, or HTTP over TLS. */
export interface ListenerProtocol {
  readonly scheme: 'http' | 'https';
  readonly createServer: (options: ServerOptions, handler: RequestListener) => Server;
  /** Whether a host, without its port, is this machine or another name of the listener. */
  isOwnName(host: string): boolean;
  /** The name to tell people, for a listener at `host`. */
  publicName(host: string): string;
}

/** For listeners on loopback. */
export const inTheClear: ListenerProtocol = {
  scheme: 'http',
  createServer,
  isOwnName: isLoopbackName,
  publicName: (host) => host,
};
