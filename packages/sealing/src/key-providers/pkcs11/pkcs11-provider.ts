import { resolve } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { z } from 'zod';
import type { KeyProviderKind, ManagedKeyProvider, ProviderDependencies } from '../key-provider-kind.ts';
import { finishDestructions, localKeyProvider } from '../local/local-key-provider.ts';
import { attribute } from './cryptoki-names.ts';
import { pkcs11Engine } from './pkcs11-engine.ts';
import { pkcs11Records } from './pkcs11-records.ts';
import { openToken, type Token } from './token.ts';
import { keyTemplate, labelsOf } from './token-objects.ts';

const configSchema = z
  .strictObject({
    /** Path of the module's shared library: it is loaded into this process, so it must be trusted as this is. */
    library: z.string().min(1),
    /** The token's label. */
    token: z.string().min(1).max(32),
    /** The token's serial number, for when several have the label. */
    tokenSerial: z.string().min(1).max(16).optional(),
    /** Path of a file that holds the user PIN and nothing else. */
    pinFile: z.string().min(1).optional(),
    /** Name of the environment variable that holds the user PIN. */
    pinEnv: z
      .string()
      .regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable')
      .optional(),
  })
  .refine(
    ({ pinFile, pinEnv }) => (pinFile === undefined) !== (pinEnv === undefined),
    'needs one of pinFile and pinEnv',
  );

type Pkcs11Config = z.infer<typeof configSchema>;

/**
 * Keys on a hardware security module, or whatever else speaks PKCS #11 v2.40, through the optional package koffi. The
 * module runs inside this process: its calls run on other threads, one at a time for each provider, and one that
 * hangs cannot be ended.
 */
async function openPkcs11Provider(
  name: string,
  config: Pkcs11Config,
  { baseDirectory, readSecret, clock, random = randomBytes }: ProviderDependencies,
): Promise<ManagedKeyProvider> {
  const { library, token: label, tokenSerial, pinFile, pinEnv } = config;
  const token = await openToken({
    name,
    library: resolve(baseDirectory, library),
    label,
    ...(tokenSerial !== undefined && { serial: tokenSerial }),
    readPin: () => readSecret(pinFile === undefined ? { env: pinEnv ?? '' } : { file: pinFile }),
  });
  try {
    const records = pkcs11Records(token);
    const engine = pkcs11Engine(token, random);
    await finishDestructions(records, engine);
    const warnings = await extractableKeys(token);
    return localKeyProvider({ name, kind: 'pkcs11', warnings, records, engine, clock, random });
  } catch (cause) {
    await token.close();
    throw cause;
  }
}

async function extractableKeys(token: Token): Promise<readonly string[]> {
  const labels = await token.run(async (session) => [
    ...(await labelsOf(session, [...keyTemplate('wrap'), [attribute.extractable, true]])),
    ...(await labelsOf(session, [...keyTemplate('sign'), [attribute.extractable, true]])),
  ]);
  return labels.map((label) => `A version of ${label} may be taken off the token (CKA_EXTRACTABLE).`);
}

/** See `openPkcs11Provider`. */
export const pkcs11ProviderKind: KeyProviderKind<Pkcs11Config> = {
  kind: 'pkcs11',
  title: 'PKCS #11 token',
  configSchema,
  open: openPkcs11Provider,
};
