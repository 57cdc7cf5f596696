import type { Access, Action, Actor, Clock, Principal, Resource, Secret } from '@ringwall/core';
import type { Outbox, Store } from '@ringwall/store';
import { authorize } from './authorize.ts';
import { type KeySummary, loadKeys, type NewKey, type SubjectLookup } from './keys.ts';
import { createLoginLinks } from './login-links.ts';
import { loadSessions, type NewSession } from './sessions.ts';

/**
 * Who is calling, and what they may do. Questions are answered from memory at once; changes are answered when
 * they are durable and recorded.
 */
export interface Identity {
  /** Who presents this API key; undefined for one that is unknown, expired or revoked. */
  authenticate(credential: string): Principal | undefined;
  /** The one question asked before anything is done. Denies by default. */
  authorize(principal: Principal, action: Action, resource: Resource): Access;
  /**
   * Makes an API key for the `default` project and every route unless told otherwise. The key works once its
   * event is recorded, and this answer is the only place its text is ever seen.
   * @throws IdentityError identity/key-invalid, identity/project-unknown
   */
  createKey(input: NewKey, actor: Actor): Promise<{ readonly key: KeySummary; readonly secret: Secret }>;
  /** Every key there ever was, oldest first; revoked ones too. */
  listKeys(project?: string): readonly KeySummary[];
  /**
   * From the commit on the key is refused, also when the ledger then fails and this rejects. Revoking again
   * changes nothing. @throws IdentityError identity/key-unknown
   */
  revokeKey(id: string, actor: Actor): Promise<KeySummary>;
  /** Ids of the usable keys that are bound to a person. */
  keysBoundTo(subject: string): readonly string[];
  /** Refuses keys from now on whose revocation is recorded elsewhere, as that of bound keys with an erasure. */
  withdrawKeys(ids: readonly string[]): void;
  /** A token that signs in once, within 15 minutes. @throws IdentityError identity/too-many-login-links */
  createLoginLink(actor: Actor): Promise<{ readonly token: Secret; readonly expiresAt: string }>;
  /** Trades a login token for a session of 12 hours; undefined for a token that is unknown, used or expired. */
  redeemLogin(token: string): Promise<NewSession | undefined>;
  /** Who presents this session cookie; undefined for one that is unknown, expired or ended. */
  session(cookie: string): Principal | undefined;
  /** From the commit on the cookie is refused. Ending what has ended, or never was, changes nothing. */
  endSession(id: string, actor: Actor): Promise<void>;
}

/** Loads keys and sessions into memory. Drain the outbox before, so that what is loaded is also recorded. */
export async function createIdentity(parts: {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** How the ledger finds persons; without it keys cannot be bound to one. */
  readonly subjectLookup?: SubjectLookup | undefined;
}): Promise<Identity> {
  const keys = await loadKeys(parts);
  const sessions = await loadSessions(parts);
  const links = createLoginLinks(parts);
  return {
    authenticate: keys.authenticate,
    authorize,
    createKey: keys.create,
    listKeys: keys.list,
    revokeKey: keys.revoke,
    keysBoundTo: keys.boundTo,
    withdrawKeys: keys.withdraw,
    createLoginLink: links.create,
    redeemLogin: async (token) => (links.spend(token) ? sessions.create() : undefined),
    session: sessions.find,
    endSession: sessions.end,
  };
}
