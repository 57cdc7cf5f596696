import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { IdentityError } from '../errors.ts';
import { openIdentity, shellPrincipal, temporaryDirectory, vault } from '../identity-fixture.ts';
import { openSecretBox } from '../secrets/secret-box.ts';
import { createIdempotency, type NamedRequest } from './idempotency.ts';
import type { IdempotencyTables } from './tables.ts';

const asked: NamedRequest = {
  ...{ principal: shellPrincipal, key: '"one"', method: 'POST', url: '/api/keys' },
  body: { name: 'shop' },
};
const failing = (code: string) => expect.objectContaining({ code: `identity/idempotency-${code}` });
const dayMs = 24 * 60 * 60 * 1000;

async function setUp() {
  const directory = await temporaryDirectory();
  const { clock, store } = await openIdentity(directory);
  /** What another process has of the same store. */
  const another = async () => {
    const made = createIdempotency({ store, clock, box: await openSecretBox(store, vault), maxKept: 5 });
    onTestFinished(() => made.close());
    return made;
  };
  let done = 0;
  const work = async () => `answer ${++done}`;
  return { directory, clock, store, another, work, done: () => done, once: (await another()).once };
}

describe('a request that names itself', () => {
  test('is done once and answered alike as often as it is repeated', async () => {
    const { once, work, done } = await setUp();
    expect(await once(asked, work)).toEqual({ answer: 'answer 1', replayed: false });
    expect(await once(asked, work)).toEqual({ answer: 'answer 1', replayed: true });
    expect(await once({ ...asked, key: 'one' }, work)).toEqual({ answer: 'answer 1', replayed: true });
    expect(done()).toBe(1);
  });

  test.each([
    { method: 'DELETE' },
    { url: '/api/keys?project=a' },
    { body: { name: 'shop', project: 'a' } },
    { body: undefined },
  ])('is another one with %o, which the same key does not name', async (other) => {
    const { once, work, done } = await setUp();
    await once(asked, work);
    await expect(once({ ...asked, ...other }, work)).rejects.toThrow(failing('key-reused'));
    expect(done()).toBe(1);
  });

  test('is not known to another credential, also of the same person', async () => {
    const { once, work } = await setUp();
    await once(asked, work);
    for (const principal of [
      { ...shellPrincipal, id: 'elsewhere' },
      { ...shellPrincipal, kind: 'session' } as const,
    ]) {
      expect(await once({ ...asked, principal }, work)).toMatchObject({ replayed: false });
    }
  });

  test('is done once, however many come at the same time', async () => {
    const { once } = await setUp();
    await fc.assert(
      fc.asyncProperty(fc.uuid(), fc.integer({ min: 2, max: 6 }), async (key, times) => {
        let done = 0;
        const slow = async () => {
          await new Promise(setImmediate);
          return `${key} ${++done}`;
        };
        const all = await Promise.allSettled(
          Array.from({ length: times }, () => once({ ...asked, key }, slow)),
        );
        for (const each of all) {
          if (each.status === 'fulfilled') expect(each.value.answer).toBe(`${key} 1`);
          else expect(each.reason).toMatchObject({ code: 'identity/idempotency-running' });
        }
        expect(done).toBe(1);
        expect(await once({ ...asked, key }, slow)).toEqual({ answer: `${key} 1`, replayed: true });
      }),
      { numRuns: 20 },
    );
  });

  test('may be repeated under its key where it was refused, and then be done', async () => {
    const { once, work } = await setUp();
    const refuse = () => Promise.reject(new IdentityError('identity/project-unknown', 'There is none.'));
    await expect(once(asked, refuse)).rejects.toMatchObject({ code: 'identity/project-unknown' });
    expect(await once(asked, work)).toEqual({ answer: 'answer 1', replayed: false });
  });

  test.each([
    ['fails in a way nobody meant', () => new Error('The disk is full.')],
    ['fails on the server', () => new IdentityError('identity/row-damaged', 'Damaged.')],
  ])('is not done again where it %s: its change may stand', async (_, failure) => {
    const { once, work, done } = await setUp();
    await expect(once(asked, () => Promise.reject(failure()))).rejects.toThrow(failure().message);
    await expect(once(asked, work)).rejects.toThrow(failing('unknown'));
    expect(done()).toBe(0);
  });

  test('is not done again after the process that did it has died', async () => {
    const { once, work, done, another } = await setUp();
    const begun = Promise.withResolvers<void>();
    void once(asked, () => {
      begun.resolve();
      return new Promise<string>(() => {});
    });
    await begun.promise;
    const later = await another();
    await expect(later.once(asked, work)).rejects.toThrow(failing('unknown'));
    expect(done()).toBe(0);
  });

  test('is answered alike by the next process', async () => {
    const { once, work, another } = await setUp();
    await once(asked, work);
    const later = await another();
    expect(await later.once(asked, work)).toEqual({ answer: 'answer 1', replayed: true });
  });

  test('has an answer too large to keep once alone, and is not done again', async () => {
    const { once, work, done } = await setUp();
    const large = 'x'.repeat(70_000);
    expect(await once(asked, async () => large)).toEqual({ answer: large, replayed: false });
    await expect(once(asked, work)).rejects.toThrow(failing('unknown'));
    expect(done()).toBe(0);
  });

  test('is forgotten after a day', async () => {
    const { once, work, clock } = await setUp();
    await once(asked, work);
    clock.time += dayMs - 1;
    expect(await once(asked, work)).toMatchObject({ replayed: true });
    clock.time += 1;
    expect(await once(asked, work)).toEqual({ answer: 'answer 2', replayed: false });
  });

  test('leaves its answer in the database for no longer, also where nobody asks for anything any more', async () => {
    const { once, another, work, clock, store } = await setUp();
    const kept = async () =>
      (await store.db.withTables<IdempotencyTables>().selectFrom('kept_answers').selectAll().execute())
        .length;
    await once(asked, work);
    const { forgetOld } = await another();
    clock.time += dayMs - 1;
    await forgetOld();
    expect(await kept()).toBe(1);
    clock.time += 1;
    await forgetOld();
    expect(await kept()).toBe(0);
  });

  test('is forgotten for so many newer ones of the same caller, and for none of another', async () => {
    const { once, work, clock } = await setUp();
    const other = { ...asked, principal: { ...shellPrincipal, id: 'other' } };
    await once(asked, work);
    await once(other, work);
    for (let i = 0; i < 5; i++) {
      clock.time += 1;
      await once({ ...asked, key: `newer-${i}` }, work);
    }
    expect(await once({ ...asked, key: 'newer-1' }, work)).toMatchObject({ replayed: true });
    expect(await once(other, work)).toMatchObject({ replayed: true });
    expect(await once(asked, work)).toMatchObject({ replayed: false });
  });

  test('leaves no answer, key or body in the database that could be read there', async () => {
    const { directory, once, store } = await setUp();
    const key = 'key-that-nobody-shall-read';
    const body = { subject: 'patient-that-nobody-shall-read' };
    await once({ ...asked, key, body }, async () => 'secret-that-nobody-shall-read');
    await store.close();
    const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect((await readFile(join(file.parentPath, file.name))).toString('latin1')).not.toContain(
        'nobody-shall',
      );
  });
});
