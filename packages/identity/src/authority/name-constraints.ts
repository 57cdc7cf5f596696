import { isIP, isIPv4 } from 'node:net';
import { addressBytes } from '../keys/address-bytes.ts';
import { networkList } from '../keys/network-list.ts';

/** What certificates of an authority may be good for, beside the SPIFFE identities of its trust domain. */
export interface Permitted {
  /** Host names; each stands for those below it too. */
  readonly dns: readonly string[];
  /** Networks in CIDR form. */
  readonly networks: readonly string[];
}

/** Networks that are nobody's on the internet: loopback, private (RFC 1918, RFC 4193), shared and link-local. */
const privateNetworks = [
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['::1/128', 'fc00::/7', 'fe80::/10'],
];

/** This machine, private networks, and the names and addresses given. */
export function permittedNames(names: readonly string[]): Permitted {
  const dns = names.filter((name) => !name.includes('/') && isIP(name) === 0);
  const own = networkList(privateNetworks);
  const networks = names.filter((name) => name.includes('/') || (isIP(name) !== 0 && !own?.has(name)));
  return {
    dns: [...new Set(['localhost', ...dns])],
    networks: [...new Set([...privateNetworks, ...networks.map(asNetwork)])],
  };
}

/** Whether a host name or an address is among them. */
export function isPermitted(name: string, permitted: Permitted): boolean {
  if (isIP(name) === 0) return permitted.dns.some((own) => name === own || name.endsWith(`.${own}`));
  return networkList(permitted.networks)?.has(name) ?? false;
}

/**
 * The extension NameConstraints (RFC 5280, section 4.2.1.10) in DER: whoever checks a certificate of this authority
 * takes no other names from it, should its key be stolen.
 */
export function nameConstraints(trustDomain: string, permitted: Permitted): Uint8Array {
  const subtree = (tag: number, content: Uint8Array) => der(0x30, der(tag, content));
  const subtrees = [
    ...permitted.dns.map((name) => subtree(0x82, Buffer.from(name, 'latin1'))),
    subtree(0x86, Buffer.from(trustDomain, 'latin1')),
    ...permitted.networks.map((network) => subtree(0x87, networkBytes(network))),
  ];
  return der(0x30, der(0xa0, Buffer.concat(subtrees)));
}

function asNetwork(text: string): string {
  return text.includes('/') ? text : `${text}/${isIPv4(text) ? 32 : 128}`;
}

/** Address and mask of a network, as the extension has them. */
function networkBytes(network: string): Uint8Array {
  const [address = '', bits = '0'] = network.split('/');
  const bytes = addressBytes(address)?.bytes ?? [];
  const mask = bytes.map((_, i) => 0xff & ~(0xff >> Math.max(0, Math.min(8, Number(bits) - 8 * i))));
  return Uint8Array.from([...bytes, ...mask]);
}

/** One element in the distinguished encoding rules (X.690). */
function der(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([tag, ...size]), content]);
}
