import { isIP } from 'node:net';
import { networkList } from '@ringwall/identity';

/**
 * Networks of IPv4 that lead to nobody on the internet, or to no one host there
 * (https://www.iana.org/assignments/iana-ipv4-special-registry): private, shared, loopback, link-local with the metadata
 * services of clouds, documentation, relays, multicast, reserved.
 */
const special4 = networks([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...[
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
  ],
  ...['192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]);
/** All of IPv6 that is given out to hosts; what is mapped, translated (NAT64), private or link-local lies elsewhere. */
const global6 = networks(['2000::/3']);
/** Of that: protocol assignments with Teredo, documentation, 6to4, and the anycast of AS112. */
const special6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);
const loopback = networks(['127.0.0.0/8', '::1/128']);

export type AddressPolicy = ReturnType<typeof addressPolicy>;

/** Which hosts and addresses may be spoken to. */
export function addressPolicy(allow: readonly string[]) {
  const hosts = new Set(allow.filter((entry) => isHost(entry)).map((host) => host.toLowerCase()));
  const allowed = networks(allow.filter((entry) => !isHost(entry)));
  return {
    /** Whether a host is allowed by its name, wherever that leads. */
    allowsHost: (host: string) => hosts.has(host.toLowerCase()),
    /** Whether an address, as a resolver says it, may be spoken to; `local`: one of this machine, and no other. */
    allows(address: string, { local }: { readonly local: boolean }): boolean {
      if (local) return loopback.has(address);
      return isPublic(address) || allowed.has(address);
    },
  };
}

/** Whether an address is one that hosts on the internet have. */
function isPublic(address: string): boolean {
  // IPv4 in the spelling of IPv6 is another way to the same special addresses, and nobody needs it.
  if (isIP(address) === 4) return !special4.has(address);
  return global6.has(address) && !special6.has(address) && isIP(address) === 6;
}

/** Whether an entry of `outbound.allow` is a name, and no network or address. */
export function isHost(entry: string): boolean {
  return networkList([entry]) === undefined;
}

function networks(texts: readonly string[]) {
  const list = networkList(texts);
  if (list === undefined) throw new Error('A network is written wrongly.');
  return list;
}
