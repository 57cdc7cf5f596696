import { type Actor, newEvent, sha256Hex } from '@ringwall/core';
import type { SubjectLookup } from '../keys/new-key.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject } from '../tables.ts';
import type { ClaimPath } from '../tokens/token-issuer.ts';
import type { ExternalIdentityTables } from './tables.ts';

/** Which user somebody is whom an issuer knows. */
export interface ExternalIdentities {
  /**
   * A keyed digest of an issuer and what it calls somebody: always the same, and it names nobody. What another claim
   * than `sub` calls them is another name: people may choose those, and could choose somebody's subject.
   */
  digest(issuer: string, subject: string, claim?: ClaimPath): string;
  /** Id of the user with this digest. */
  userOf(digest: string): string | undefined;
  /** Changes with every link. */
  readonly version: number;
  /** From now on whoever the issuer calls so is this user. */
  link(digest: string, user: string, actor: Actor): Promise<void>;
}

export async function loadExternalIdentities(
  parts: IdentityParts & { readonly subjectLookup?: SubjectLookup | undefined },
): Promise<ExternalIdentities> {
  const { store, outbox, clock, epoch, subjectLookup } = parts;
  const db = store.db.withTables<ExternalIdentityTables>();
  const rows = await db.selectFrom('external_identities').selectAll().execute();
  const users = new Map(rows.map(({ digest, user }) => [digest, user]));
  let version = 0;

  return {
    digest(issuer, subject, claim = ['sub']) {
      const isSubject = claim.length === 1 && claim[0] === 'sub';
      const name = Buffer.from(JSON.stringify([issuer, subject, ...(isSubject ? [] : [claim])]));
      // No project is called so: persons whom requests name have other digests, whatever they are called.
      return sha256Hex(subjectLookup?.('*', name) ?? name);
    },
    userOf: (digest) => users.get(digest),
    get version() {
      return version;
    },
    async link(digest, user, actor) {
      const now = clock.now();
      await outbox.transact(async (trx, emit) => {
        const row = { digest, user, created_at: now };
        await trx
          .withTables<ExternalIdentityTables>()
          .insertInto('external_identities')
          .values(row)
          .execute();
        const data = { user, change: 'linked' as const };
        emit(newEvent('user.changed', { time: now, project: defaultProject, actor, data }));
      });
      users.set(digest, user);
      version++;
      epoch.advance();
    },
  };
}
