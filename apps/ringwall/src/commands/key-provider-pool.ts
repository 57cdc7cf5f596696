import { dirname, resolve } from 'node:path';
import { systemClock } from '@ringwall/core';
import { type ManagedKeyProvider, openKeyProvider, type SecretRef } from '@ringwall/sealing';
import { passphraseFile } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { type ConfigFlags, readConfigFile } from '../config/file.ts';
import { onlyKeyProviders } from '../config/key-providers.ts';
import { AppError } from '../errors.ts';
import type { KeyTransport } from '../transport/key-transport.ts';

/** The configured key providers, each opened when first asked for. */
export class KeyProviderPool implements AsyncDisposable {
  readonly #terminal: Terminal;
  readonly #flags: ConfigFlags;
  readonly #opened = new Map<string, Promise<ManagedKeyProvider>>();
  #transport: Promise<KeyTransport> | undefined;

  constructor(flags: ConfigFlags, terminal: Terminal) {
    this.#flags = flags;
    this.#terminal = terminal;
  }

  /** In the order of the configuration. */
  names(): readonly string[] {
    return Object.keys(this.#config().file.keyProviders);
  }

  /** @throws AppError app/key-provider-unknown, and what opening the provider throws */
  open(name: string): Promise<ManagedKeyProvider> {
    const opened = this.#opened.get(name) ?? this.#openNew(name);
    this.#opened.set(name, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#opened.values());
    await Promise.all(
      opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : Promise.resolve())),
    );
    await (await this.#transport)?.close();
  }

  /** Loaded when a provider first speaks to its service: most commands need no HTTP client, and it is large. */
  #connected(): Promise<KeyTransport> {
    this.#transport ??= import('../transport/key-transport.ts').then(({ keyTransport }) => keyTransport());
    return this.#transport;
  }

  async #openNew(name: string): Promise<ManagedKeyProvider> {
    const { path, file } = this.#config();
    const entry = file.keyProviders[name];
    if (entry === undefined) {
      const names = Object.keys(file.keyProviders);
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      throw new AppError('app/key-provider-unknown', `${path} has no key provider ${name}; ${known}.`);
    }
    const baseDirectory = dirname(path);
    const provider = await openKeyProvider(name, entry, {
      transport: async (request) => (await this.#connected()).send(request),
      clock: systemClock,
      baseDirectory,
      readSecret: (ref) => Promise.resolve(readSecret(ref, baseDirectory, this.#terminal)),
    });
    for (const warning of provider.warnings) this.#terminal.stderr.write(`warning: ${name}: ${warning}\n`);
    return provider;
  }

  #config() {
    const { env, cwd } = this.#terminal;
    return readConfigFile({ flags: this.#flags, env, cwd }, onlyKeyProviders);
  }
}

function readSecret(ref: SecretRef, baseDirectory: string, terminal: Terminal): Uint8Array {
  if ('file' in ref) return passphraseFile(resolve(baseDirectory, ref.file), terminal);
  const value = terminal.env[ref.env];
  if (value !== undefined && value !== '') return new TextEncoder().encode(value);
  throw new AppError(
    'app/path-missing',
    `The variable ${ref.env}, which the configuration names, is not set.`,
  );
}
