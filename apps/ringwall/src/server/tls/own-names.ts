import { isIP } from 'node:net';
import type { AlternativeName } from '@ringwall/core';
import { isLoopbackName } from '../../config/loopback.ts';

/**
 * Whether a host, as the Host header has it without its port, is one of ours: this machine, or what the certificate is
 * good for. A page elsewhere that has its own name point here (DNS rebinding) comes with a name that is not.
 */
export function isOwnName(host: string, names: readonly AlternativeName[]): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopbackName(name)) return true;
  return names.some(({ kind, value }) => {
    if (kind === 'ip') return isIP(name) !== 0 && sameAddress(name, value);
    if (kind !== 'dns') return false;
    const own = value.toLowerCase();
    // A wildcard stands for one label (RFC 9525, section 6.3).
    return own.startsWith('*.')
      ? name.includes('.') && name.slice(name.indexOf('.')) === own.slice(1)
      : name === own;
  });
}

/** The name to tell people: the host itself where the certificate covers it, otherwise the certificate's first name. */
export function publicName(host: string, names: readonly AlternativeName[]): string {
  if (isOwnName(host, names)) return host;
  const plain = names.find(({ kind, value }) => (kind === 'dns' && !value.startsWith('*.')) || kind === 'ip');
  return plain?.value ?? host;
}

function sameAddress(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

/** One spelling for each IPv6 address: certificates and browsers write them differently. */
function canonical(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address;
}
