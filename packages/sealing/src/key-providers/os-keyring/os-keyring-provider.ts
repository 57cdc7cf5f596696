import { randomBytes } from '@ringwall/core';
import { z } from 'zod';
import type { KeyProviderKind, ManagedKeyProvider, ProviderDependencies } from '../key-provider-kind.ts';
import { finishDestructions, localKeyProvider } from '../local/local-key-provider.ts';
import { softwareEngine } from '../local/software-engine.ts';
import { keyringEntries } from './keyring-entries.ts';
import { keyringStore } from './keyring-store.ts';

const configSchema = z.strictObject({
  /** What the entries are filed under in the keyring. */
  service: z.string().min(1).max(100).default('ringwall'),
  /** How long one answer of the keyring may take; a person may have to unlock it. */
  timeoutMs: z.int().min(100).max(600_000).default(60_000),
});

type OsKeyringConfig = z.infer<typeof configSchema>;

/**
 * Keys in the keyring of the operating system, which opens them for every program of the person who is logged in;
 * the cryptography is done here. For a person's machine, not for a server: those have no keyring.
 */
async function openOsKeyringProvider(
  name: string,
  { service, timeoutMs }: OsKeyringConfig,
  { clock, random = randomBytes }: ProviderDependencies,
): Promise<ManagedKeyProvider> {
  const entries = await keyringEntries({ name, service, timeoutMs });
  const records = keyringStore(name, entries);
  const engine = softwareEngine(records, random);
  await finishDestructions(records, engine);
  return localKeyProvider({ name, kind: 'os-keyring', warnings: [], records, engine, clock, random });
}

/** See `openOsKeyringProvider`. */
export const osKeyringProviderKind: KeyProviderKind<OsKeyringConfig> = {
  kind: 'os-keyring',
  title: "The operating system's keyring",
  configSchema,
  open: openOsKeyringProvider,
};
