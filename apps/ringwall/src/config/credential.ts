import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CoreError, Secret } from '@ringwall/core';
import type { Environment } from './file.ts';
import type { ConfigFile } from './schema.ts';

/** What a header can carry: visible ASCII (RFC 9110, section 5.5, without spaces). */
const headerText = /^[\x21-\x7e]+$/;

/** The credential of a configured provider, where it has one. @throws CoreError core/config-invalid */
export function providerCredential(
  id: string,
  given: ConfigFile['providers'][string],
  env: Environment,
  base: string,
): Secret | undefined {
  if (given.apiKeyFile !== undefined) {
    const named = `providers.${id}.apiKeyFile`;
    try {
      return credential(named, readFileSync(resolve(base, given.apiKeyFile), 'utf8'));
    } catch (cause) {
      if (cause instanceof CoreError) throw cause;
      throw new CoreError('core/config-invalid', `${named} cannot be read.`, { cause });
    }
  }
  if (given.apiKeyEnv === undefined) return undefined;
  const named = `providers.${id}.apiKeyEnv: ${given.apiKeyEnv}`;
  const key = env[given.apiKeyEnv];
  if (key === undefined || key === '') throw new CoreError('core/config-invalid', `${named} is not set.`);
  return credential(named, key);
}

/** @throws CoreError core/config-invalid, which names the place and never the value. */
export function credential(named: string, text: string): Secret {
  const key = text.trim();
  if (key === '') throw new CoreError('core/config-invalid', `${named} is empty.`);
  if (headerText.test(key)) return new Secret(key);
  throw new CoreError(
    'core/config-invalid',
    `${named} holds something else than one credential: it must be visible ASCII without spaces.`,
  );
}
