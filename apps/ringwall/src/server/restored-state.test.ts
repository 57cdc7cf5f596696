import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeRestoredMark } from '../backup/restored-mark.ts';
import { restoredState } from './restored-state.ts';

async function restoredDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-restored-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const ledger = { origin: 'log', verifierKey: 'log+00000000+AAAA', size: 3, root: '' };
  await writeRestoredMark(directory, {
    ...{ format: 'ringwall/backup/1', backup: 'bak_1', createdAt: '2026-01-02T03:04:05.000Z', version: '1' },
    ...{ ledger, withKeys: true, files: 1, bytes: 1, list: '' },
  });
  return directory;
}

const given = async (directory: string, origin: string, reason?: string) =>
  (await restoredState(directory, reason)).restored({ origin });
const refused = { code: 'app/restored' };

test('a restored directory needs a reason, whatever name its keys have, until the log has another', async () => {
  for (const origin of ['log', 'log/later']) {
    const directory = await restoredDirectory();
    await expect(given(directory, origin)).rejects.toMatchObject(refused);
    expect(await given(directory, origin, 'why')).toMatchObject({ reason: 'why', isAnother: true });
    // Killed before the keys had another name, and after.
    await expect(given(directory, origin)).rejects.toMatchObject(refused);
    expect(await given(directory, origin, 'why')).toMatchObject({ isAnother: true });
    expect(await given(directory, 'log/new')).toBeUndefined();
    expect(await given(directory, 'log/new', 'why')).toMatchObject({ isAnother: false });
  }
});

test('a directory that was not restored needs none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-restored-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  expect(await given(directory, 'log')).toBeUndefined();
  expect(await given(directory, 'log', 'why')).toMatchObject({ isAnother: false });
});
