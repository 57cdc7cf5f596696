import type { Json } from '@ringwall/core';
import { type ZodType, z } from 'zod';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { codeIn, type Fault, faultOfStatus, serviceClient } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { type Token, tokenSource } from '../remote/token-source.ts';
import { type AwsKmsConfig, regionalEndpoint } from './config.ts';
import { awsCredentialsFrom } from './credentials.ts';
import { type AwsCredentials, signSigV4 } from './sigv4.ts';

/** Calls one operation of the service with a JSON body. Only repeatable operations are sent again after a 5xx. */
export type KmsCaller = <Shape>(
  operation: string,
  body: Readonly<Record<string, unknown>>,
  shape: ZodType<Shape>,
  options?: { readonly repeatable?: boolean; readonly signal?: AbortSignal | undefined },
) => Promise<Shape>;

/** AWS Key Management Service API Reference, the errors of each action and "Common Errors". */
const faults: Readonly<Record<string, Fault['code']>> = {
  NotFoundException: 'sealing/key-unknown',
  DisabledException: 'sealing/key-disabled',
  InvalidCiphertextException: 'sealing/unwrap-failed',
  IncorrectKeyException: 'sealing/unwrap-failed',
  InvalidKeyUsageException: 'sealing/key-unsupported',
  UnsupportedOperationException: 'sealing/key-unsupported',
  AlreadyExistsException: 'sealing/key-exists',
};
const throttled = ['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'TooManyRequestsException'];
const expired = ['ExpiredTokenException', 'ExpiredToken', 'UnrecognizedClientException'];

const kmsError = z.object({ __type: z.string() });

function faultOf(status: number, body: Json | undefined): Fault {
  const type = kmsError.safeParse(body).data?.__type;
  const reason = codeIn(type?.slice(type.indexOf('#') + 1));
  if (reason === undefined) return faultOfStatus(status);
  const words = `${reason} (status ${status})`;
  const known = faults[reason];
  if (known !== undefined) return { code: known, words, reason };
  if (throttled.includes(reason))
    return { code: 'sealing/provider-unavailable', words, reason, again: 'pause' };
  if (expired.includes(reason))
    return { code: 'sealing/provider-refused', words, reason, again: 'credential' };
  return faultOfStatus(status, reason);
}

interface CredentialToken extends Token {
  readonly credentials: AwsCredentials;
}

/**
 * A client of AWS KMS: protocol JSON 1.1 with the operation in `x-amz-target`, signed with Signature Version 4.
 * Temporary credentials are fetched anew before they end, and once more where the service calls them expired.
 */
export function kmsClient(
  name: string,
  config: AwsKmsConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): KmsCaller {
  const { clock } = dependencies;
  const endpoint = new URL(config.endpoint ?? regionalEndpoint('kms', config.region));
  const fetch = awsCredentialsFrom(name, config.credentials, config.region, dependencies);
  const source = tokenSource<CredentialToken>(
    clock,
    async () => {
      const credentials = await fetch();
      const { secretAccessKey, expiresAt } = credentials;
      return { value: secretAccessKey, credentials, ...(expiresAt !== undefined && { expiresAt }) };
    },
    5 * 60_000,
  );
  const call = serviceClient({
    ...dependencies,
    title: `${name}: AWS KMS`,
    faultOf: ({ status }, body) => faultOf(status, body),
  });
  return (operation, fields, shape, { repeatable = true, signal } = {}) =>
    call({
      operation,
      shape,
      repeatable,
      signal,
      request: async () => {
        const token = await source.get(signal);
        const body = Buffer.from(JSON.stringify(fields));
        const { host, ...headers } = signSigV4(
          {
            method: 'POST',
            path: '/',
            headers: {
              host: endpoint.host,
              'content-type': 'application/x-amz-json-1.1',
              'x-amz-target': `TrentService.${operation}`,
            },
            body,
          },
          token.credentials,
          { region: config.region, service: 'kms', now: clock.now() },
        );
        // The transport writes the same host by itself: it is the address's.
        return {
          method: 'POST',
          url: `${endpoint.origin}/`,
          headers,
          body,
          dropCredential: () => source.drop(token),
        };
      },
    });
}
