import type { Actor, BodyRef, RingwallEvent } from '@ringwall/core';
import { createOutbox, openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bodies, createBodies } from '../bodies/bodies.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { ledgerModule } from '../module.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { watchedFiles } from '../testing/watched-files.ts';
import { createKeyRotation, type KeyRotation } from './key-rotation.ts';
import { type Keyring, openKeyring } from './keyring.ts';

const actor: Actor = { kind: 'shell', id: 'local' };
const text = Buffer.from('{"messages":[{"role":"user","content":"The diagnosis is private."}]}');
const clock = new TestClock();

interface Running {
  readonly keyring: Keyring;
  readonly bodies: Bodies;
  readonly rotation: KeyRotation;
}

let directory: string;
let store: Store;
/** What the ledger was given, and whether it takes more. */
let recorded: RingwallEvent[];
let ledgerFails: boolean;
let diskFails: boolean;

beforeEach(async () => {
  directory = await temporaryDirectory();
  store = await openStore({ directory, migrations: ledgerModule.migrations ?? [] });
  recorded = [];
  ledgerFails = false;
  diskFails = false;
});
afterEach(() => store.close());

/** As the server starts: what is in memory is new, what is on the disk is what was left there. */
async function start(): Promise<Running> {
  const files = watchedFiles((operation) => {
    if (diskFails && operation === 'rename') throw Object.assign(new Error('io'), { code: 'EIO' });
  });
  const keyring = await openKeyring(`${directory}/keys`, { files });
  const bodies = await createBodies({ store, keyring, clock });
  const isRecorded = async (uid: string) => recorded.some((event) => event.uid === uid);
  const append = async (event: RingwallEvent) => {
    if (ledgerFails) throw new Error('the ledger is full');
    recorded.push(event);
  };
  const outbox = createOutbox({ store, append, isRecorded });
  await outbox.drain();
  return { keyring, bodies, rotation: createKeyRotation({ keyring, bodies, outbox, clock, isRecorded }) };
}

async function keep(bodies: Bodies, project: string): Promise<{ project: string; ref: BodyRef }> {
  const { ref, stored } = bodies.record(project, text, { keep: true });
  await stored;
  return { project, ref };
}

const keyVersions = async () => {
  const rows = await store.db
    .withTables<BodyTables>()
    .selectFrom('body_keys')
    .select('key_version')
    .execute();
  return rows.map((row) => row.key_version);
};

async function expectReadable(bodies: Bodies, kept: readonly { project: string; ref: BodyRef }[]) {
  for (const { project, ref } of kept)
    expect(Buffer.from((await bodies.open(ref, project)) ?? []).equals(text), project).toBe(true);
}

test('a rotation wraps every body key anew, records it and destroys the old version', async () => {
  const { keyring, bodies, rotation } = await start();
  // More than are wrapped in one transaction.
  const kept = await Promise.all(Array.from({ length: 450 }, (_, i) => keep(bodies, `project-${i}`)));
  expect(await rotation.rotate(actor)).toEqual({ version: 2, destroyed: [1], bodyKeys: 450 });
  expect(new Set(await keyVersions())).toEqual(new Set([2]));
  expect(keyring.encryptionKeyVersions).toEqual([2]);
  expect(recorded).toMatchObject([
    { type: 'kek.rotated', actor, data: { version: 2, replaced: [1], bodyKeys: 450 } },
  ]);
  kept.push(await keep(bodies, 'project-0'), await keep(bodies, 'new'));
  await expectReadable(bodies, kept);
  await expectReadable((await start()).bodies, kept);
  expect(await rotation.finish()).toBeUndefined();
});

test('a body key that is on its way into the table while the key is rotated is not lost', async () => {
  const { bodies, rotation } = await start();
  const under = Array.from({ length: 20 }, (_, i) => keep(bodies, `early-${i}`));
  const rotating = rotation.rotate(actor);
  const late = Array.from({ length: 20 }, (_, i) => keep(bodies, `late-${i}`));
  const kept = await Promise.all([...under, ...late]);
  await rotating;
  expect(new Set(await keyVersions())).toEqual(new Set([2]));
  await expectReadable((await start()).bodies, kept);
});

test('two rotations at once are two rotations, one after the other', async () => {
  const { keyring, bodies, rotation } = await start();
  const kept = [await keep(bodies, 'a')];
  expect(await Promise.all([rotation.rotate(actor), rotation.rotate(actor)])).toMatchObject([
    { version: 2, destroyed: [1] },
    { version: 3, destroyed: [2] },
  ]);
  expect(keyring.encryptionKeyVersions).toEqual([3]);
  await expectReadable(bodies, kept);
});

test('one that ended after the new version was made is completed by the next start', async () => {
  const { keyring, bodies } = await start();
  const kept = [await keep(bodies, 'a')];
  await keyring.rotateEncryptionKey();
  kept.push(await keep(bodies, 'b'));
  const next = await start();
  await expectReadable(next.bodies, kept);
  expect(await next.rotation.finish()).toEqual({ version: 2, destroyed: [1], bodyKeys: 2 });
  expect(recorded).toMatchObject([{ type: 'kek.rotated', actor: { kind: 'server' } }]);
  expect(await keyVersions()).toEqual([2, 2]);
  await expectReadable((await start()).bodies, kept);
});

test('one that the ledger refused keeps the old version, and is recorded once when it is completed', async () => {
  const { keyring, bodies, rotation } = await start();
  const kept = [await keep(bodies, 'a')];
  ledgerFails = true;
  await expect(rotation.rotate(actor)).rejects.toThrow('the ledger is full');
  expect(keyring.encryptionKeyVersions).toEqual([1, 2]);
  await expectReadable(bodies, kept);
  ledgerFails = false;
  const next = await start();
  expect(await next.rotation.finish()).toMatchObject({ version: 2, destroyed: [1] });
  expect(recorded.map((event) => event.uid)).toEqual([`evt_kek_${keyring.origin}_2`]);
  await expectReadable(next.bodies, kept);
});

test('one whose old version could not be destroyed is recorded once, and destroys it later', async () => {
  const { keyring, bodies, rotation } = await start();
  const kept = [await keep(bodies, 'a')];
  await keyring.rotateEncryptionKey();
  diskFails = true;
  await expect(rotation.finish()).rejects.toMatchObject({ code: 'ledger/not-accessible' });
  expect(recorded).toHaveLength(1);
  diskFails = false;
  const next = await start();
  expect(next.keyring.encryptionKeyVersions).toEqual([1, 2]);
  expect(await next.rotation.finish()).toMatchObject({ version: 2, destroyed: [1] });
  expect(recorded).toHaveLength(1);
  await expectReadable((await start()).bodies, kept);
});

test('one that the end of the server stops leaves everything readable, and begins no other', async () => {
  const { keyring, bodies, rotation } = await start();
  const kept = await Promise.all(Array.from({ length: 450 }, (_, i) => keep(bodies, `project-${i}`)));
  const rotating = rotation.rotate(actor);
  const refused = expect(rotating).rejects.toThrow();
  while (keyring.encryptionKeyVersions.length < 2) await keyVersions();
  await rotation.close();
  await refused;
  await expect(rotation.rotate(actor)).rejects.toThrow();
  const next = await start();
  await expectReadable(next.bodies, kept);
  expect(await next.rotation.finish()).toMatchObject({ version: 2, destroyed: [1], bodyKeys: 450 });
  await expectReadable(next.bodies, kept);
});

test('a body key whose version is not there says so', async () => {
  const { keyring, bodies } = await start();
  const { ref, project } = await keep(bodies, 'a');
  await keyring.rotateEncryptionKey();
  // What must not be done: its only version goes while the key is still under it.
  await keyring.destroyOldEncryptionKeys();
  await expect(bodies.open(ref, project)).rejects.toMatchObject({
    code: 'ledger/keys-invalid',
    message: expect.stringContaining('has no version 1'),
  });
});
