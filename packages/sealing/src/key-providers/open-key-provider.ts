import { SealingError } from '../errors.ts';
import type { ManagedKeyProvider, ProviderDependencies } from './key-provider-kind.ts';
import { keyProviderKinds } from './kinds.ts';

/** One entry of `keyProviders` in the configuration: `kind` decides what else it has. */
export interface KeyProviderEntry {
  readonly kind: string;
  readonly [member: string]: unknown;
}

/**
 * Opens the provider that an entry of the configuration describes.
 * @throws SealingError sealing/provider-config naming the members that are wrong, and what the kind's `open` throws
 */
export async function openKeyProvider(
  name: string,
  entry: KeyProviderEntry,
  dependencies: ProviderDependencies,
): Promise<ManagedKeyProvider> {
  const { kind: kindName, ...members } = entry;
  const kind = keyProviderKinds.find((candidate) => candidate.kind === kindName);
  if (kind === undefined) {
    const known = keyProviderKinds.map((candidate) => candidate.kind).join(', ');
    throw new SealingError(
      'sealing/provider-config',
      `${name}: there is no kind ${kindName}; there are ${known}.`,
    );
  }
  const config = kind.configSchema.safeParse(members);
  if (!config.success) {
    const faults = config.error.issues.map((issue) =>
      `${[name, ...issue.path].join('.')}: ${issue.message}`.replace(/\.$/, ''),
    );
    throw new SealingError('sealing/provider-config', `${faults.join('; ')}.`);
  }
  return kind.open(name, config.data, dependencies);
}
