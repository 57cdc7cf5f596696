import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import { localKeyProvider } from '../local/local-key-provider.ts';
import { softwareEngine } from '../local/software-engine.ts';
import { startProviderProcess } from '../testing/remote-provider.ts';
import type { SecretEntries } from './keyring-entries.ts';
import { keyringStore } from './keyring-store.ts';

const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const busCommand = 'dbus-run-session';
const entry = { kind: 'os-keyring', timeoutMs: 10_000 };
const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: true,
  destroy: 'at-once',
  schedule: true,
} as const;

function present(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

/** A D-Bus session of its own with an unlocked gnome-keyring over an empty folder. */
async function newSession() {
  const folder = await mkdtemp(join(tmpdir(), 'ringwall-keyring-'));
  const places = { HOME: folder, XDG_DATA_HOME: join(folder, 'data'), XDG_RUNTIME_DIR: join(folder, 'run') };
  for (const place of Object.values(places)) await mkdir(place, { recursive: true, mode: 0o700 });
  // Asked before it is there, the bus would start a second, locked one.
  const wait =
    'for i in $(seq 200); do dbus-send --session --print-reply --dest=org.freedesktop.DBus / ' +
    'org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true && break; sleep 0.05; done; ';
  const script =
    'printf pass | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & ' +
    wait +
    'echo "$DBUS_SESSION_BUS_ADDRESS $!"; read -r line; kill $!; wait';
  const bus = spawn(busCommand, ['--', 'bash', '-c', script], {
    env: { PATH: process.env.PATH ?? '', ...places },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = await once(bus.stdout, 'data');
  const [address = '', daemon = ''] = String(line).trim().split(' ');
  const environment = { ...places, DBUS_SESSION_BUS_ADDRESS: address };
  return {
    folder,
    environment,
    daemon: Number(daemon),
    end: async () => {
      bus.stdin.end('\n');
      if (bus.exitCode === null) await once(bus, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const secretService = ['gnome-keyring-daemon', busCommand, 'dbus-send'].every(present);

if (process.platform !== 'linux' || !secretService) {
  test.skip('the keyring provider needs gnome-keyring and dbus-run-session to be tested', () => {});
} else {
  keyProviderContract('a Secret Service', abilities, async () => {
    const session = await newSession();
    const runner = startProviderProcess(session.environment);
    return {
      open: () => runner.open('desk', entry, session.folder),
      close: async () => {
        await runner.stop();
        await session.end();
      },
    };
  });

  describe('a Secret Service', () => {
    test('keeps keys in its own sealed file, for the next process too', async () => {
      const session = await newSession();
      const first = startProviderProcess(session.environment);
      const provider = await first.open('desk', entry, session.folder);
      await provider.createKey('main', { use: 'wrap' });
      const { wrapped, plaintext } = await provider.generateDataKey('main', context);
      await first.stop();
      const second = startProviderProcess(session.environment);
      const again = await second.open('desk', entry, session.folder);
      expect(Buffer.from(await again.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
      await second.stop();
      const files = await readdir(session.folder, { recursive: true, withFileTypes: true });
      const keyrings = files.filter(({ name }) => name.endsWith('.keyring'));
      expect(keyrings).not.toEqual([]);
      for (const { parentPath, name } of keyrings) {
        expect((await readFile(join(parentPath, name))).includes('ringwall/key/1')).toBe(false);
      }
      await session.end();
    });

    test('is not waited for without end, and is used again when it answers', async () => {
      const session = await newSession();
      const runner = startProviderProcess(session.environment);
      const provider = await runner.open('desk', { ...entry, timeoutMs: 1000 }, session.folder);
      await provider.createKey('main', { use: 'wrap' });
      process.kill(session.daemon, 'SIGSTOP');
      await expect(provider.generateDataKey('main', context)).rejects.toMatchObject({
        code: 'sealing/provider-unavailable',
      });
      process.kill(session.daemon, 'SIGCONT');
      expect((await provider.generateDataKey('main', context)).plaintext).toHaveLength(32);
      await runner.stop();
      await session.end();
    });
  });
}

describe('without a keyring', () => {
  const unavailable = { code: 'sealing/provider-unavailable' };

  test.runIf(process.platform === 'linux')('says what to do where there is no session', async () => {
    const runner = startProviderProcess({});
    const attempt = runner.open('desk', entry, tmpdir());
    await expect(attempt).rejects.toMatchObject(unavailable);
    await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining('kind file') });
    await runner.stop();
  });

  test('does not keep the package from being imported where the native module is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringwall-no-keyring-'));
    const hooks = join(folder, 'hooks.mjs');
    await writeFile(
      hooks,
      `import { registerHooks } from 'node:module';
       registerHooks({
         resolve(specifier, context, next) {
           if (specifier === 'koffi' || specifier === '@napi-rs/keyring') throw new Error('not installed');
           return next(specifier, context);
         },
       });`,
    );
    const runner = startProviderProcess({ NODE_OPTIONS: `--import=${hooks}` });
    for (const missing of [entry, { kind: 'pkcs11', library: 'x', token: 'x', pinFile: 'x' }]) {
      const attempt = runner.open('desk', missing, folder);
      await expect(attempt).rejects.toMatchObject(unavailable);
      await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining('optional package') });
    }
    await runner.stop();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('the entries of a keyring', () => {
  function memoryEntries(): SecretEntries & { readonly kept: Map<string, Uint8Array> } {
    const kept = new Map<string, Uint8Array>();
    return {
      kept,
      read: async (account) => kept.get(account)?.slice(),
      write: async (account, secret) => void kept.set(account, secret.slice()),
      remove: async (account) => void kept.delete(account),
    };
  }

  test('tell a process that another changed the record before it', async () => {
    const entries = memoryEntries();
    const store = keyringStore('desk', entries);
    const record = {
      format: 'ringwall/key/1',
      keyId: 'main',
      use: 'wrap',
      revision: 1,
      versions: [],
    } as const;
    expect(await store.writeRecord(record)).toBe(true);
    expect(await store.writeRecord(record)).toBe(false);
    expect(await store.keyIds()).toEqual(['main']);
    const late = { ...entries, write: async () => {} };
    expect(await keyringStore('desk', late).writeRecord({ ...record, revision: 2 })).toBe(false);
  });

  function providerOver(entries: SecretEntries) {
    const store = keyringStore('desk', entries);
    const engine = softwareEngine(store, randomBytes);
    const keys = { name: 'desk', kind: 'os-keyring', warnings: [], clock: { now: () => 0 } } as const;
    return localKeyProvider({ ...keys, records: store, engine });
  }

  test('are gone from the keyring when their version is destroyed', async () => {
    const entries = memoryEntries();
    const provider = providerOver(entries);
    const { versions } = await provider.createKey('main', { use: 'wrap' });
    const keyVersion = versions[0]?.keyVersion ?? '';
    expect([...entries.kept.keys()]).toEqual([`desk/main/${keyVersion}`, 'desk/main', 'desk']);
    await provider.destroyVersion('main', keyVersion);
    expect([...entries.kept.keys()]).toEqual(['desk/main', 'desk']);
  });

  test('still unwrap with a version whose record another process undid', async () => {
    const entries = memoryEntries();
    const provider = providerOver(entries);
    await provider.createKey('main', { use: 'wrap' });
    const before = entries.kept.get('desk/main');
    await provider.rotateKey('main');
    const { wrapped, plaintext } = await provider.generateDataKey('main', context);
    entries.kept.set('desk/main', before ?? new Uint8Array(0));
    expect(await provider.unwrap(wrapped, context)).toEqual(Buffer.from(plaintext));
    const unknown = { ...wrapped, keyVersion: '9-00000000' };
    await expect(provider.unwrap(unknown, context)).rejects.toMatchObject({ code: 'sealing/key-unknown' });
  });

  test('hold nothing under a name that is not one of a version', async () => {
    const entries = memoryEntries();
    const store = keyringStore('desk', entries);
    for (const keyVersion of ['', '../x', '1', '1-0000000g', 'main/1-00000000']) {
      await store.writeMaterial({ keyId: 'main', keyVersion }, new Uint8Array(32));
      expect(await store.readMaterial({ keyId: 'main', keyVersion })).toBeUndefined();
    }
    expect(entries.kept.size).toBe(0);
  });
});
