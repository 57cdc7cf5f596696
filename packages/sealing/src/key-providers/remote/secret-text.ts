import { decodeUtf8, Secret } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import type { ProviderDependencies, SecretRef } from '../key-provider-kind.ts';

/** One secret of a configuration: `{ tokenFile: 'path' }` or `{ tokenEnv: 'NAME' }`, exactly one of the two. */
export function secretRef(
  member: string,
  file: string | undefined,
  env: string | undefined,
): SecretRef | undefined {
  if (file !== undefined && env !== undefined) {
    throw new SealingError('sealing/provider-config', `Give ${member}File or ${member}Env, not both.`);
  }
  if (file !== undefined) return { file };
  return env === undefined ? undefined : { env };
}

/**
 * Reads a secret that will travel in an HTTP header or form: printable ASCII, at most 64 KiB. It has to become a
 * string for that, which JavaScript cannot overwrite; the bytes it was read into are.
 * @throws SealingError sealing/provider-config naming the member, never the text
 */
export async function readSecretText(
  { readSecret }: Pick<ProviderDependencies, 'readSecret'>,
  member: string,
  ref: SecretRef | undefined,
  signal?: AbortSignal,
): Promise<Secret> {
  if (ref === undefined) {
    throw new SealingError('sealing/provider-config', `${member}File or ${member}Env is missing.`);
  }
  const bytes = await readSecret(ref, signal);
  try {
    const text = decodeUtf8(bytes);
    if (text.length > 65_536 || !/^[\x21-\x7e]+$/.test(text)) throw new RangeError();
    return new Secret(text);
  } catch {
    const place = 'file' in ref ? `${member}File` : `${member}Env`;
    throw new SealingError('sealing/provider-config', `${place}: not one line of printable ASCII.`);
  } finally {
    bytes.fill(0);
  }
}
