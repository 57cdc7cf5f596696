import { openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBodies } from '../bodies/bodies.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { ledgerModule } from '../module.ts';
import { keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import type { SubjectTables } from './tables.ts';

let store: Store;
let keyring: Keyring;
const clock = new TestClock();

beforeEach(async () => {
  const directory = await temporaryDirectory();
  store = await openStore({ directory, migrations: ledgerModule.migrations ?? [] });
  keyring = await keyringFor(directory);
});
afterEach(() => store.close());

const open = () => createBodies({ store, keyring, clock });
const db = () => store.db.withTables<SubjectTables>();
const alice = Buffer.from('alice');
const within = { withinMs: 10_000 };

async function ask(bodies: Awaited<ReturnType<typeof open>>, project: string, name: Uint8Array) {
  const { subjects } = bodies;
  const subject = await subjects.resolve(project, subjects.lookup(project, name), within);
  const { ref, stored } = bodies.record(project, Buffer.from('text'), { keep: true, subject });
  await stored;
  return { subject, ref };
}

describe('a pseudonym', () => {
  test('is the same for the same person in the same project, after a restart too, and tells nothing', async () => {
    const bodies = await open();
    const first = await ask(bodies, 'clinic', alice);
    expect(first.subject.id).toMatch(/^sub_[0-9a-f]{32}$/);
    expect((await ask(await open(), 'clinic', alice)).subject).toEqual(first.subject);
    const others = [await ask(bodies, 'shop', alice), await ask(bodies, 'clinic', Buffer.from('alice '))];
    expect(new Set([first, ...others].map(({ subject }) => subject.id)).size).toBe(3);
    const [row] = await db()
      .selectFrom('subjects')
      .selectAll()
      .where('subject', '=', first.subject.id)
      .execute();
    expect(JSON.stringify(row)).not.toContain('alice');
    // A project whose name ends as another's person begins is not mixed up with it.
    const { subjects } = bodies;
    expect(subjects.lookup('a', Buffer.from('bc'))).not.toBe(subjects.lookup('ab', Buffer.from('c')));
  });

  test('is one for all who ask for a new person at once', async () => {
    const bodies = await open();
    const asked = await Promise.all(Array.from({ length: 50 }, () => ask(bodies, 'clinic', alice)));
    expect(new Set(asked.map(({ subject }) => subject.id)).size).toBe(1);
    expect(new Set(asked.map(({ ref }) => ref.bodyKey)).size).toBe(1);
    expect(await db().selectFrom('subjects').selectAll().execute()).toHaveLength(1);
  });

  test('is found under every name a person was given, and each has keys of its own', async () => {
    const bodies = await open();
    const { subjects } = bodies;
    const lookup = subjects.lookup('clinic', alice);
    const first = await ask(bodies, 'clinic', alice);
    // Not answered in time.
    const late = await subjects.withheld([first.subject], () =>
      subjects.resolve('clinic', lookup, { withinMs: 1 }),
    );
    const { stored, ref } = bodies.record('clinic', Buffer.from('text'), { keep: true, subject: late });
    await stored;
    expect([late.id, ref.bodyKey]).not.toContain(first.subject.id);
    const found = await subjects.find(lookup);
    expect(found.map(({ id }) => id).sort()).toEqual([first.subject.id, late.id].sort());
    expect(await subjects.known([late.id, 'sub_x'])).toEqual([late]);
  });

  test('is found again after the key-encryption key was replaced', async () => {
    const bodies = await open();
    const { subject } = await ask(bodies, 'clinic', alice);
    await keyring.rotateEncryptionKey();
    await bodies.rewrapKeys(new AbortController().signal);
    await keyring.destroyOldEncryptionKeys();
    const [key] = await db().selectFrom('subject_lookup_keys').selectAll().execute();
    expect(key?.key_version).toBe(2);
    expect((await ask(await open(), 'clinic', alice)).subject).toEqual(subject);
  });

  test('whose row cannot be read is a new one, and a database that fails is told by the key', async () => {
    const bodies = await open();
    await store.db.schema.alterTable('subjects').renameTo('away').execute();
    const { subjects } = bodies;
    const subject = await subjects.resolve('clinic', subjects.lookup('clinic', alice), within);
    expect(subject.id).toMatch(/^sub_/);
    await expect(bodies.record('clinic', alice, { keep: false, subject }).stored).rejects.toThrow();
    await store.db.schema.alterTable('away').renameTo('subjects').execute();
    await ask(bodies, 'clinic', alice);
  });
});

test('keys of persons in memory are those of today, and another process makes others', async () => {
  const bodies = await open();
  const first = await ask(bodies, 'clinic', alice);
  expect((await ask(bodies, 'clinic', alice)).ref.bodyKey).toBe(first.ref.bodyKey);
  const other = await ask(await open(), 'clinic', alice);
  expect(other.ref.bodyKey).not.toBe(first.ref.bodyKey);
  clock.nowMs += 86_400_000;
  const next = await ask(bodies, 'clinic', alice);
  expect(next.ref.bodyKey.slice(0, 10)).toBe('2026-01-03');
  for (const { ref } of [first, other, next]) expect(await bodies.open(ref, 'clinic')).toBeDefined();
});
