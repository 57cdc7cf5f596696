import type { Secret } from '@ringwall/core';
import type { Protocol } from '../dialects/dialect.ts';

/** An upstream as data: where it is, how it takes its credential, and what it speaks. */
export interface Provider {
  readonly id: string;
  readonly protocol: Protocol;
  /** Up to and without the endpoint's own path, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Path of the completion endpoint below `baseUrl`. */
  readonly completionPath: string;
  readonly credential?: Secret;
  /** `bearer` sends `Authorization: Bearer …`, `x-api-key` sends that header. */
  readonly auth: 'bearer' | 'x-api-key' | 'none';
  /** The built-in demo assistant. */
  readonly demo?: boolean;
}

/** Where the two public services are, and where any compatible server has the same things. */
export const providerDefaults = {
  openai: { baseUrl: 'https://api.openai.com/v1', completionPath: '/chat/completions', auth: 'bearer' },
  anthropic: { baseUrl: 'https://api.anthropic.com', completionPath: '/v1/messages', auth: 'x-api-key' },
} as const;

/** Headers of an upstream request: built anew, so that nothing of the client's own headers is passed on. */
export function upstreamHeaders(provider: Provider, bodyBytes: number, anthropicVersion: string): string[] {
  const headers = ['content-type', 'application/json', 'content-length', String(bodyBytes)];
  headers.push('accept', 'application/json, text/event-stream', 'accept-encoding', 'identity');
  headers.push('user-agent', 'ringwall');
  if (provider.protocol === 'anthropic') headers.push('anthropic-version', anthropicVersion);
  const credential = provider.credential?.reveal();
  if (credential !== undefined && provider.auth === 'bearer')
    headers.push('authorization', `Bearer ${credential}`);
  if (credential !== undefined && provider.auth === 'x-api-key') headers.push('x-api-key', credential);
  return headers;
}
