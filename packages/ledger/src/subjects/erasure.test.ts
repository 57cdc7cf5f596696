import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEvent, sha256 } from '@ringwall/core';
import { leafHash, openCheckpoint, verifyInclusion } from '@ringwall/verifier';
import { describe, expect, onTestFinished, test } from 'vitest';
import { blobFolder } from '../bodies/blob-folder.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { filesWith, officer, openForgetting, tracesOf } from '../testing/forgetting-fixture.ts';
import type { Subject } from './subjects.ts';
import type { SubjectTables } from './tables.ts';

type Opened = Awaited<ReturnType<typeof openForgetting>>;

const alice = 'alice@example.com';
const why = { reason: 'asked to be forgotten', actor: officer };

async function opened(directory: string, clock?: TestClock): Promise<Opened> {
  const parts = await openForgetting(directory, { ...(clock && { clock }) });
  onTestFinished(() => parts.close());
  return parts;
}

const rows = (parts: Opened) => parts.store.db.withTables<BodyTables & SubjectTables>();

async function expectProven({ ledger }: Opened): Promise<void> {
  const signed = await ledger.checkpoint();
  const checkpoint = await openCheckpoint(signed.note, ledger.verifierKey);
  if (!checkpoint.ok) throw new Error(checkpoint.reason);
  for await (const { index, leaf } of ledger.entries()) {
    const { hashes } = await ledger.prove(index, checkpoint.size);
    const hash = await leafHash(leaf, sha256);
    const proof = { index, size: checkpoint.size, leafHash: hash, hashes, root: checkpoint.root, sha256 };
    expect(await verifyInclusion(proof)).toBe(true);
  }
}

describe('erasing a person', () => {
  test('leaves nothing of them in any file, closes their bodies, and every proof still holds', async () => {
    const directory = await temporaryDirectory();
    const clock = new TestClock();
    const parts = await opened(directory, clock);
    const asked = [await parts.ask('one', { name: alice }), await parts.ask('two', { name: alice })];
    clock.nowMs += 86_400_000;
    asked.push(await parts.ask('three', { name: alice }));
    const others = [
      await parts.ask('four', { name: 'bob@example.com' }),
      await parts.ask('five'),
      await parts.ask('six', { project: 'shop', name: alice }),
    ];
    const subject = asked[0]?.subject?.id ?? '';
    const sealed: Record<string, Uint8Array> = {};
    for (const [i, { ref }] of asked.entries()) {
      const folder = blobFolder(ref.bodyKey);
      sealed[`body ${i}`] = (await parts.store.blobs.get(ref.blob ?? '', { folder })) ?? new Uint8Array(0);
    }
    const traces = { ...(await tracesOf(parts, subject)), ...sealed };
    expect(Object.keys(traces)).toHaveLength(2 * 4 + 2 + 3);
    const before = new Set((await filesWith(directory, traces)).map((found) => found.split(' in ')[0]));
    expect([...before].filter((name) => name?.startsWith('wrapped key'))).toHaveLength(2);
    expect(before.has('lookup') && before.has('body 2')).toBe(true);

    expect(await parts.erasure.find({ project: 'clinic', name: alice })).toEqual({
      ...{ subjects: [subject], project: 'clinic', bodyKeys: 2, holds: [] },
      ...{ firstDay: '2026-01-02', lastDay: '2026-01-03' },
    });
    const erased = await parts.erasure.erase({ project: 'clinic', name: alice }, why);
    expect(erased).toEqual({ subjects: [subject], project: 'clinic', bodyKeys: 2, keys: [], entries: [6] });
    expect(await filesWith(directory, traces)).toEqual([]);
    expect(await filesWith(directory, { name: alice })).toEqual([]);
    for (const { ref } of asked) expect(await parts.bodies.open(ref, 'clinic')).toBeUndefined();
    for (const { ref, subject: of } of others) {
      expect(await parts.bodies.open(ref, of?.project ?? 'clinic')).toBeDefined();
    }
    await expectProven(parts);
    expect(decodeEvent((await parts.ledger.read(6)).leaf)).toMatchObject({
      ...{ type: 'subject.erased', project: 'clinic', actor: officer },
      data: { subject, bodyKeys: 2, reason: why.reason },
    });
  });

  test('makes them a stranger: whoever comes back has another pseudonym and other keys', async () => {
    const parts = await opened(await temporaryDirectory());
    const first = await parts.ask('one', { name: alice });
    await parts.erasure.erase({ project: 'clinic', name: alice }, why);
    await expect(parts.erasure.find({ project: 'clinic', name: alice })).rejects.toMatchObject({
      code: 'ledger/subject-unknown',
    });
    const again = await parts.ask('one', { name: alice });
    expect(again.subject?.id).not.toBe(first.subject?.id);
    expect(again.ref.commitment).not.toBe(first.ref.commitment);
    expect(await parts.bodies.open(again.ref, 'clinic')).toBeDefined();
  });

  test('keeps nothing of what their requests under way record later', async () => {
    const directory = await temporaryDirectory();
    const parts = await opened(directory);
    const { subject } = await parts.ask('one', { name: alice });
    const during: Promise<Subject>[] = [];
    parts.ledger.onAppended(() => during.push(parts.person('clinic', alice)));
    await parts.erasure.erase({ project: 'clinic', name: alice }, why);
    const { ref, stored } = parts.bodies.record('clinic', Buffer.from('late'), { keep: true, subject });
    await stored;
    expect(ref.blob).toBeUndefined();
    expect(await rows(parts).selectFrom('body_keys').selectAll().execute()).toEqual([]);
    // Whoever asked during the erasure waited for it, and is given a new pseudonym.
    expect(during).toHaveLength(1);
    expect((await during[0])?.id).not.toBe(subject?.id);
  });

  test('finds them by pseudonym too, and refuses whom it does not know', async () => {
    const parts = await opened(await temporaryDirectory());
    const { subject } = await parts.ask('one', { name: alice });
    const unknown = { code: 'ledger/subject-unknown' };
    await expect(parts.erasure.erase({ project: 'shop', name: alice }, why)).rejects.toMatchObject(unknown);
    await expect(parts.erasure.erase({ subject: 'sub_0' }, why)).rejects.toMatchObject(unknown);
    expect(parts.ledger.size).toBe(1);
    expect(await parts.erasure.erase({ subject: subject?.id ?? '' }, why)).toMatchObject({ bodyKeys: 1 });
  });

  test('is done again by itself in a database that was put back from before', async () => {
    const directory = await temporaryDirectory();
    const parts = await openForgetting(directory);
    const { ref, subject } = await parts.ask('one', { name: alice });
    const kept = await parts.ask('two', { name: 'bob@example.com' });
    await parts.close();
    const backup = await temporaryDirectory();
    await cp(directory, backup, { recursive: true });

    const later = await openForgetting(directory);
    const traces = await tracesOf(later, subject?.id ?? '');
    await later.erasure.erase({ project: 'clinic', name: alice }, why);
    await later.close();

    for (const place of ['ringwall.db', 'ringwall.db-wal', 'blobs', 'keys']) {
      await rm(join(directory, place), { recursive: true, force: true });
      await cp(join(backup, place), join(directory, place), { recursive: true }).catch(() => undefined);
    }
    expect(await filesWith(directory, traces)).not.toEqual([]);
    const restored = await opened(directory);
    expect(await filesWith(directory, traces)).toEqual([]);
    expect(await restored.bodies.open(ref, 'clinic')).toBeUndefined();
    expect(await restored.bodies.open(kept.ref, 'clinic')).toBeDefined();
    await expect(restored.erasure.find({ project: 'clinic', name: alice })).rejects.toMatchObject({
      code: 'ledger/subject-unknown',
    });
  });
});
