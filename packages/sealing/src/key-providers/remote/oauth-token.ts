import { type Clock, Secret } from '@ringwall/core';
import { type ZodType, z } from 'zod';
import type { ProviderDependencies, SecretRef } from '../key-provider-kind.ts';
import { readSecretText } from './secret-text.ts';
import type { Token } from './token-source.ts';

/** Some endpoints write the seconds as text. */
const seconds = z.union([z.number(), z.string().regex(/^\d{1,9}$/)]).transform(Number);

/** A successful token answer (RFC 6749, section 5.1). */
export function oauthTokenShape(clock: Clock): ZodType<Token> {
  return z
    .object({
      access_token: z.string().regex(/^[\x21-\x7e]{1,65536}$/),
      expires_in: seconds.refine((value) => value > 0 && value <= 31_536_000),
      token_type: z.string().regex(/^bearer$/i),
    })
    .transform((answer) => ({
      value: new Secret(answer.access_token),
      expiresAt: clock.now() + answer.expires_in * 1000,
    }));
}

const rereadMs = 5 * 60_000;

/** A token that something else keeps fresh in a file: read again every five minutes, and when it is not taken. */
export async function tokenFrom(
  dependencies: ProviderDependencies,
  member: string,
  ref: SecretRef | undefined,
): Promise<Token> {
  const value = await readSecretText(dependencies, member, ref);
  return { value, expiresAt: dependencies.clock.now() + rereadMs };
}

/** A form as OAuth's endpoints take them (RFC 6749, appendix B). */
export function formBody(fields: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.from(new URLSearchParams(fields).toString());
}

export const formHeaders = {
  'content-type': 'application/x-www-form-urlencoded',
  accept: 'application/json',
} as const;
