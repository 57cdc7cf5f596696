import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newEvent, systemClock } from '@ringwall/core';
import { type Keyring, type Ledger, ledgerModule, openKeyring, openLedger } from '@ringwall/ledger';
import { openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdState } from './held-state.ts';

let directory: string;
let store: Store;
let keyring: Keyring;
let ledger: Ledger;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-held-'));
  store = await openStore({ directory, migrations: ledgerModule.migrations ?? [] });
  keyring = await openKeyring(join(directory, 'keys'));
  ledger = await openLedger({ directory: join(directory, 'ledger'), keys: keyring, clock: systemClock });
});
afterEach(async () => {
  await ledger.close();
  await store.close();
  await rm(directory, { recursive: true });
});

/** The ledger, with something that happens before each of the first checkpoints. */
function ledgerWith(...happening: (() => Promise<unknown>)[]): Ledger {
  return Object.create(ledger, {
    checkpoint: {
      value: async () => {
        await happening.shift()?.();
        return await ledger.checkpoint();
      },
    },
  });
}

const keyFile = (name: string) => readFile(join(directory, 'keys', name));

test('keys that change between the database and the log are not held with either: all three are taken anew', async () => {
  const before = await keyFile('key-encryption-key');
  const rotate = () => keyring.rotateEncryptionKey();
  const rotateLog = async () => {
    await keyring.rotateLogKey(0);
    await keyring.retireLogKey();
    const fields = { time: 0, project: 'default', actor: { kind: 'server', id: 'x' } } as const;
    await ledger.append(newEvent('server.stopped', { ...fields, data: { reason: 'test' } }));
  };
  await using held = await holdState({
    store,
    ledger: ledgerWith(rotate, rotateLog),
    ledgerFiles: undefined,
  });
  expect(held.keys.get('key-encryption-key')).toEqual(await keyFile('key-encryption-key'));
  expect(held.keys.get('key-encryption-key')).not.toEqual(before);
  expect(held.keys.get('ledger-signing-key')).toEqual(await keyFile('ledger-signing-key'));
  expect(held.log.checkpoint.verifierKey).toBe(keyring.verifierKey);
});

test('what was held is let go of when something fails, and keys are overwritten once they are not needed', async () => {
  const failing = () => Promise.reject(new Error('the disk'));
  await expect(holdState({ store, ledger: ledgerWith(failing) })).rejects.toThrow('the disk');
  // Would wait for ever for a snapshot that nobody ends.
  await store.purge();
  const held = await holdState({ store, ledger });
  await held[Symbol.asyncDispose]();
  for (const content of held.keys.values()) expect(content.every((byte) => byte === 0)).toBe(true);
});
