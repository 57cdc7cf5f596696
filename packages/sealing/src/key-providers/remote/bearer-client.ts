import type { ZodType } from 'zod';
import type { HttpRequest } from '../http-transport.ts';
import { type ServiceOptions, serviceClient } from './service-client.ts';
import type { Token, TokenSource } from './token-source.ts';

export interface RestRequest {
  readonly method: HttpRequest['method'];
  readonly url: string;
  /** Sent as JSON. */
  readonly json?: Readonly<Record<string, unknown>>;
}

export interface RestOptions {
  /** Whether sending it twice does no more than sending it once; yes by default. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Calls a JSON service with a token. `operation` is the service's own name for the call. */
export type RestCaller = <Shape>(
  operation: string,
  request: RestRequest,
  shape: ZodType<Shape>,
  options?: RestOptions,
) => Promise<Shape>;

/**
 * A client of a service that takes a token in every request: as `Authorization: Bearer` (RFC 6750, section 2.1), or
 * in the headers that `headersOf` says. A token that is not taken is dropped and fetched anew, once a call.
 */
export function bearerClient(
  options: ServiceOptions,
  source: TokenSource,
  headersOf: (token: string) => Record<string, string> = (token) => ({ authorization: `Bearer ${token}` }),
): RestCaller {
  const call = serviceClient(options);
  return (operation, { method, url, json }, shape, { repeatable = true, signal } = {}) =>
    call({
      operation,
      shape,
      repeatable,
      signal,
      request: async () => {
        const token: Token = await source.get(signal);
        return {
          method,
          url,
          headers: {
            ...headersOf(token.value.reveal()),
            accept: 'application/json',
            ...(json && { 'content-type': 'application/json' }),
          },
          ...(json && { body: Buffer.from(JSON.stringify(json)) }),
          dropCredential: () => source.drop(token),
        };
      },
    });
}
