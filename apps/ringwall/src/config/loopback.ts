import { isIPv4 } from 'node:net';

/** Addresses that never leave the machine. */
export function isLoopbackName(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
  );
}
