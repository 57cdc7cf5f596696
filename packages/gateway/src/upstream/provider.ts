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
  /** Path of the list of models below `baseUrl`. */
  readonly modelsPath: string;
  readonly credential?: Secret;
  /** `bearer` sends `Authorization: Bearer …`, `x-api-key` sends that header. */
  readonly auth: 'bearer' | 'x-api-key' | 'none';
  /** The built-in demo assistant. */
  readonly demo?: boolean;
}

/** Where the two public services are, and where any compatible server has the same things. */
export const providerDefaults = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    completionPath: '/chat/completions',
    modelsPath: '/models',
    auth: 'bearer',
  },
  anthropic: {
    baseUrl: 'https://api.anthropic.com',
    completionPath: '/v1/messages',
    modelsPath: '/v1/models',
    auth: 'x-api-key',
  },
} as const;

/** Headers of an upstream request: built anew, so that nothing of the client's own headers is passed on. */
export function upstreamHeaders(provider: Provider, bodyBytes: number, anthropicVersion: string): string[] {
  const headers = ['content-type', 'application/json', 'content-length', String(bodyBytes)];
  headers.push('accept', 'application/json, text/event-stream', 'accept-encoding', 'identity');
  return [...headers, ...credentialHeaders(provider, anthropicVersion)];
}

/** Who we are, in the way the provider takes it. */
export function credentialHeaders(provider: Provider, anthropicVersion = '2023-06-01'): string[] {
  const headers = ['user-agent', 'ringwall'];
  if (provider.protocol === 'anthropic') headers.push('anthropic-version', anthropicVersion);
  const credential = provider.credential?.reveal();
  if (credential === undefined || provider.auth === 'none') return headers;
  if (provider.auth === 'bearer') headers.push('authorization', `Bearer ${credential}`);
  else headers.push('x-api-key', credential);
  return headers;
}
