import { type Actor, newEvent, newId, type Principal, parseBoundedJson, type Secret } from '@ringwall/core';
import { z } from 'zod';
import type { Authentication, Presented } from '../authentication.ts';
import { credentialHash, keyPrefix, newKeyCredential } from '../credential.ts';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { printableName as name } from '../printable-name.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';

/** What may be shown of an API key. */
export interface KeySummary {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly prefix: string;
  /** Names of the routes it may invoke; `*` is every route. */
  readonly routes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** It speaks for one person, whom nothing here tells. */
  readonly bound?: true;
}

/** What one may ask of a new key. */
export interface NewKey {
  readonly name: string;
  /** Default: the project `default`. */
  readonly project?: string | undefined;
  /** Names of routes, which need not exist yet; default: every route. */
  readonly routes?: readonly string[] | undefined;
  /** RFC 3339, in the future; default: never. */
  readonly expiresAt?: string | undefined;
  /** The one person it speaks for, named as requests do; not kept as it is. Default: anybody. */
  readonly subject?: string | undefined;
}

/** The shape of `NewKey`; that `expiresAt` lies in the future is checked when the key is made. */
export const newKeySchema = z.strictObject({
  name,
  project: name.optional(),
  routes: z.array(name).max(256).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  subject: z.string().min(1).max(256).optional(),
});

type KeyRow = IdentityTables['api_keys'];

/** The digest by which the ledger finds a person. */
export type SubjectLookup = (project: string, name: Uint8Array) => string;

const maxNameBytes = 256;

interface UsableKey {
  readonly expiresAtMs: number;
  readonly principal: Principal;
}

/** The API keys. */
export interface Keys {
  /** Who presents this API key. */
  authenticate(presented: Presented): Authentication;
  /** Whether the key with this id would still be let in. */
  isLive(id: string): boolean;
  /**
   * Makes an API key for the `default` project and every route unless told otherwise. The key works once its
   * event is recorded, and this answer is the only place its text is ever seen.
   * @throws IdentityError identity/key-invalid, identity/project-unknown
   */
  create(input: NewKey, actor: Actor): Promise<{ readonly key: KeySummary; readonly secret: Secret }>;
  /** Every key there ever was, oldest first; revoked ones too. */
  list(project?: string): readonly KeySummary[];
  /**
   * From the commit on the key is refused, also when the ledger then fails and this rejects. Revoking again
   * changes nothing. @throws IdentityError identity/key-unknown
   */
  revoke(id: string, actor: Actor): Promise<KeySummary>;
  /** Ids of the usable keys that are bound to a person. */
  boundTo(subject: string): readonly string[];
  /** Refuses keys from now on whose revocation is recorded elsewhere, as that of bound keys with an erasure. */
  withdraw(ids: readonly string[]): void;
}

/** The API keys: durable in SQL, answered from memory. Every key there is stays listed, revoked ones too. */
export async function loadKeys(
  parts: IdentityParts & { readonly subjectLookup?: SubjectLookup | undefined },
): Promise<Keys> {
  const { outbox, clock, epoch } = parts;
  const db = parts.store.db.withTables<IdentityTables>();
  const summaries = new Map<string, KeySummary>();
  // Only keys that may be used: a revoked one is gone from here and cannot be found by any credential.
  const usable = new Map<string, UsableKey>();
  const projects = new Set((await db.selectFrom('projects').select('id').execute()).map(({ id }) => id));
  for (const row of await db.selectFrom('api_keys').selectAll().execute()) admit(row);

  function admit(row: KeyRow): KeySummary {
    const summary = summarize(row);
    summaries.set(row.id, summary);
    if (row.revoked_at === null) {
      const { id, project, routes } = summary;
      const { subject } = row;
      usable.set(row.hash, {
        expiresAtMs: row.expires_at ?? Number.POSITIVE_INFINITY,
        principal: {
          kind: 'key',
          id,
          who: { type: 'service', id },
          scope: { project, routes, models: ['*'], datasets: ['*'], purposes: ['*'], administration: false },
          ...(row.expires_at !== null && { untilMs: row.expires_at }),
          ...(subject !== null && { subject }),
        },
      });
    }
    return summary;
  }

  function withdraw(row: KeyRow): void {
    usable.delete(row.hash);
    summaries.set(row.id, summarize(row));
    epoch.advance();
  }

  return {
    authenticate({ credential = '' }) {
      const hash = credentialHash(credential);
      const key = hash === undefined ? undefined : usable.get(hash);
      if (key === undefined) return { ok: false, reason: 'unknown' };
      const { principal, expiresAtMs } = key;
      if (clock.now() >= expiresAtMs) return { ok: false, reason: 'expired', credential: principal.id };
      return { ok: true, principal };
    },

    isLive: (id) =>
      [...usable.values()].some(
        ({ principal, expiresAtMs }) => principal.id === id && clock.now() < expiresAtMs,
      ),

    async create(input, actor) {
      const now = clock.now();
      const { row, secret } = newKeyRow(checked(input), { now, subjectLookup: parts.subjectLookup });
      if (!projects.has(row.project)) {
        throw new IdentityError('identity/project-unknown', `There is no project "${row.project}".`);
      }
      const { expiresAt, routes } = summarize(row);
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<IdentityTables>().insertInto('api_keys').values(row).execute();
        const data = {
          key: row.id,
          name: row.name,
          routes: [...routes],
          ...(expiresAt === undefined ? {} : { expiresAt }),
          ...(row.subject === null ? {} : { bound: true as const }),
        };
        emit(newEvent('key.created', { time: now, project: row.project, actor, data }));
      });
      // Whoever revoked it while its event was being recorded has the last word.
      return { key: summaries.get(row.id) ?? admit(row), secret };
    },

    boundTo: (subject) =>
      [...usable.values()].flatMap(({ principal }) => (principal.subject === subject ? [principal.id] : [])),

    withdraw(ids) {
      const revokedAt = new Date(clock.now()).toISOString();
      for (const [hash, { principal }] of usable) if (ids.includes(principal.id)) usable.delete(hash);
      for (const id of ids) {
        const summary = summaries.get(id);
        if (summary !== undefined) summaries.set(id, { ...summary, revokedAt });
      }
      epoch.advance();
    },

    list(project) {
      const listed = [...summaries.values()].filter(
        (key) => project === undefined || key.project === project,
      );
      // Ids begin with their time; those of one millisecond come in any order, but always the same.
      return listed.sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    async revoke(id, actor) {
      const now = clock.now();
      const revoked = await outbox.transact(
        async (trx, emit) => {
          const row = await trx
            .withTables<IdentityTables>()
            .updateTable('api_keys')
            .set({ revoked_at: now })
            .where('id', '=', id)
            .where('revoked_at', 'is', null)
            .returningAll()
            .executeTakeFirst();
          if (row !== undefined) {
            emit(newEvent('key.revoked', { time: now, project: row.project, actor, data: { key: row.id } }));
          }
          return row;
        },
        // At once, and also when the ledger then fails: a key someone wanted dead is not served.
        { onCommitted: (row) => row && withdraw(row) },
      );
      const summary = revoked === undefined ? summaries.get(id) : summarize(revoked);
      if (summary === undefined) throw new IdentityError('identity/key-unknown', 'No key has that id.');
      return summary;
    },
  };
}

function checked(input: NewKey): NewKey {
  const parsed = newKeySchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IdentityError('identity/key-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
}

function newKeyRow(
  input: NewKey,
  { now, subjectLookup }: { readonly now: number; readonly subjectLookup: SubjectLookup | undefined },
): { readonly row: KeyRow; readonly secret: Secret } {
  const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
  if (expiresAt !== null && !(expiresAt > now)) {
    throw new IdentityError('identity/key-invalid', 'expiresAt: must be in the future.');
  }
  const id = newId('key', now);
  const { secret, hash } = newKeyCredential(id);
  const routes =
    input.routes === undefined || input.routes.includes('*') ? ['*'] : [...new Set(input.routes)];
  const project = input.project ?? defaultProject;
  const subject = input.subject === undefined ? null : boundSubject(project, input.subject, subjectLookup);
  const row = {
    id,
    project,
    name: input.name,
    prefix: keyPrefix(id),
    hash,
    routes: JSON.stringify(routes),
    created_at: now,
    expires_at: expiresAt,
    revoked_at: null,
    subject,
    owner: null,
    models: '["*"]',
    datasets: '["*"]',
    purposes: '["*"]',
    networks: null,
    certificate: null,
    administration: 0,
    previous_hash: null,
    previous_until: null,
    last_used_at: null,
  };
  return { row, secret };
}

function boundSubject(project: string, name: string, lookup: SubjectLookup | undefined): string {
  const bytes = Buffer.from(name);
  if (bytes.length > maxNameBytes)
    throw new IdentityError('identity/key-invalid', `subject: must have at most ${maxNameBytes} bytes.`);
  if (lookup === undefined)
    throw new IdentityError('identity/key-invalid', 'subject: cannot be looked up here.');
  return lookup(project, bytes);
}

function summarize(row: KeyRow): KeySummary {
  return {
    id: row.id,
    name: row.name,
    project: row.project,
    prefix: row.prefix,
    routes: storedRoutes(row),
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.expires_at === null ? {} : { expiresAt: new Date(row.expires_at).toISOString() }),
    ...(row.revoked_at === null ? {} : { revokedAt: new Date(row.revoked_at).toISOString() }),
    ...(row.subject === null ? {} : { bound: true as const }),
  };
}

function storedRoutes(row: KeyRow): readonly string[] {
  try {
    return z.array(z.string()).parse(parseBoundedJson(row.routes));
  } catch (cause) {
    throw new IdentityError('identity/row-damaged', `The scope of the key ${row.id} cannot be read.`, {
      cause,
    });
  }
}
