import { deriveKey, sealAesGcm } from '@ringwall/core';
import { openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { ledgerModule } from '../module.ts';
import { keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { blobFolder } from './blob-folder.ts';
import { createBodies } from './bodies.ts';
import { keepSecrets, type SlotTables } from './secret-slots.ts';
import type { BodyTables } from './tables.ts';

let store: Store;
let keyring: Keyring;
let clock: TestClock;

beforeEach(async () => {
  const directory = await temporaryDirectory();
  store = await openStore({ directory, migrations: ledgerModule.migrations ?? [] });
  keyring = await keyringFor(directory);
  clock = new TestClock();
});
afterEach(() => store.close());

const create = () => createBodies({ store, keyring, clock });
const text = Buffer.from('{"messages":[{"role":"user","content":"The diagnosis is private."}]}');
const keyRows = () =>
  store.db
    .withTables<BodyTables & SlotTables>()
    .selectFrom('body_keys')
    .innerJoin('body_key_secrets', 'body_key_secrets.slot', 'body_keys.slot')
    .select(['id', 'project', 'day', 'key_version', 'secret'])
    .execute();
const secretOf = (row: Awaited<ReturnType<typeof keyRows>>[number]) =>
  keyring.unwrap({ keyVersion: row.key_version, ciphertext: Buffer.from(row.secret, 'base64') }, row.id);

describe('bodies', () => {
  test('that are kept come back, after a restart too, and to their project only', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: true });
    expect(ref).toMatchObject({ bytes: text.length, commitment: expect.stringMatching(/^[\w-]{43}$/) });
    await stored;
    for (const reader of [bodies, await create()]) {
      expect(Buffer.from((await reader.open(ref, 'clinic')) ?? []).equals(text)).toBe(true);
      expect(await reader.open(ref, 'other')).toBeUndefined();
    }
  });

  test('that are not kept leave a commitment and no blob', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: false });
    await stored;
    expect(ref.blob).toBeUndefined();
    expect(await bodies.open(ref, 'clinic')).toBeUndefined();
    const kept = bodies.record('clinic', text, { keep: true });
    await kept.stored;
    expect([kept.ref.commitment, kept.ref.bodyKey]).toEqual([ref.commitment, ref.bodyKey]);
  });

  test('are never stored in the clear, and no reference carries their digest', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: true });
    await stored;
    const sealed = Buffer.from(
      (await store.blobs.get(ref.blob ?? '', { folder: blobFolder(ref.bodyKey) })) ?? [],
    );
    expect(sealed.includes('diagnosis')).toBe(false);
    // A payload of one segment.
    expect(sealed.length).toBe(text.length + 74 + 32);
    expect(JSON.stringify(ref)).not.toContain(store.blobs.addressOf(text));
  });

  test('of different projects and days have different keys, kept wrapped, one row each', async () => {
    const bodies = await create();
    const record = async (project: string) => {
      const { ref, stored } = bodies.record(project, text, { keep: false });
      await stored;
      return ref;
    };
    const refs = [await record('a'), await record('b'), await record('a')];
    clock.nowMs += 86_400_000;
    refs.push(await record('a'));
    expect(new Set(refs.map((ref) => ref.bodyKey)).size).toBe(3);
    expect(new Set(refs.map((ref) => ref.commitment)).size).toBe(3);
    expect(refs[0]).toEqual(refs[2]);
    const rows = await keyRows();
    expect(rows.map((row) => [row.project, row.day]).sort()).toEqual([
      ['a', '2026-01-02'],
      ['a', '2026-01-03'],
      ['b', '2026-01-02'],
    ]);
    for (const row of rows) expect(secretOf(row)).toHaveLength(32);
  });

  test('of one day share their key across a restart', async () => {
    const first = (await create()).record('a', text, { keep: false });
    await first.stored;
    expect((await create()).record('a', text, { keep: false }).ref).toEqual(first.ref);
  });

  test('are gone for good when their key or their blob is', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: true });
    await stored;
    const again = bodies.record('clinic', text, { keep: true });
    await again.stored;
    await store.blobs.delete(ref.blob ?? '', { folder: blobFolder(ref.bodyKey) });
    expect(await bodies.open(ref, 'clinic')).toBeUndefined();
    await store.db.withTables<BodyTables>().deleteFrom('body_keys').execute();
    expect(await bodies.open(again.ref, 'clinic')).toBeUndefined();
  });

  test('that are not what was recorded are refused', async () => {
    const bodies = await create();
    const one = bodies.record('clinic', text, { keep: true });
    const other = bodies.record('clinic', Buffer.from('another body'), { keep: true });
    await Promise.all([one.stored, other.stored]);
    const altered = { code: 'ledger/body-altered' };
    await expect(bodies.open({ ...one.ref, blob: other.ref.blob }, 'clinic')).rejects.toMatchObject(altered);
    const sealed = await store.blobs.get(one.ref.blob ?? '', { folder: blobFolder(one.ref.bodyKey) });
    await expect(
      bodies.open({ ...one.ref, commitment: other.ref.commitment }, 'clinic'),
    ).rejects.toMatchObject(altered);
    await expect(bodies.open({ ...one.ref, bytes: 1 }, 'clinic')).rejects.toMatchObject(altered);
    const moved = { ...one.ref, bodyKey: '2026-01-02.00000000000000aa' };
    await store.blobs.put(sealed ?? new Uint8Array(0), { folder: blobFolder(moved.bodyKey) });
    const [row] = await keyRows();
    const secret = row ? secretOf(row) : new Uint8Array(0);
    const wrapped = Buffer.from(keyring.wrap(secret, moved.bodyKey).ciphertext).toString('base64');
    const place = { id: moved.bodyKey, project: 'clinic', day: '2026-01-02', key_version: 1, subject: null };
    await store.db.transaction().execute(async (trx) => {
      const [slot = 0] = await keepSecrets(trx, 'body_key_secrets', [wrapped]);
      await trx
        .withTables<BodyTables>()
        .insertInto('body_keys')
        .values({ ...place, slot })
        .execute();
    });
    // The same key under another id: the seal is bound to the id.
    await expect(bodies.open(moved, 'clinic')).rejects.toMatchObject(altered);
    // The same key, given to another project in the table: the seal is bound to the project.
    const db = store.db.withTables<BodyTables>();
    await db.updateTable('body_keys').set({ project: 'other' }).where('id', '=', one.ref.bodyKey).execute();
    await expect(bodies.open(one.ref, 'other')).rejects.toMatchObject(altered);
  });

  test('that are not in the sealing format, as those of early versions, are refused', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: true });
    await stored;
    const [row] = await keyRows();
    const key = deriveKey(row ? secretOf(row) : new Uint8Array(0), 'ringwall/body-sealing');
    const early = sealAesGcm(key, text, `body/clinic/${ref.bodyKey}`);
    for (const sealed of [early, text, new Uint8Array(0)]) {
      const blob = await store.blobs.put(sealed);
      await expect(bodies.open({ ...ref, blob }, 'clinic')).rejects.toMatchObject({
        code: 'ledger/body-altered',
      });
    }
  });

  test('of early versions, which lie in no folder, come back too', async () => {
    const bodies = await create();
    const { ref, stored } = bodies.record('clinic', text, { keep: true });
    await stored;
    const folder = blobFolder(ref.bodyKey);
    await store.blobs.put((await store.blobs.get(ref.blob ?? '', { folder })) ?? new Uint8Array(0));
    await store.blobs.delete(ref.blob ?? '', { folder });
    expect(Buffer.from((await bodies.open(ref, 'clinic')) ?? []).equals(text)).toBe(true);
  });

  test('whose key cannot be kept say so, and the next one tries with a new key', async () => {
    const bodies = await create();
    const db = store.db.withTables<BodyTables>();
    await db.schema.alterTable('body_keys').renameTo('away').execute();
    const lost = bodies.record('clinic', text, { keep: false });
    await expect(lost.stored).rejects.toThrow();
    await db.schema.alterTable('away').renameTo('body_keys').execute();
    const next = bodies.record('clinic', text, { keep: true });
    await next.stored;
    expect(next.ref.bodyKey).not.toBe(lost.ref.bodyKey);
    expect(Buffer.from((await bodies.open(next.ref, 'clinic')) ?? []).equals(text)).toBe(true);
  });
});
