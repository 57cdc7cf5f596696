import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import type { ManagedKeyProvider } from '../key-provider-kind.ts';
import { type ProviderProcess, startProviderProcess } from '../testing/remote-provider.ts';

const library = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find(existsSync);
const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: true,
  destroy: 'at-once',
  schedule: true,
} as const;

/** A folder with an empty token "ringwall", and a process that sees it. */
async function newToken() {
  const folder = await mkdtemp(join(tmpdir(), 'ringwall-pkcs11-'));
  await mkdir(join(folder, 'tokens'));
  const configuration = join(folder, 'softhsm2.conf');
  await writeFile(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  await writeFile(join(folder, 'pin'), '918273', { mode: 0o600 });
  const environment = { SOFTHSM2_CONF: configuration };
  const run = (command: string, ...values: string[]) =>
    execFileSync(command, values, {
      env: { PATH: process.env.PATH ?? '', ...environment },
      timeout: 20_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const initialise = (label: string) =>
    run(
      'softhsm2-util',
      '--init-token',
      '--free',
      '--label',
      label,
      '--so-pin',
      '12345678',
      '--pin',
      '918273',
    );
  initialise('ringwall');
  const tool = (...values: string[]) =>
    run(
      'pkcs11-tool',
      '--module',
      library ?? '',
      '--token-label',
      'ringwall',
      '--login',
      '--pin',
      '918273',
      ...values,
    );
  const entry = { kind: 'pkcs11', library: library ?? '', token: 'ringwall', pinFile: 'pin' };
  return {
    folder,
    environment,
    entry,
    tool,
    initialise,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

if (library === undefined) {
  test.skip('the PKCS #11 provider needs softhsm2 to be tested: apt install softhsm2 opensc', () => {});
} else {
  keyProviderContract('a PKCS #11 token', abilities, async () => {
    const token = await newToken();
    const runner = startProviderProcess(token.environment);
    return {
      open: () => runner.open('hsm', token.entry, token.folder),
      close: async () => {
        await runner.stop();
        await token.remove();
      },
    };
  });

  describe('a PKCS #11 token', () => {
    let token: Awaited<ReturnType<typeof newToken>>;
    let runner: ProviderProcess;
    let provider: ManagedKeyProvider;

    beforeAll(async () => {
      token = await newToken();
      runner = startProviderProcess(token.environment);
      provider = await runner.open('hsm', token.entry, token.folder);
    });

    afterAll(async () => {
      await runner?.stop();
      await token?.remove();
    });

    test('holds keys that it made itself, never shows and never lets out', async () => {
      await provider.createKey('main', { use: 'wrap' });
      await provider.createKey('log', { use: 'sign' });
      for (const type of ['secrkey', 'privkey']) {
        const listed = token.tool('--list-objects', '--type', type);
        expect(listed).toContain('sensitive, always sensitive, never extractable, local');
      }
      expect(provider.warnings).toEqual([]);
    });

    test('shows two processes the same keys, and neither loses a version to the other', async () => {
      await provider.createKey('shared', { use: 'wrap' });
      const other = startProviderProcess(token.environment);
      const second = await other.open('hsm', token.entry, token.folder);
      const made = await Promise.all(
        [provider, second, provider, second, provider, second].map(async (each) => {
          await each.rotateKey('shared');
          return each.generateDataKey('shared', context);
        }),
      );
      for (const { wrapped, plaintext } of made) {
        expect(Buffer.from(await second.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
        expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
      }
      await other.stop();
    });

    test('lends keys that other tools made, and says when they may leave it', async () => {
      token.tool('--keygen', '--key-type', 'aes:32', '--label', 'ceremony', '--id', '0a0b', '--extractable');
      const { wrapped, plaintext } = await provider.generateDataKey('ceremony', context);
      expect(wrapped.keyVersion).toBe('id-0a0b');
      expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
      const again = await runner.open('hsm', token.entry, token.folder);
      expect(again.warnings.join()).toContain('ceremony');
      await provider.rotateKey('ceremony');
      const fresh = await provider.generateDataKey('ceremony', context);
      expect(fresh.wrapped.keyVersion).toMatch(/^2-/);
      expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
    });

    test('removes the object of a destroyed version', async () => {
      const { versions } = await provider.createKey('doomed', { use: 'wrap' });
      expect(token.tool('--list-objects', '--type', 'secrkey')).toContain('doomed');
      await provider.destroyVersion('doomed', versions[0]?.keyVersion ?? '');
      expect(token.tool('--list-objects', '--type', 'secrkey')).not.toContain('doomed');
    });

    test('says that a key is gone whose object was removed by another tool', async () => {
      await provider.createKey('lost', { use: 'wrap' });
      const { wrapped } = await provider.generateDataKey('lost', context);
      token.tool('--delete-object', '--type', 'secrkey', '--label', 'lost');
      await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({
        code: 'sealing/key-destroyed',
      });
    });

    test.each([
      ['another PIN', { pinFile: 'wrong-pin' }, 'sealing/provider-refused', 'CKR_PIN_INCORRECT'],
      ['a token that is not there', { token: 'absent' }, 'sealing/provider-unavailable', '"ringwall"'],
      ['a library that is none', { library: 'pin' }, 'sealing/provider-unavailable', 'no PKCS #11 module'],
      [
        'a library that is no module',
        { library: process.execPath },
        'sealing/provider-unavailable',
        'no PKCS #11',
      ],
      ['no PIN', { pinFile: undefined }, 'sealing/provider-config', 'pinFile'],
    ])('is not opened with %s, and says why', async (_, change, code, words) => {
      await writeFile(join(token.folder, 'wrong-pin'), '000000');
      // A login is a state of the process: only in a new one does the PIN count.
      const fresh = startProviderProcess(token.environment);
      const attempt = fresh.open('hsm', { ...token.entry, ...change }, token.folder);
      await expect(attempt).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
      await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('000000') });
      await fresh.stop();
    });

    test('asks which one is meant where two tokens have one label', async () => {
      const twins = await newToken();
      twins.initialise('ringwall');
      const fresh = startProviderProcess(twins.environment);
      const attempt = fresh.open('hsm', twins.entry, twins.folder);
      const error: unknown = await attempt.catch((cause: unknown) => cause);
      const serial = /one of ([0-9a-f]{16})/.exec(String(error))?.[1] ?? '';
      const chosen = await fresh.open('hsm', { ...twins.entry, tokenSerial: serial }, twins.folder);
      expect(await chosen.listKeys()).toEqual([]);
      await fresh.stop();
      await twins.remove();
    });
  });
}
