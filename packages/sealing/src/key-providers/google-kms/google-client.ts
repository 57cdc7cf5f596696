import type { Json } from '@ringwall/core';
import { z } from 'zod';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { bearerClient, type RestCaller } from '../remote/bearer-client.ts';
import { codeIn, type Fault, faultOfStatus } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { tokenSource } from '../remote/token-source.ts';
import type { GoogleKmsConfig } from './config.ts';
import { googleTokensFrom } from './credentials.ts';

const googleError = z.object({ error: z.object({ status: z.string() }) });

/** Google Cloud APIs, "Errors": the canonical codes of google.rpc.Code. */
const faults: Readonly<Record<string, Pick<Fault, 'code' | 'again'>>> = {
  NOT_FOUND: { code: 'sealing/key-unknown' },
  ALREADY_EXISTS: { code: 'sealing/key-exists' },
  RESOURCE_EXHAUSTED: { code: 'sealing/provider-unavailable', again: 'pause' },
  UNAVAILABLE: { code: 'sealing/provider-unavailable', again: 'pause' },
  UNAUTHENTICATED: { code: 'sealing/provider-refused', again: 'credential' },
};

function faultOf(status: number, body: Json | undefined): Fault {
  const reason = codeIn(googleError.safeParse(body).data?.error.status);
  const known = reason === undefined ? undefined : faults[reason];
  if (reason === undefined || known === undefined) return faultOfStatus(status, reason);
  return { ...known, words: `${reason} (status ${status})`, reason };
}

/** A client of Cloud KMS, REST v1. */
export function googleClient(
  name: string,
  config: GoogleKmsConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): RestCaller {
  const source = tokenSource(dependencies.clock, googleTokensFrom(name, config.credentials, dependencies));
  return bearerClient(
    {
      ...dependencies,
      title: `${name}: Google Cloud KMS`,
      faultOf: ({ status }, body) => faultOf(status, body),
    },
    source,
  );
}
