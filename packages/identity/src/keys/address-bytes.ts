import { isIPv4, isIPv6 } from 'node:net';

/** An address as numbers: 4 bytes or 16, the first byte first. */
export interface AddressBytes {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * The bytes of an address as a socket says it; undefined for anything else. IPv4 that arrives on an IPv6 socket
 * (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2) is IPv4, and the interface of a link-local address is no part of it.
 */
export function addressBytes(text: string): AddressBytes | undefined {
  if (isIPv4(text)) return { family: 4, bytes: text.split('.').map(Number) };
  if (!isIPv6(text)) return undefined;
  const bytes = ipv6Bytes(text.split('%', 1)[0] ?? '');
  return mappedPrefix.every((byte, i) => bytes[i] === byte)
    ? { family: 4, bytes: bytes.slice(12) }
    : { family: 6, bytes };
}

/** Of a text that is an IPv6 address. */
function ipv6Bytes(text: string): readonly number[] {
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  if (tail === undefined) return before;
  const after = groups(tail);
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function groups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
