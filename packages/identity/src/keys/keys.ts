import { type Actor, newEvent, type Principal, type Secret } from '@ringwall/core';
import type { Authentication, Presented } from '../authentication.ts';
import { credentialHash, newKeyCredential } from '../credential.ts';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import type { Holders } from '../principals/holders.ts';
import type { ProjectRegister } from '../projects/projects.ts';
import type { IdentityTables } from '../tables.ts';
import { isBoundTo } from './certificate-binding.ts';
import { HeldKeys } from './held-keys.ts';
import { type KeyRow, type KeySummary, keyCreatedEvent, summarizeKey } from './key-row.ts';
import { KeyUse } from './key-use.ts';
import { type NewKey, newKeyRow, type SubjectLookup } from './new-key.ts';
import type { KeyUseTables } from './use-tables.ts';

/** A key, and the only sight of its text. */
export interface KeyWithSecret {
  readonly key: KeySummary;
  readonly secret: Secret;
}

/** The API keys. */
export interface Keys {
  /** Who presents this API key, from where it may come from and with what it must come with. */
  authenticate(presented: Presented): Authentication;
  /** Whether a principal that `authenticate` gave would still be let in. */
  isLive(principal: Principal): boolean;
  /**
   * Makes an API key for the `default` project and everything in it unless told otherwise. The key works once its
   * event is recorded, and this answer is the only place its text is ever seen.
   * @throws IdentityError identity/key-invalid, identity/project-unknown
   */
  create(input: NewKey, actor: Actor): Promise<KeyWithSecret>;
  /**
   * Gives a key another text, good once it is recorded. The text before stays good for `overlapMs`; the one before
   * that ends at once. @throws IdentityError identity/key-unknown, identity/key-ended
   */
  rotate(id: string, overlapMs: number, actor: Actor): Promise<KeyWithSecret>;
  /** Every key there ever was, oldest first; revoked ones too. */
  list(project?: string): readonly KeySummary[];
  find(id: string): KeySummary | undefined;
  /** Whether it is good now, or why not. */
  stateOf(key: KeySummary): 'active' | 'expired' | 'revoked';
  /**
   * From the commit on the key is refused, also when the ledger then fails and this rejects. Revoking again
   * changes nothing. @throws IdentityError identity/key-unknown
   */
  revoke(id: string, actor: Actor): Promise<KeySummary>;
  /** Ids of the usable keys that are bound to a person. */
  boundTo(subject: string): readonly string[];
  /** Refuses keys from now on whose revocation is recorded elsewhere, as that of bound keys with an erasure. */
  withdraw(ids: readonly string[]): void;
  /** Writes down when keys were last used, and waits for what was noticed about them. */
  flush(): Promise<void>;
}

interface KeyParts extends IdentityParts {
  readonly holders: Holders;
  readonly projects: ProjectRegister;
  readonly subjectLookup?: SubjectLookup | undefined;
  /** Makes the digests of addresses that keys come from. */
  readonly addressDigestKey: Uint8Array;
}

/** The API keys: durable in SQL, answered from memory. Every key there is stays listed, revoked ones too. */
export async function loadKeys(parts: KeyParts): Promise<Keys> {
  const { outbox, clock, epoch, holders, projects } = parts;
  const rows = new Map<string, KeyRow>();
  const held = new HeldKeys(holders);
  const use = await KeyUse.open(parts, parts.addressDigestKey);
  /** Keys whose newest text was never shown, because its record failed: whoever uses the key has the one before. */
  const unshown = new Set<string>();
  const db = parts.store.db.withTables<IdentityTables>();
  for (const row of await db.selectFrom('api_keys').selectAll().execute()) {
    rows.set(row.id, row);
    held.take(row);
    held.allowNewest(row);
    held.allowOlder(row);
    summarizeKey(row, clock.now());
  }

  /** What takes something away holds from the commit on. */
  function committed(row: KeyRow | undefined): void {
    if (row === undefined) return;
    rows.set(row.id, row);
    held.take(row);
    if (row.revoked_at !== null) use.forget(row.id);
    epoch.advance();
  }

  function summary(id: string): KeySummary {
    const row = rows.get(id);
    if (row === undefined) throw new IdentityError('identity/key-unknown', 'No key has that id.');
    return shown(row);
  }

  function shown(row: KeyRow): KeySummary {
    const last_used_at = use.lastUsedMs(row.id) ?? row.last_used_at;
    return summarizeKey({ ...row, last_used_at }, clock.now());
  }

  return {
    authenticate({ credential = '', address, certificate }) {
      const hash = credentialHash(credential);
      const secret = hash === undefined ? undefined : held.find(hash);
      if (secret === undefined) {
        const ended = hash === undefined ? undefined : held.endedOf(hash);
        return ended === undefined ? unknown : { ok: false, reason: 'revoked', credential: ended };
      }
      const { key, admitted } = secret;
      const refuse = (reason: 'expired' | 'disabled' | 'address' | 'certificate') =>
        ({ ok: false, reason, credential: key.row.id }) as const;
      const now = clock.now();
      if (now >= secret.untilMs) return refuse('expired');
      if (!held.isOwnerActive(key)) return refuse('disabled');
      if (key.networks?.has(address) === false) {
        use.refused(key.row, 'refused-address', address);
        return refuse('address');
      }
      const binding = key.row.certificate;
      if (binding !== null && !isBoundTo(binding, certificate)) {
        use.refused(key.row, 'refused-certificate', address);
        return refuse('certificate');
      }
      use.used(secret, address, now);
      return admitted;
    },

    isLive: (principal) => held.isLive(principal, clock.now()),

    async create(input, actor) {
      const now = clock.now();
      const { row, secret } = newKeyRow(input, { now, holders, subjectLookup: parts.subjectLookup });
      projects.mustHave(row.project);
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<IdentityTables>().insertInto('api_keys').values(row).execute();
        emit(newEvent('key.created', { time: now, project: row.project, actor, data: keyCreatedEvent(row) }));
      });
      // Whoever revoked it while its event was being recorded has the last word.
      if (!rows.has(row.id)) {
        rows.set(row.id, row);
        held.take(row);
        held.allowNewest(row);
        epoch.advance();
      }
      return { key: summary(row.id), secret };
    },

    async rotate(id, overlapMs, actor) {
      const now = clock.now();
      const { prefix } = summary(id);
      const { secret, hash } = newKeyCredential(prefix);
      const replacesUnshown = unshown.has(id);
      const until = now + overlapMs;
      const state = { committed: false };
      try {
        await outbox.transact(
          async (trx, emit) => {
            const row = await trx
              .withTables<IdentityTables>()
              .updateTable('api_keys')
              .set({ hash, previous_until: until })
              .$if(!replacesUnshown, (query) => query.set(({ ref }) => ({ previous_hash: ref('hash') })))
              .where('id', '=', id)
              .where('revoked_at', 'is', null)
              .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
              .returningAll()
              .executeTakeFirst();
            if (row === undefined)
              throw new IdentityError('identity/key-ended', `The key ${id} is revoked or has expired.`);
            const data = { key: id, overlapUntil: new Date(until).toISOString() };
            emit(newEvent('key.rotated', { time: now, project: row.project, actor, data }));
            return row;
          },
          {
            onCommitted(row) {
              state.committed = true;
              unshown.delete(id);
              committed(row);
            },
          },
        );
      } catch (error) {
        if (state.committed) unshown.add(id);
        throw error;
      }
      const row = rows.get(id);
      if (row?.hash === hash) held.allowNewest(row);
      // Another rotation came between: good, and already the older one.
      else if (row?.previous_hash === hash) held.allowOlder(row);
      return { key: summary(id), secret };
    },

    list(project) {
      const listed = [...rows.values()]
        .filter((row) => project === undefined || row.project === project)
        .map(shown);
      // Ids begin with their time; those of one millisecond come in any order, but always the same.
      return listed.sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    find(id) {
      const row = rows.get(id);
      return row && shown(row);
    },

    stateOf({ revokedAt, expiresAt }) {
      if (revokedAt !== undefined) return 'revoked';
      return expiresAt !== undefined && clock.now() >= Date.parse(expiresAt) ? 'expired' : 'active';
    },

    async revoke(id, actor) {
      const now = clock.now();
      await outbox.transact(
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
            await trx
              .withTables<KeyUseTables>()
              .deleteFrom('key_addresses')
              .where('key_id', '=', id)
              .execute();
            emit(newEvent('key.revoked', { time: now, project: row.project, actor, data: { key: row.id } }));
          }
          return row;
        },
        // At once, and also when the ledger then fails: a key someone wanted dead is not served.
        { onCommitted: committed },
      );
      return summary(id);
    },

    boundTo: (subject) => [...held.values()].flatMap(({ row }) => (row.subject === subject ? [row.id] : [])),

    withdraw(ids) {
      const revokedAt = clock.now();
      for (const id of ids) {
        const row = rows.get(id);
        if (row !== undefined) committed({ ...row, subject: null, revoked_at: row.revoked_at ?? revokedAt });
      }
      epoch.advance();
    },

    flush: () => use.flush(),
  };
}

const unknown = { ok: false, reason: 'unknown' } as const;
