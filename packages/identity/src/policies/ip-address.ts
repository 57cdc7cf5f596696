import { isIP } from 'node:net';

/** An address as policies compare it: without a zone, and IPv4 as IPv4 also where it came through IPv6. */
export function ipAddress(text: string | undefined): string | undefined {
  const bare = text?.split('%', 1)[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  return isIP(mapped) === 0 ? undefined : mapped;
}
