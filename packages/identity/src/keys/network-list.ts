import { type AddressBytes, addressBytes } from './address-bytes.ts';

/** Networks that a caller may come from. */
export interface NetworkList {
  /** Whether an address, as a socket says it, lies in one of them; false for what is no address. */
  has(address: string): boolean;
}

/** Reads networks in CIDR notation, or single addresses. Undefined where one of them is not. */
export function networkList(texts: readonly string[]): NetworkList | undefined {
  const networks = texts.flatMap((text) => parseNetwork(text) ?? []);
  if (networks.length < texts.length) return undefined;
  return {
    has(text) {
      const address = addressBytes(text);
      return address !== undefined && networks.some((network) => contains(network, address));
    },
  };
}

/**
 * Whether a text is a network (RFC 4632, RFC 4291) that says what it means: no bits set beyond its length, and IPv4
 * spelled as such, so that nobody is let in whom the text does not show.
 */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

interface Network {
  readonly first: AddressBytes;
  readonly bits: number;
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const first = address.includes('%') ? undefined : addressBytes(address);
  if (first === undefined || rest.length > 0) return undefined;
  // As IPv6 it would look wider or narrower than it is.
  if (first.family === 4 && address.includes(':')) return undefined;
  const most = first.family === 4 ? 32 : 128;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return undefined;
  const beyond = first.bytes.some((byte, i) => (byte & ~mask(bits, i)) !== 0);
  return beyond ? undefined : { first, bits };
}

function contains({ first, bits }: Network, { family, bytes }: AddressBytes): boolean {
  if (family !== first.family) return false;
  for (let i = 0; i < bytes.length && i * 8 < bits; i++) {
    if (((bytes[i] ?? 0) & mask(bits, i)) !== first.bytes[i]) return false;
  }
  return true;
}

/** Which bits of byte `i` lie within the first `bits`. */
function mask(bits: number, i: number): number {
  const within = Math.min(8, Math.max(0, bits - i * 8));
  return (0xff << (8 - within)) & 0xff;
}
