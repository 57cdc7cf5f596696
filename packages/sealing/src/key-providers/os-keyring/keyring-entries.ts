import { SealingError } from '../../errors.ts';

/** Small secrets by name. */
export interface SecretEntries {
  /** Undefined where there is none; the caller overwrites the bytes. */
  read(account: string): Promise<Uint8Array | undefined>;
  write(account: string, secret: Uint8Array): Promise<void>;
  /** Nothing happens where there is none. */
  remove(account: string): Promise<void>;
}

/** Which keyring, and how long it may take. */
export interface KeyringOptions {
  /** The provider's name, for errors. */
  readonly name: string;
  /** What the entries are filed under. */
  readonly service: string;
  /** For one answer; long enough for a person who is asked to unlock the keyring. */
  readonly timeoutMs: number;
}

const advice =
  'Start it in a session that has one (on Linux a Secret Service such as gnome-keyring or KWallet, reached over ' +
  'D-Bus, unlocked), or use a provider of kind file.';

/**
 * The keyring of the operating system: Keychain on macOS, Credential Manager on Windows, and on Linux the Secret
 * Service (freedesktop.org specification) alone: its fallback, the kernel's keyring, forgets everything at the next
 * start. Secrets go in and out as bytes, not as JavaScript strings; what the native module copies, and what crosses
 * D-Bus, cannot be overwritten from here.
 * @throws SealingError sealing/provider-unavailable, also from each function: no keyring, locked, or no answer in time
 */
export async function keyringEntries(options: KeyringOptions): Promise<SecretEntries> {
  const { AsyncEntry } = await loadKeyring(options.name);
  const within = <Value>(task: (entry: InstanceType<typeof AsyncEntry>) => Promise<Value>, account: string) =>
    inTime(options, () =>
      task(new AsyncEntry(options.service, account, { linux: { store: 'secret-service' } })),
    );
  return {
    read: async (account) => {
      const numbers = await within((entry) => entry.getSecret(), account);
      if (numbers === null) return undefined;
      const secret = Uint8Array.from(numbers);
      numbers.fill(0);
      return secret;
    },
    write: (account, secret) => within((entry) => entry.setSecret(secret), account),
    remove: async (account) => {
      await within((entry) => entry.deleteCredential(), account);
    },
  };
}

async function loadKeyring(name: string): Promise<typeof import('@napi-rs/keyring')> {
  try {
    return await import('@napi-rs/keyring');
  } catch (cause) {
    throw new SealingError(
      'sealing/provider-unavailable',
      `${name} needs the optional package @napi-rs/keyring, which is not installed here or has no binary for this system.`,
      { cause },
    );
  }
}

/**
 * Awaits an answer of the keyring; a keyring that hangs keeps a thread, but not whoever waits. Making an entry is
 * the exception: it talks to D-Bus on this thread, which gives up on a silent keyring after 2 seconds and on a
 * silent bus never.
 */
async function inTime<Value>(
  { name, timeoutMs }: KeyringOptions,
  task: () => Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const words = `The keyring of ${name} did not answer within ${timeoutMs} ms: it may wait to be unlocked.`;
      reject(new SealingError('sealing/provider-unavailable', words));
    }, timeoutMs);
  });
  try {
    return await Promise.race([task(), timeout]);
  } catch (cause) {
    if (cause instanceof SealingError) throw cause;
    const reason = cause instanceof Error ? cause.message.slice(0, 300) : 'no reason given';
    throw new SealingError(
      'sealing/provider-unavailable',
      `There is no usable keyring for ${name} (${reason}). ${advice}`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}
