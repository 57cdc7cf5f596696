import { chmod } from 'node:fs/promises';
import { parseCosignerKey } from '@ringwall/verifier';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../files.ts';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { openWitnessKeys, witnessKeyFile } from './witness-keys.ts';

const check = async () => undefined;

describe('the keys of a witness', () => {
  test('are made once, one of each kind under one name, and are the same at the next start', async () => {
    const files = new MemoryFiles();
    const made = await openWitnessKeys(files, '/witness', { name: 'witness.example', check });
    expect(made.name).toBe('witness.example');
    const parsed = await Promise.all(made.verifierKeys.map((key) => parseCosignerKey(key)));
    expect(parsed).toMatchObject([
      { ok: true, algorithm: 'ed25519', name: 'witness.example' },
      { ok: true, algorithm: 'ml-dsa-44', name: 'witness.example' },
    ]);
    const opened = await openWitnessKeys(files.afterPowerLoss(), '/witness', { check });
    expect(opened.verifierKeys).toEqual(made.verifierKeys);
  });

  test('have a name of their own where none was given, and keep the one they have', async () => {
    const files = new MemoryFiles();
    const { name } = await openWitnessKeys(files, '/witness', { check });
    expect(name).toMatch(/^ringwall\.local\/witness-[0-9a-f]{16}$/);
    const renamed = openWitnessKeys(files, '/witness', { name: 'another.example', check });
    await expect(renamed).rejects.toMatchObject({
      code: 'ledger/keys-invalid',
      message: expect.stringContaining(name),
    });
  });

  test.each(['', 'a b', 'a+b', 'x'.repeat(256)])('are not made under the name %j', async (name) => {
    const files = new MemoryFiles();
    await expect(openWitnessKeys(files, '/witness', { name, check })).rejects.toMatchObject({
      code: 'ledger/keys-invalid',
    });
    expect(files.paths).toEqual([]);
  });

  test('are not used when a bit of their file was altered anywhere', async () => {
    const files = new MemoryFiles();
    await openWitnessKeys(files, '/witness', { name: 'w', check });
    const good = files.get(`/witness/${witnessKeyFile}`);
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good);
      changed[at] = (changed[at] ?? 0) ^ 2;
      const copy = new MemoryFiles();
      copy.set(`/witness/${witnessKeyFile}`, changed);
      await expect(openWitnessKeys(copy, '/witness', { check }), `byte ${at}`).rejects.toMatchObject({
        code: 'ledger/keys-invalid',
      });
    }
  });

  test('are not used when others may read them', async () => {
    const directory = await temporaryDirectory();
    await openWitnessKeys(nodeFiles, directory);
    await openWitnessKeys(nodeFiles, directory);
    await chmod(`${directory}/${witnessKeyFile}`, 0o644);
    await expect(openWitnessKeys(nodeFiles, directory)).rejects.toMatchObject({
      code: 'ledger/keys-exposed',
    });
  });
});
