import { hmacSha256, movedOutsideHeap, randomBytes } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import type { Transaction } from 'kysely';
import { keepSecrets, type SlotTables } from '../bodies/secret-slots.ts';
import { Gathering } from '../gathering.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { RecentlyUsed } from '../recently-used.ts';
import type { SubjectTables } from './tables.ts';

/** The person a body is about, as far as it is known here: a pseudonym. */
export interface Subject {
  /** `sub_` and 32 hexadecimal digits; nothing can be told from it. */
  readonly id: string;
  readonly project: string;
  /** Keyed digest by which the person is found again; written nowhere but into its row. */
  readonly lookup: string;
}

/** Turns what callers name a person by into pseudonyms. The name itself is kept nowhere. */
export interface Subjects {
  /**
   * The pseudonym of a person, a new one where there is none. It becomes durable with the first key that is made for
   * it. Answered from memory for those named lately. One that is not found in time is a new one, which does no harm
   * but that the person has two; so this never rejects, and a database that fails is told by the key.
   */
  resolve(project: string, lookup: string, options: { readonly withinMs: number }): Promise<Subject>;
  /** The digest that a person is found by. */
  lookup(project: string, name: Uint8Array): string;
  /** Every pseudonym of a person that has a row. */
  find(lookup: string): Promise<readonly Subject[]>;
  /** Those of these pseudonyms that have a row. */
  known(ids: readonly string[]): Promise<readonly Subject[]>;
  /** While `work` runs nobody is given these pseudonyms: whoever asks waits for its end. */
  withheld<Value>(subjects: readonly Subject[], work: () => Promise<Value>): Promise<Value>;
  /** Wraps the key of the digests anew when it is not under the newest key-encryption key. */
  rewrapKey(): Promise<void>;
}

/** A name longer than this is refused by those who take names. */
export const maxSubjectBytes = 256;

/** About 300 bytes each. */
const maxRemembered = 50_000;
const lookupsAtOnce = 500;
const lookupKeyId = 'subject-lookup';

/** Opens the pseudonyms of a store, making the key of their digests at first use. */
export async function createSubjects(parts: {
  readonly store: Store;
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap' | 'encryptionKeyVersions'>;
}): Promise<Subjects> {
  const { store, keyring } = parts;
  const db = store.db.withTables<SubjectTables & SlotTables>();
  const key = await openLookupKey();
  const remembered = new RecentlyUsed<Subject>(maxRemembered);
  const withheld = new Map<string, Promise<unknown>>();

  const asked = new Gathering<{ readonly project: string; readonly lookup: string }, Subject>(
    async (questions) => {
      const lookups = questions.map(({ lookup }) => lookup);
      const rows = await rowsOf()
        .where('bucket', 'in', lookups.map(bucketOf))
        .orderBy('created_at')
        .execute();
      const newest = new Map(rows.map((row) => [row.secret, subjectOf(row)]));
      return questions.map(({ project, lookup }) => {
        // Two who ask for the same new person at once are given the same pseudonym.
        const subject = remembered.get(lookup) ??
          newest.get(lookup) ?? { id: newPseudonym(), project, lookup };
        remembered.set(lookup, subject);
        return subject;
      });
    },
    lookupsAtOnce,
  );

  function rowsOf() {
    return db
      .selectFrom('subjects')
      .innerJoin('subject_lookups', 'subject_lookups.slot', 'subjects.slot')
      .select(['subject', 'project', 'secret']);
  }

  async function openLookupKey(): Promise<Uint8Array> {
    const row = await db
      .selectFrom('subject_lookup_keys')
      .selectAll()
      .where('id', '=', lookupKeyId)
      .executeTakeFirst();
    if (row !== undefined) {
      const ciphertext = Buffer.from(row.wrapped, 'base64');
      return movedOutsideHeap(keyring.unwrap({ keyVersion: row.key_version, ciphertext }, lookupKeyId));
    }
    const made = movedOutsideHeap(randomBytes(32));
    await db
      .insertInto('subject_lookup_keys')
      .values({ id: lookupKeyId, ...wrapped(made) })
      .execute();
    return made;
  }

  function wrapped(secret: Uint8Array) {
    const { keyVersion, ciphertext } = keyring.wrap(secret, lookupKeyId);
    return { wrapped: Buffer.from(ciphertext).toString('base64'), key_version: keyVersion };
  }

  function lookupOf(project: string, name: Uint8Array): string {
    // A project's name holds no zero byte, so that no two pairs are the same bytes.
    return Buffer.from(hmacSha256(key, Buffer.concat([Buffer.from(`${project}\0`), name]))).toString(
      'base64url',
    );
  }

  async function found(project: string, lookup: string): Promise<Subject> {
    for (let until = withheld.get(lookup); until !== undefined; until = withheld.get(lookup)) {
      await until.catch(() => undefined);
    }
    return remembered.get(lookup) ?? (await asked.add({ project, lookup }));
  }

  async function resolve(
    project: string,
    lookup: string,
    { withinMs }: { readonly withinMs: number },
  ): Promise<Subject> {
    const known = withheld.has(lookup) ? undefined : remembered.get(lookup);
    if (known !== undefined) return known;
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), withinMs);
    const answer = await Promise.race([found(project, lookup).catch(() => undefined), late.promise]);
    clearTimeout(timer);
    return answer ?? { id: newPseudonym(), project, lookup };
  }

  return {
    resolve,
    lookup: lookupOf,
    async find(lookup) {
      const rows = await rowsOf().where('bucket', '=', bucketOf(lookup)).execute();
      return rows.filter(({ secret }) => secret === lookup).map(subjectOf);
    },
    known: async (ids) => (await rowsOf().where('subject', 'in', ids).execute()).map(subjectOf),

    async withheld(subjects, work) {
      const running = (async () => {
        // A question under way would remember what it is about to be told.
        await asked.settled();
        for (const { lookup } of subjects) remembered.delete(lookup);
        return await work();
      })();
      for (const { lookup } of subjects) withheld.set(lookup, running);
      try {
        return await running;
      } finally {
        for (const { lookup } of subjects) {
          if (withheld.get(lookup) === running) withheld.delete(lookup);
        }
      }
    },

    async rewrapKey() {
      const newest = keyring.encryptionKeyVersions.at(-1) ?? 0;
      await db
        .updateTable('subject_lookup_keys')
        .set(wrapped(key))
        .where('id', '=', lookupKeyId)
        .where('key_version', '<', newest)
        .execute();
    },
  };
}

/** Writes the rows of pseudonyms that have none yet. */
export async function keepSubjects(
  trx: Transaction<unknown>,
  subjects: readonly Subject[],
  nowMs: number,
): Promise<void> {
  if (subjects.length === 0) return;
  const tables = trx.withTables<SubjectTables>();
  const named = new Map(subjects.map((subject) => [subject.id, subject]));
  const kept = await tables
    .selectFrom('subjects')
    .select('subject')
    .where('subject', 'in', [...named.keys()])
    .execute();
  for (const { subject } of kept) named.delete(subject);
  if (named.size === 0) return;
  const added = [...named.values()];
  const slots = await keepSecrets(
    trx,
    'subject_lookups',
    added.map(({ lookup }) => lookup),
  );
  const rows = added.map(({ id, project, lookup }, i) => ({
    ...{ subject: id, project, bucket: bucketOf(lookup), slot: slots[i] ?? 0, created_at: nowMs },
  }));
  await tables.insertInto('subjects').values(rows).execute();
}

/** Few enough bits to tell nothing, enough to find one among millions. */
function bucketOf(lookup: string): number {
  return Buffer.from(lookup, 'base64url').readUInt16BE(0);
}

function newPseudonym(): string {
  return `sub_${Buffer.from(randomBytes(16)).toString('hex')}`;
}

function subjectOf(row: {
  readonly subject: string;
  readonly project: string;
  readonly secret: string;
}): Subject {
  return { id: row.subject, project: row.project, lookup: row.secret };
}
