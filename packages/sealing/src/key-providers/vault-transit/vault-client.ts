import type { Json } from '@ringwall/core';
import { z } from 'zod';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { type Fault, faultOfStatus, type ServiceOptions } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import type { VaultTransitConfig } from './config.ts';

const vaultError = z.object({ errors: z.array(z.string()).max(100) });

/**
 * Vault HTTP API, "HTTP status codes". It has no codes for errors, only sentences, of which two count here: a version
 * below the key's minimum, which some releases answer with 500, and a path where nothing is mounted, which is 404 as a
 * key that does not exist is. A refused token and a refused path look the same.
 */
function faultOf(status: number, body: Json | undefined): Fault {
  const errors = vaultError.safeParse(body).data?.errors ?? [];
  if (errors.some((error) => error.includes('disallowed by policy'))) {
    return { code: 'sealing/provider-refused', words: 'version too old', reason: 'bad-request' };
  }
  if (errors.some((error) => error.includes('no handler for route'))) {
    return { code: 'sealing/provider-config', words: 'nothing is mounted there' };
  }
  if (status === 400) return { ...faultOfStatus(status), reason: 'bad-request' };
  if (status === 404) return { code: 'sealing/key-unknown', words: 'no such key' };
  if (status === 403) return { ...faultOfStatus(status), again: 'credential' };
  // 472 and 473 are standbys that do not answer; 503 is sealed.
  if (status === 472 || status === 473) return faultOfStatus(503);
  return faultOfStatus(status);
}

/** What all calls to one Vault have in common. */
export function vaultOptions(
  name: string,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): ServiceOptions {
  return {
    ...dependencies,
    title: `${name}: Vault`,
    faultOf: ({ status }, body) => faultOf(status, body),
  };
}

/** Sent with every request; the second one keeps requests out that were made to be forwarded by an agent. */
export function vaultHeaders({ namespace }: VaultTransitConfig): Record<string, string> {
  return { ...(namespace !== undefined && { 'x-vault-namespace': namespace }), 'x-vault-request': 'true' };
}
