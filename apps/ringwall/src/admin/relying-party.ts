import { isIP } from 'node:net';
import type { RouteRequest } from '@ringwall/core';
import type { RelyingParty } from '@ringwall/identity';

/**
 * The console as passkeys know it (WebAuthn, section 5.1.3): by the Host that the listener has let in. Undefined at an
 * address, which passkeys cannot be bound to.
 */
export function relyingParty(
  { host = '' }: RouteRequest['headers'],
  { secure }: { readonly secure: boolean },
): RelyingParty | undefined {
  const origin = `${secure ? 'https' : 'http'}://${String(host)}`;
  if (!URL.canParse(origin)) return undefined;
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { id: hostname, origin } : undefined;
}
