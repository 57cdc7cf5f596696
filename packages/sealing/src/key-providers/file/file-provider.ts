import { resolve } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { z } from 'zod';
import type { KeyProviderKind, ManagedKeyProvider, ProviderDependencies } from '../key-provider-kind.ts';
import { finishDestructions, localKeyProvider } from '../local/local-key-provider.ts';
import { softwareEngine } from '../local/software-engine.ts';
import { openFileKeyStore } from './file-key-store.ts';
import { masterKey } from './master-key.ts';
import { privateFolder } from './private-files.ts';

const configSchema = z
  .strictObject({
    /** The folder of the keys; made where there is none. */
    directory: z.string().min(1),
    /** Path of a file that holds the passphrase and nothing else. */
    passphraseFile: z.string().min(1).optional(),
    /** Name of the environment variable that holds the passphrase. */
    passphraseEnv: z
      .string()
      .regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable')
      .optional(),
  })
  .refine(
    ({ passphraseFile, passphraseEnv }) => passphraseFile === undefined || passphraseEnv === undefined,
    'has both passphraseFile and passphraseEnv: name one',
  );

type FileConfig = z.infer<typeof configSchema>;

const plainWarning =
  'The keys lie in the clear, protected by file permissions alone: set passphraseFile or passphraseEnv.';

/** What tests make cheaper. */
interface FileProviderOptions {
  readonly passphraseIterations?: number;
}

/**
 * Keys in files of one folder that only their owner may read, sealed by a passphrase where one is configured. The
 * passphrase is worked out once, on opening; as long as the provider is open, one master key lies in memory.
 */
export async function openFileProvider(
  name: string,
  config: FileConfig,
  dependencies: ProviderDependencies,
  options: FileProviderOptions = {},
): Promise<ManagedKeyProvider> {
  const { clock, random } = dependencies;
  const folder = resolve(dependencies.baseDirectory, config.directory);
  await privateFolder(folder);
  const passphrase = await readPassphrase(config, dependencies);
  const given = { ...(passphrase !== undefined && { passphrase }), ...(random !== undefined && { random }) };
  try {
    const master = await masterKey(folder, { ...options, ...given });
    try {
      const store = await openFileKeyStore(folder, master);
      const engine = softwareEngine(store, random ?? randomBytes);
      await finishDestructions(store, engine);
      const warnings = passphrase === undefined ? [plainWarning] : [];
      const keys = { name, kind: 'file', warnings, records: store, engine, clock } as const;
      return localKeyProvider({ ...keys, ...(random !== undefined && { random }) });
    } finally {
      master.fill(0);
    }
  } finally {
    passphrase?.fill(0);
  }
}

async function readPassphrase(
  { passphraseFile, passphraseEnv }: FileConfig,
  { readSecret }: ProviderDependencies,
): Promise<Uint8Array | undefined> {
  if (passphraseFile !== undefined) return readSecret({ file: passphraseFile });
  return passphraseEnv === undefined ? undefined : readSecret({ env: passphraseEnv });
}

/** See `openFileProvider`. */
export const fileProviderKind: KeyProviderKind<FileConfig> = {
  kind: 'file',
  title: 'Files',
  configSchema,
  open: (name, config, dependencies) => openFileProvider(name, config, dependencies),
};
