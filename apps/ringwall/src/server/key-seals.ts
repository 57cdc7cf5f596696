import { CoreError, type KeyProvider } from '@ringwall/core';
import type { KeyringOptions, KeySeal } from '@ringwall/ledger';
import { readPassphraseFile } from '../cli/passphrase-file.ts';
import type { KeysConfig, SealConfig } from '../config/keys.ts';
import { AppError } from '../errors.ts';
import type { Log } from './server.ts';

/** Opens configured key providers by name. */
export interface KeyProviders {
  open(name: string): Promise<KeyProvider>;
}

/**
 * What seals the key files, ready for use. A passphrase is read anew each time it is needed, so that it lies in
 * memory no longer than that.
 * @throws CoreError core/config-invalid; what opening a key provider throws
 */
export async function openSeals(
  keys: KeysConfig,
  { keyProviders, log }: { readonly keyProviders?: KeyProviders; readonly log: Log },
): Promise<KeyringOptions> {
  const open = async (config: SealConfig | undefined): Promise<KeySeal | undefined> => {
    if (config === undefined) return undefined;
    if (config.kind === 'provider') {
      if (keyProviders === undefined) {
        throw new CoreError('core/config-invalid', `Nothing here opens the key provider ${config.provider}.`);
      }
      const provider = await keyProviders.open(config.provider);
      return { kind: 'provider', provider, keyId: config.key };
    }
    const { bytes, shared } = readConfigured(config.file);
    bytes.fill(0);
    if (shared)
      log('warn', 'Others on this machine may read the passphrase; chmod 600 it', { file: config.file });
    return { kind: 'passphrase', readPassphrase: async () => readConfigured(config.file).bytes };
  };
  return { seal: await open(keys.seal), previous: await open(keys.previous) };
}

function readConfigured(file: string): ReturnType<typeof readPassphraseFile> {
  try {
    return readPassphraseFile(file);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new CoreError('core/config-invalid', `keys.passphraseFile: ${cause.message}`, { cause });
  }
}

/** What seals the key files, in words; undefined where nothing does. */
export function describeSeal(seal: KeySeal | undefined): string | undefined {
  if (seal === undefined) return undefined;
  return seal.kind === 'passphrase' ? 'a passphrase' : `key ${seal.keyId} of ${seal.provider.name}`;
}
