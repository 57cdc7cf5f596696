import { type Clock, deriveKey, movedOutsideHeap, randomBytes } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { Gathering } from '../gathering.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { RecentlyUsed } from '../recently-used.ts';
import { keepSubjects, type Subject } from '../subjects/subjects.ts';
import type { SubjectTables } from '../subjects/tables.ts';
import { keepSecrets, replaceSecret, type SlotTables } from './secret-slots.ts';
import type { BodyTables } from './tables.ts';

/** A body key, ready for use. */
export interface BodyKey {
  readonly id: string;
  readonly commitment: Uint8Array;
  readonly sealing: Uint8Array;
  /** Resolves when the key itself is durable. */
  readonly durable: Promise<void>;
  /** False for one that is kept nowhere: what is sealed with it never opens. */
  readonly lasting: boolean;
}

type BodyKeyRow = BodyTables['body_keys'];
type SealedKey = Pick<BodyKeyRow, 'id' | 'key_version'> & { readonly secret: string };
interface NewKey {
  readonly row: Omit<BodyKeyRow, 'slot'>;
  /** Sealed, base64. */
  readonly secret: string;
  readonly subject: Subject | undefined;
}

/** The body keys of a store: those of today in memory, the others in their rows. */
export interface BodyKeys {
  /** Today's key of a project, or of a person in it, made at once when there is none: nothing here waits for SQL. */
  current(project: string, subject?: Subject): BodyKey;
  /** One that was kept; undefined where it is gone or another project's. The caller closes it. */
  read(id: string, project: string): Promise<BodyKey | undefined>;
  /** Takes a person's key out of memory; later ones are kept nowhere. Resolves when none is on its way any more. */
  forget(subject: string): Promise<void>;
  /** Undoes `forget`, where the keys were not destroyed after all. */
  remember(subject: string): void;
  /** Wraps every key that is not under the newest key-encryption key anew; how many keys there are. */
  rewrap(signal: AbortSignal): Promise<number>;
}

/** Rows of one transaction: traffic's own queries wait for it. */
const rowsAtOnce = 200;
/** Persons who were active today and whose keys stay in memory. About 700 bytes each; another key is made for others. */
const maxSubjectKeys = 50_000;
/** Longer than any exchange runs: after this nobody holds a forgotten pseudonym any more. */
const forgottenForMs = 25 * 3_600_000;

export async function openBodyKeys(options: {
  readonly store: Store;
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap' | 'encryptionKeyVersions'>;
  readonly clock: Clock;
}): Promise<BodyKeys> {
  const { store, keyring, clock } = options;
  const db = store.db.withTables<BodyTables & SubjectTables & SlotTables>();
  let dayNumber = dayNumberOf(clock.now());
  let day = dayOf(clock.now());
  /** Today's, by project: as many as there are projects with traffic. */
  const ofProjects = new Map<string, BodyKey>();
  const ofSubjects = new RecentlyUsed<BodyKey>(maxSubjectKeys, overwrite);
  /** Pseudonyms whose keys are destroyed, and when. Exchanges that were under way still use them. */
  const forgotten = new Map<string, number>();

  const arriving = new Gathering<NewKey, true>(async (keys) => {
    const subjects = keys.flatMap(({ subject }) => subject ?? []);
    const secrets = keys.map(({ secret }) => secret);
    await store.db.transaction().execute(async (trx) => {
      await keepSubjects(trx, subjects, clock.now());
      const slots = await keepSecrets(trx, 'body_key_secrets', secrets);
      const rows = keys.map(({ row }, i) => ({ ...row, slot: slots[i] ?? 0 }));
      await trx.withTables<BodyTables>().insertInto('body_keys').values(rows).execute();
    });
    return keys.map(() => true);
  }, rowsAtOnce);

  const today = await sealedKeys().where('day', '=', day).where('subject', 'is', null).execute();
  for (const row of today) ofProjects.set(row.project, derived(row.id, unwrap(row), Promise.resolve()));

  function sealedKeys() {
    return db
      .selectFrom('body_keys')
      .innerJoin('body_key_secrets', 'body_key_secrets.slot', 'body_keys.slot')
      .select(['id', 'project', 'key_version', 'body_keys.slot', 'secret']);
  }

  function unwrap({ id, secret, key_version }: SealedKey): Uint8Array {
    return keyring.unwrap({ keyVersion: key_version, ciphertext: Buffer.from(secret, 'base64') }, id);
  }

  function wrap(secret: Uint8Array, id: string) {
    const { keyVersion, ciphertext } = keyring.wrap(secret, id);
    return { secret: Buffer.from(ciphertext).toString('base64'), key_version: keyVersion };
  }

  function turnOfDay(): void {
    const now = clock.now();
    // Every record comes by here: a date is written out once a day.
    if (dayNumberOf(now) === dayNumber) return;
    dayNumber = dayNumberOf(now);
    day = dayOf(now);
    for (const key of ofProjects.values()) overwrite(key);
    ofProjects.clear();
    ofSubjects.clear();
    for (const [subject, atMs] of forgotten) if (now - atMs > forgottenForMs) forgotten.delete(subject);
  }

  function made(project: string, subject: Subject | undefined, failed: () => void): BodyKey {
    const id = newKeyId(day);
    const secret = movedOutsideHeap(randomBytes(32));
    const { secret: sealed, key_version } = wrap(secret, id);
    const row = { id, project, day, subject: subject?.id ?? null, key_version };
    const durable = arriving.add({ row, secret: sealed, subject }).then(() => undefined);
    // A key that could not be kept is used no further; those who waited for it are told.
    durable.catch(failed);
    return derived(id, secret, durable);
  }

  return {
    current(project, subject) {
      turnOfDay();
      if (subject === undefined) {
        const existing = ofProjects.get(project);
        if (existing !== undefined) return existing;
        const key = made(project, undefined, () => {
          if (ofProjects.get(project) === key) ofProjects.delete(project);
        });
        ofProjects.set(project, key);
        return key;
      }
      if (forgotten.has(subject.id)) {
        const key = derived(newKeyId(day), movedOutsideHeap(randomBytes(32)), Promise.resolve());
        return { ...key, lasting: false };
      }
      const existing = ofSubjects.get(subject.id);
      if (existing !== undefined) return existing;
      const key = made(project, subject, () => {
        if (ofSubjects.get(subject.id) === key) ofSubjects.delete(subject.id);
      });
      ofSubjects.set(subject.id, key);
      return key;
    },

    async read(id, project) {
      const row = await sealedKeys().where('id', '=', id).executeTakeFirst();
      if (row === undefined || row.project !== project) return undefined;
      return derived(row.id, unwrap(row), Promise.resolve());
    },

    async forget(subject) {
      forgotten.set(subject, clock.now());
      ofSubjects.delete(subject);
      await arriving.settled();
    },

    remember: (subject) => void forgotten.delete(subject),

    async rewrap(signal) {
      for (;;) {
        signal.throwIfAborted();
        // One wrapped before the rotation may arrive after it.
        await arriving.settled();
        const newest = keyring.encryptionKeyVersions.at(-1) ?? 0;
        const rows = await sealedKeys().where('key_version', '<', newest).limit(rowsAtOnce).execute();
        if (rows.length === 0) break;
        await store.db.transaction().execute(async (trx) => {
          for (const row of rows) {
            const secret = unwrap(row);
            const { key_version, secret: sealed } = wrap(secret, row.id);
            secret.fill(0);
            await replaceSecret(trx, 'body_key_secrets', { slot: row.slot, secret: sealed });
            await trx
              .withTables<BodyTables>()
              .updateTable('body_keys')
              .set({ key_version })
              .where('id', '=', row.id)
              .execute();
          }
        });
      }
      const { count } = await db
        .selectFrom('body_keys')
        .select((each) => each.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/** Overwrites a key nobody uses any more. */
export function overwrite({ commitment, sealing }: BodyKey): void {
  commitment.fill(0);
  sealing.fill(0);
}

/** UTC, `YYYY-MM-DD`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

function dayNumberOf(timeMs: number): number {
  return Math.floor(timeMs / 86_400_000);
}

function newKeyId(day: string): string {
  return `${day}.${Buffer.from(randomBytes(8)).toString('hex')}`;
}

/** Overwrites `secret`. */
function derived(id: string, secret: Uint8Array, durable: Promise<void>): BodyKey {
  // Two keys from one: what is published about a body never helps to open it.
  const key = {
    id,
    commitment: deriveKey(secret, 'ringwall/body-commitment'),
    sealing: deriveKey(secret, 'ringwall/body-sealing'),
    durable,
    lasting: true,
  };
  secret.fill(0);
  return key;
}
