import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open as openFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { openFileProvider } from './file-provider.ts';

const folders: string[] = [];
const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const passphraseIterations = 1000;

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringwall-file-keys-'));
  folders.push(folder);
  return folder;
}

function dependencies(baseDirectory: string, secret = 'a long passphrase', now = 1_700_000_000_000) {
  const given: ProviderDependencies = {
    transport: () => Promise.reject(new Error('no transport')),
    clock: { now: () => now },
    readSecret: async () => new TextEncoder().encode(secret),
    baseDirectory,
  };
  return given;
}

const sealed = { directory: 'keys', passphraseFile: 'passphrase' };
const plain = { directory: 'keys' };

function openIn(base: string, config: typeof sealed | typeof plain = sealed, secret?: string) {
  return openFileProvider('disk', config, dependencies(base, secret), { passphraseIterations });
}

const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: true,
  destroy: 'at-once',
  schedule: true,
} as const;

for (const [title, config] of [
  ['files sealed by a passphrase', sealed],
  ['files in the clear', plain],
] as const) {
  keyProviderContract(title, abilities, async () => {
    const folder = await newFolder();
    return { open: () => openIn(folder, config), close: async () => {} };
  });
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('the folder of keys', () => {
  test('is for its owner alone, every file of it', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    await provider.createKey('main', { use: 'wrap' });
    for (const path of [join(base, 'keys'), join(base, 'keys', 'main')]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
    const files = await filesUnder(base);
    expect(files).toHaveLength(3);
    for (const path of files) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is refused when others may read a part of it', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    await provider.createKey('main', { use: 'wrap' });
    const exposed = { code: 'sealing/keys-exposed' };
    for (const path of await filesUnder(base)) {
      await chmod(path, 0o640);
      const attempt = async () => (await openIn(base)).generateDataKey('main', context);
      await expect(attempt(), path).rejects.toMatchObject(exposed);
      await chmod(path, 0o600);
    }
    await chmod(join(base, 'keys'), 0o750);
    await expect(openIn(base)).rejects.toMatchObject(exposed);
  });

  test('does not open with another passphrase or none', async () => {
    const base = await newFolder();
    await openIn(base);
    await expect(openIn(base, sealed, 'guess')).rejects.toMatchObject({ code: 'sealing/provider-refused' });
    await expect(openIn(base, plain)).rejects.toMatchObject({ code: 'sealing/provider-config' });
  });

  test('says when its keys lie in the clear, and seals them once a passphrase is named', async () => {
    const base = await newFolder();
    const before = await openIn(base, plain);
    expect(before.warnings.join()).toContain('in the clear');
    await before.createKey('main', { use: 'wrap' });
    const { wrapped, plaintext } = await before.generateDataKey('main', context);
    const master = await readFile(join(base, 'keys', 'master.key'));
    const after = await openIn(base, sealed);
    expect(after.warnings).toEqual([]);
    expect(Buffer.from(await after.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
    for (const path of await filesUnder(base)) {
      expect((await readFile(path)).includes(master), path).toBe(false);
    }
    await expect(openIn(base, plain)).rejects.toMatchObject({ code: 'sealing/provider-config' });
  });

  test('is not opened where a sealed and an unsealed key do not agree', async () => {
    const base = await newFolder();
    await openIn(base);
    const other = join(base, 'keys', 'master.key');
    await writeFile(other, new Uint8Array(32), { mode: 0o600 });
    await expect(openIn(base)).rejects.toMatchObject({ code: 'sealing/provider-config' });
    expect(await readFile(other)).toHaveLength(32);
  });

  test('notices a record or a material that was changed, swapped or renamed', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    const { versions } = await provider.createKey('main', { use: 'wrap' });
    await provider.createKey('other', { use: 'wrap' });
    const [material = ''] = (await filesUnder(join(base, 'keys', 'main'))).filter((path) =>
      path.endsWith('.key'),
    );
    const [foreign = ''] = (await filesUnder(join(base, 'keys', 'other'))).filter((path) =>
      path.endsWith('.key'),
    );
    const good = await readFile(material);
    const failed = { code: 'core/crypto-failed' };
    await writeFile(material, await readFile(foreign));
    await expect(provider.generateDataKey('main', context)).rejects.toMatchObject(failed);
    await writeFile(material, good.with(20, (good[20] ?? 0) ^ 1));
    await expect(provider.generateDataKey('main', context)).rejects.toMatchObject(failed);
    await writeFile(material, good);
    const record = join(base, 'keys', 'main', '00000001.json');
    const text = await readFile(record, 'utf8');
    await writeFile(record, text.replace('"enabled"', '"disabled"'));
    await expect(provider.listKeys()).rejects.toMatchObject(failed);
    await writeFile(record, text);
    await provider.setVersionState('main', versions[0]?.keyVersion ?? '', 'disabled');
    await writeFile(join(base, 'keys', 'main', '00000003.json'), text, { mode: 0o600 });
    await expect(provider.generateDataKey('main', context)).rejects.toMatchObject(failed);
  });

  test('shows no key material when it is inspected, and keeps none in any file in the clear', async () => {
    const base = await newFolder();
    const drawn: Uint8Array[] = [];
    const random = (count: number) => {
      const bytes = crypto.getRandomValues(new Uint8Array(count));
      if (count === 32) drawn.push(Uint8Array.from(bytes));
      return bytes;
    };
    const provider = await openFileProvider(
      'disk',
      sealed,
      { ...dependencies(base), random },
      { passphraseIterations },
    );
    await provider.createKey('main', { use: 'sign' });
    await provider.sign('main', new Uint8Array(4));
    expect(drawn.length).toBeGreaterThanOrEqual(2);
    const shown =
      inspect(provider, { depth: 9, showHidden: true }) + JSON.stringify(await provider.listKeys());
    const files = await Promise.all((await filesUnder(base)).map((path) => readFile(path)));
    for (const secret of drawn.map((bytes) => Buffer.from(bytes))) {
      for (const file of files) {
        expect(file.includes(secret)).toBe(false);
        expect(file.includes(secret.toString('base64url'))).toBe(false);
        expect(file.includes(secret.toString('hex'))).toBe(false);
      }
      expect(shown).not.toContain(secret.toString('hex'));
      expect(shown).not.toContain(secret.toString('base64'));
    }
  });

  test('is rid of what killed processes left unfinished when it is opened', async () => {
    const base = await newFolder();
    await (await openIn(base)).createKey('main', { use: 'wrap' });
    const left = [
      join(base, 'keys', 'master.json.aa.tmp'),
      join(base, 'keys', 'main', '00000002.json.bb.tmp'),
    ];
    for (const path of left) await writeFile(path, 'half', { mode: 0o600 });
    await openIn(base);
    for (const path of left) await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('overwrites the passphrase as soon as it is open', async () => {
    const passphrase = new TextEncoder().encode('a long passphrase');
    const given = { ...dependencies(await newFolder()), readSecret: async () => passphrase };
    await openFileProvider('disk', sealed, given, { passphraseIterations });
    expect(passphrase).toEqual(new Uint8Array(passphrase.length));
  });

  test('takes no name that could lead out of it', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    for (const name of ['../out', 'a/b', '.', '..', '', 'Main', 'a.b', 'a\0', 'x'.repeat(64)]) {
      const invalid = { code: 'sealing/key-invalid' };
      await expect(provider.createKey(name, { use: 'wrap' }), name).rejects.toMatchObject(invalid);
      await expect(provider.rotateKey(name), name).rejects.toMatchObject({ code: 'sealing/key-unknown' });
    }
    for (const rotateEveryDays of [0, -1, 1.5, 3651, Number.NaN]) {
      await expect(provider.createKey('main', { use: 'wrap', rotateEveryDays })).rejects.toMatchObject({
        code: 'sealing/key-invalid',
      });
    }
    expect(await readdir(base)).toEqual(['keys']);
  });
});

describe('a version of a key in a file', () => {
  test('is overwritten and removed when it is destroyed, and stays listed', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    const { versions } = await provider.createKey('main', { use: 'wrap' });
    const keyVersion = versions[0]?.keyVersion ?? '';
    const path = join(base, 'keys', 'main', `${keyVersion}.key`);
    const before = await readFile(path);
    // Whoever has the file open reads what lies on the disk where it was.
    const open = await openFile(path);
    await provider.destroyVersion('main', keyVersion);
    expect(await open.readFile()).toEqual(Buffer.alloc(before.length));
    await open.close();
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
    for (const file of await filesUnder(base)) {
      expect((await readFile(file)).includes(before), file).toBe(false);
    }
    const [listed] = await provider.listKeys();
    expect(listed?.versions).toEqual([
      { ...versions[0], state: 'destroyed', destroyedAt: 1_700_000_000_000 },
    ]);
    expect(listed?.versions[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test('goes for good on the next opening when the process died while destroying it', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    const { versions } = await provider.createKey('main', { use: 'wrap' });
    const keyVersion = versions[0]?.keyVersion ?? '';
    const path = join(base, 'keys', 'main', `${keyVersion}.key`);
    const material = await readFile(path);
    await provider.destroyVersion('main', keyVersion);
    await writeFile(path, material, { mode: 0o600 });
    await openIn(base);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is what signatures are checked with even after it was destroyed', async () => {
    const base = await newFolder();
    const provider = await openIn(base);
    await provider.createKey('log', { use: 'sign' });
    const publicKey = await provider.publicKey('log');
    await provider.destroyVersion('log', publicKey.keyVersion);
    expect(await provider.publicKey('log', publicKey.keyVersion)).toEqual(publicKey);
    await expect(provider.sign('log', new Uint8Array(1))).rejects.toMatchObject({
      code: 'sealing/key-destroyed',
    });
  });

  test('is not silently replaced by an older one where the newest is disabled or destroyed', async () => {
    const provider = await openIn(await newFolder());
    await provider.createKey('main', { use: 'wrap' });
    const { versions } = await provider.rotateKey('main');
    const newest = versions.at(-1)?.keyVersion ?? '';
    await provider.setVersionState('main', newest, 'disabled');
    const attempt = () => provider.generateDataKey('main', context);
    await expect(attempt()).rejects.toMatchObject({ code: 'sealing/key-disabled' });
    await provider.destroyVersion('main', newest);
    await expect(attempt()).rejects.toMatchObject({ code: 'sealing/key-destroyed' });
    await provider.rotateKey('main');
    expect((await attempt()).wrapped.keyVersion).toMatch(/^3-/);
  });
});

describe('several at once on one folder', () => {
  test('lose no version to each other', async () => {
    const base = await newFolder();
    const first = await openIn(base);
    await first.createKey('main', { use: 'wrap' });
    const providers = await Promise.all([1, 2, 3, 4].map(() => openIn(base)));
    const made = await Promise.all(
      providers.flatMap((provider) =>
        [1, 2, 3, 4].map(async () => {
          await provider.rotateKey('main');
          return provider.generateDataKey('main', context);
        }),
      ),
    );
    for (const { wrapped, plaintext } of made) {
      expect(Buffer.from(await first.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
    }
    expect((await first.listKeys())[0]?.versions).toHaveLength(17);
    const materials = (await filesUnder(base)).filter((path) => path.endsWith('.key'));
    expect(materials).toHaveLength(17);
  });

  test('agree on one master key, and on who made a key', async () => {
    const base = await newFolder();
    const providers = await Promise.all([1, 2, 3, 4].map(() => openIn(base)));
    const outcomes = await Promise.allSettled(
      providers.map((provider) => provider.createKey('main', { use: 'wrap' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const made = await Promise.all(providers.map((provider) => provider.generateDataKey('main', context)));
    for (const { wrapped, plaintext } of made) {
      expect(Buffer.from((await providers[0]?.unwrap(wrapped, context)) ?? [])).toEqual(
        Buffer.from(plaintext),
      );
    }
  });

  test('never lose a version that wrapped something to a kill', async () => {
    const base = await newFolder();
    const provider = await openIn(base, plain);
    await provider.createKey('main', { use: 'wrap' });
    const script = fileURLToPath(new URL('./testing/rotate-until-killed.ts', import.meta.url));
    let wrappedKeys = 0;
    for (let round = 0; round < 4; round++) {
      const children = [1, 2].map(() =>
        spawn(process.execPath, [script, base], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 20_000 }),
      );
      const texts = await Promise.all(
        children.map(async (child, index) => {
          let text = '';
          child.stdout.setEncoding('utf8');
          for await (const part of child.stdout) {
            text += part;
            if (text.split('\n').length > 6 + round * 3 + index) child.kill('SIGKILL');
          }
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
          return text;
        }),
      );
      const again = await openIn(base, plain);
      for (const line of texts.join('').split('\n')) {
        if (!line.endsWith('}')) continue;
        const { keyVersion, ciphertext, plaintext } = JSON.parse(line);
        const wrapped = {
          provider: 'disk',
          keyId: 'main',
          keyVersion,
          ciphertext: Buffer.from(ciphertext, 'hex'),
        };
        expect(Buffer.from(await again.unwrap(wrapped, context)).toString('hex')).toBe(plaintext);
        wrappedKeys++;
      }
    }
    expect(wrappedKeys).toBeGreaterThan(40);
    expect((await filesUnder(base)).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });
});
