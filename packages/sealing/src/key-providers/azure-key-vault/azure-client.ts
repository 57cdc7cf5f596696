import type { Json } from '@ringwall/core';
import { z } from 'zod';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { bearerClient, type RestCaller } from '../remote/bearer-client.ts';
import { codeIn, type Fault, faultOfStatus } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { tokenSource } from '../remote/token-source.ts';
import type { AzureKeyVaultConfig } from './config.ts';
import { azureTokensFrom } from './credentials.ts';

const inner = z.object({ code: z.string() }).optional().catch(undefined);
const azureError = z.object({ error: z.object({ code: z.string(), innererror: inner }) });

/** Key Vault REST reference, "Authentication, requests and responses", and the inner codes of its errors. */
const faults: Readonly<Record<string, Pick<Fault, 'code' | 'again'>>> = {
  KeyNotFound: { code: 'sealing/key-unknown' },
  KeyDisabled: { code: 'sealing/key-disabled' },
  Conflict: { code: 'sealing/key-exists' },
  ObjectIsDeletedButRecoverable: { code: 'sealing/key-exists' },
  ObjectIsBeingDeleted: { code: 'sealing/key-exists' },
  Throttled: { code: 'sealing/provider-unavailable', again: 'pause' },
  Unauthorized: { code: 'sealing/provider-refused', again: 'credential' },
};

function faultOf(status: number, body: Json | undefined): Fault {
  const error = azureError.safeParse(body).data?.error;
  const reason = codeIn(error?.innererror?.code) ?? codeIn(error?.code);
  const known = reason === undefined ? undefined : faults[reason];
  if (reason === undefined || known === undefined) return faultOfStatus(status, reason);
  return { ...known, words: `${reason} (status ${status})`, reason };
}

/** A client of one Key Vault. */
export function azureClient(
  name: string,
  config: AzureKeyVaultConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): RestCaller {
  const fetch = azureTokensFrom(name, config.credentials, config.resource, dependencies);
  return bearerClient(
    {
      ...dependencies,
      title: `${name}: Azure Key Vault`,
      faultOf: ({ status }, body) => faultOf(status, body),
    },
    tokenSource(dependencies.clock, fetch, 5 * 60_000),
  );
}
