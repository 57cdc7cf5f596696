import { systemClock } from '@ringwall/core';
import { dueKeys, type KeyInfo, type ManagedKeyProvider } from '@ringwall/sealing';
import { commandName } from '../cli/command-name.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { providerKey } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';

export interface KekFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/** Every version of every key. A provider that cannot be asked is named, and the others are listed. */
export async function list(only: string | undefined, flags: KekFlags, terminal: Terminal): Promise<number> {
  await using pool = new KeyProviderPool(flags, terminal);
  const { keys, silent } = await keysOf(only, pool, terminal);
  if (flags.json) {
    printJsonLines(
      terminal,
      keys.map(({ provider, key }) => described(provider, key)),
    );
  } else {
    if (keys.length === 0) hint(terminal, 'No keys yet: ringwall kek create <provider>/<key>\n');
    const rows = keys.flatMap(({ provider, key }) => versionRows(provider, key));
    printTable(terminal, ['KEY', 'KIND', 'USE', 'VERSION', 'STATE', 'CREATED', 'ROTATION'], rows);
  }
  return silent ? 3 : 0;
}

/** The keys that should have a new version by now. */
export async function due(only: string | undefined, flags: KekFlags, terminal: Terminal): Promise<number> {
  await using pool = new KeyProviderPool(flags, terminal);
  const { keys, silent } = await keysOf(only, pool, terminal);
  const overdue = dueKeys(
    keys.map(({ key }) => key),
    systemClock,
  );
  const found = overdue.flatMap((key) => keys.filter((one) => one.key === key));
  if (flags.json) {
    printJsonLines(
      terminal,
      found.map(({ provider, key }) => described(provider, key)),
    );
  } else {
    const rows = found.map(({ provider, key }) => [`${provider.name}/${key.keyId}`, time(key.nextRotation)]);
    printTable(terminal, ['KEY', 'DUE SINCE'], rows);
    if (found.length > 0) hint(terminal, `Rotate with: ${commandName(terminal.cwd)} kek rotate <key>\n`);
  }
  if (silent) return 3;
  return found.length > 0 ? 1 : 0;
}

export async function create(
  name: string,
  flags: KekFlags & { readonly use: 'wrap' | 'sign'; readonly rotateEvery?: number },
  terminal: Terminal,
): Promise<number> {
  await using pool = new KeyProviderPool(flags, terminal);
  const { provider: providerName, keyId } = providerKey(name);
  const provider = await pool.open(providerName);
  const key = await provider.createKey(keyId, {
    use: flags.use,
    ...(flags.rotateEvery !== undefined && { rotateEveryDays: flags.rotateEvery }),
  });
  if (flags.json) {
    printJson(terminal, described(provider, key));
    return 0;
  }
  print(terminal, `${provider.name}/${key.keyId}`);
  if (key.use === 'wrap') {
    hint(
      terminal,
      `Seal with it: ${commandName(terminal.cwd)} file seal <path> --to kek:${provider.name}/${key.keyId}\n`,
    );
  }
  return 0;
}

export async function rotate(name: string, flags: KekFlags, terminal: Terminal): Promise<number> {
  await using pool = new KeyProviderPool(flags, terminal);
  const { provider: providerName, keyId } = providerKey(name);
  const provider = await pool.open(providerName);
  const key = await provider.rotateKey(keyId);
  if (flags.json) {
    printJson(terminal, described(provider, key));
    return 0;
  }
  print(terminal, `${provider.name}/${key.keyId} version ${newest(key)}`);
  hint(
    terminal,
    'What is sealed from now on uses the new version. What was sealed before still needs the old ones, until\n' +
      `its recipient is moved: ${commandName(terminal.cwd)} recipient rotate <sealed> provider:${provider.name}/${key.keyId} ` +
      `--to kek:${provider.name}/${key.keyId} --identity kek:${provider.name}\n`,
  );
  return 0;
}

interface ListedKey {
  readonly provider: ManagedKeyProvider;
  readonly key: KeyInfo;
}

async function keysOf(
  only: string | undefined,
  pool: KeyProviderPool,
  terminal: Terminal,
): Promise<{ readonly keys: readonly ListedKey[]; readonly silent: boolean }> {
  if (only !== undefined) {
    const provider = await pool.open(only);
    return { keys: (await provider.listKeys()).map((key) => ({ provider, key })), silent: false };
  }
  const names = pool.names();
  if (names.length === 0) {
    hint(terminal, 'No key providers yet: add one under keyProviders in ringwall.config.yaml.\n');
  }
  const keys: ListedKey[] = [];
  let silent = false;
  for (const name of names) {
    try {
      const provider = await pool.open(name);
      keys.push(...(await provider.listKeys()).map((key) => ({ provider, key })));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      silent = true;
      terminal.stderr.write(`error: ${name}: ${error.message}\n`);
    }
  }
  return { keys, silent };
}

function versionRows({ name, kind }: ManagedKeyProvider, key: KeyInfo): string[][] {
  return key.versions.map((version) => [
    `${name}/${key.keyId}`,
    kind,
    key.use,
    version.keyVersion,
    version.destroyedAt === undefined ? version.state : `${version.state} ${time(version.destroyedAt)}`,
    time(version.createdAt),
    version.keyVersion === newest(key) ? time(key.nextRotation) : '',
  ]);
}

function described(provider: ManagedKeyProvider, key: KeyInfo) {
  const { nextRotation, versions, ...rest } = key;
  return {
    provider: provider.name,
    kind: provider.kind,
    ...rest,
    ...(nextRotation !== undefined && { nextRotation: time(nextRotation) }),
    versions: versions.map(({ createdAt, destroyedAt, ...version }) => ({
      ...version,
      createdAt: time(createdAt),
      ...(destroyedAt !== undefined && { destroyedAt: time(destroyedAt) }),
    })),
  };
}

function newest(key: KeyInfo): string {
  return key.versions.findLast(({ state }) => state === 'enabled')?.keyVersion ?? '-';
}

function time(ms: number | undefined): string {
  return ms === undefined ? '-' : new Date(ms).toISOString();
}
