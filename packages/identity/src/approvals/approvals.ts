import {
  type Action,
  type Actor,
  actorOf,
  newEvent,
  newId,
  type Principal,
  type Resource,
} from '@ringwall/core';
import { ApprovalRequired, IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject } from '../tables.ts';
import type { ApprovalPolicy } from './approvable.ts';
import { type ApprovalRow, type ApprovalSummary, stateOf, summarize } from './approval.ts';
import { type ExactRequest, reasonIn, requestDigest, shownRequest } from './exact-request.ts';
import { isPresent, personOf } from './person.ts';
import type { ApprovalTables } from './tables.ts';

/** Two persons for one exact request: one asks, another approves, and the first may do it, once. */
export interface Approvals {
  /** Whether an action takes two persons. */
  takesTwo(action: Action): boolean;
  /**
   * Lets a request through that a second person has approved, and uses the approval up. Without one it becomes a
   * request for it; the same request of the same person stays one.
   * @throws ApprovalRequired, IdentityError identity/approval-invalid, identity/too-many-approvals
   */
  pass(
    request: ExactRequest,
    by: { readonly principal: Principal; readonly approval?: string },
  ): Promise<void>;
  find(id: string): ApprovalSummary | undefined;
  /** Newest first; those that came to an end up to a month ago too, if they are not too many. */
  list(): readonly ApprovalSummary[];
  /**
   * Refusing what one has asked for oneself withdraws it.
   * @throws IdentityError identity/approval-unknown, identity/approval-invalid
   */
  decide(
    id: string,
    decision: { readonly approve: boolean; readonly reason: string; readonly principal: Principal },
  ): Promise<ApprovalSummary>;
}

type Decided = 'approved' | 'refused' | 'withdrawn';

/** More than anybody can look through. */
const maxPending = 256;
const maxPendingOfOne = 32;
const keptMs = 30 * 86_400_000;
/** Of what has come to an end: whoever asks and withdraws all day would fill memory with it. */
const maxEndedChars = 7 << 20;
/** What a row takes beside the request it shows. */
const rowChars = 1_000;

export async function loadApprovals(
  { store, outbox, clock }: IdentityParts,
  options: {
    readonly policy: ApprovalPolicy;
    /** Whether somebody who has decided about this could decide so now. */
    readonly mayDecide: (decider: Actor, about: Resource) => boolean;
  },
): Promise<Approvals> {
  const { policy, mayDecide } = options;
  const two: ReadonlySet<string> = new Set(policy.actions);
  const db = store.db.withTables<ApprovalTables>();
  const rows = new Map<string, ApprovalRow>();
  await forgetOld();
  for (const row of await db.selectFrom('approvals').selectAll().orderBy('requested_at').execute())
    rows.set(row.id, row);

  async function forgetOld(): Promise<void> {
    const before = clock.now() - keptMs;
    for (const [id, row] of rows) if (row.requested_at < before) rows.delete(id);
    await db.deleteFrom('approvals').where('requested_at', '<', before).execute();
    const ended = [...rows.values()].filter((row) => !isOpen(row, clock.now())).reverse();
    let chars = 0;
    for (const { id, request } of ended) {
      chars += request.length + rowChars;
      if (chars <= maxEndedChars) continue;
      rows.delete(id);
      await db.deleteFrom('approvals').where('id', '=', id).execute();
    }
  }

  async function ask(request: ExactRequest, principal: Principal, digest: string): Promise<ApprovalRow> {
    const now = clock.now();
    const person = personOf(principal);
    const pending = [...rows.values()].filter((row) => stateOf(row, now) === 'pending');
    const same = pending.find((row) => row.person === person && row.digest === digest);
    if (same !== undefined) return same;
    const mine = pending.filter((row) => row.person === person);
    if (pending.length >= maxPending || mine.length >= maxPendingOfOne) {
      throw new IdentityError('identity/too-many-approvals', 'Too many requests wait for a second person.');
    }
    const { action, method, path, resource } = request;
    const row: ApprovalRow = {
      ...{ id: newId('apr', now), action, method, path, digest, person },
      resource: `${resource.kind}:${resource.id}`.slice(0, 512).toWellFormed(),
      project: resource.project ?? null,
      request: shownRequest(request),
      reason: reasonIn(request),
      requester: JSON.stringify(actorOf(principal)),
      ...{ requested_at: now, expires_at: now + policy.validForMs, state: 'pending' },
      ...{ decided_person: null, decider: null, decided_at: null, decision_reason: null },
    };
    // Taken at once, so that two alike that come together are one; nobody may approve it before it is recorded.
    rows.set(row.id, row);
    try {
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<ApprovalTables>().insertInto('approvals').values(row).execute();
        const expiresAt = new Date(row.expires_at).toISOString();
        const { id, reason } = row;
        const data = { approval: id, action, resource: row.resource, digest, reason, expiresAt };
        emit(newEvent('approval.requested', { ...eventOf(row, now), actor: actorOf(principal), data }));
      });
    } catch (error) {
      rows.delete(row.id);
      throw error;
    }
    forgetOld().catch(() => undefined);
    return row;
  }

  function eventOf(row: ApprovalRow, time: number) {
    return { time, project: row.project ?? defaultProject };
  }

  /** Moves a row on where it still is in that state: of two who come together, one does. */
  async function move(
    id: string,
    from: 'pending' | 'approved',
    change: Partial<ApprovalRow> & { readonly state: Decided | 'used' },
    record: { readonly principal: Principal; readonly now: number; readonly atOnce: boolean },
  ): Promise<ApprovalRow> {
    const { principal, now, atOnce } = record;
    const actor = actorOf(principal);
    const moved = await outbox.transact(
      async (trx, emit) => {
        const row = await trx
          .withTables<ApprovalTables>()
          .updateTable('approvals')
          .set(change)
          .where('id', '=', id)
          .where('state', '=', from)
          .where('expires_at', '>', now)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const { state } = change;
        if (state === 'used') {
          emit(newEvent('approval.used', { ...eventOf(row, now), actor, data: { approval: id } }));
        } else {
          const data = { approval: id, decision: state, reason: row.decision_reason ?? '' };
          emit(newEvent('approval.decided', { ...eventOf(row, now), actor, data }));
        }
        return row;
      },
      // What takes away counts at once, and also when the ledger then fails; what gives, once it is recorded.
      { onCommitted: (row) => void (atOnce && row && rows.set(id, row)) },
    );
    if (moved === undefined) throw invalid('It was decided, used or expired meanwhile.');
    rows.set(id, moved);
    return moved;
  }

  return {
    takesTwo: (action) => two.has(action),

    async pass(request, { principal, approval }) {
      const now = clock.now();
      const digest = requestDigest(request);
      if (approval === undefined) {
        const { id } = await ask(request, principal, digest);
        throw new ApprovalRequired(id);
      }
      const row = rows.get(approval);
      // One answer for what is not there, is somebody else's or is for another request.
      if (row === undefined || row.person !== personOf(principal) || row.digest !== digest)
        throw invalid('No approval of this id is for this request of yours.');
      const state = stateOf(row, now);
      if (state === 'pending') throw new ApprovalRequired(row.id);
      if (state !== 'approved') throw invalid(`It is ${state}.`);
      const { decidedBy, id, project } = summarize(row, now);
      const about = { kind: 'approval', id, ...(project !== undefined && { project }) } as const;
      if (decidedBy === undefined || row.decided_person === row.person || !mayDecide(decidedBy, about))
        throw invalid('Whoever approved it may not do so any more.');
      await move(row.id, 'approved', { state: 'used' }, { principal, now, atOnce: true });
    },

    find(id) {
      const row = rows.get(id);
      return row && summarize(row, clock.now());
    },

    list: () => [...rows.values()].map((row) => summarize(row, clock.now())).reverse(),

    async decide(id, { approve, reason, principal }) {
      const now = clock.now();
      const row = rows.get(id);
      if (row === undefined) throw new IdentityError('identity/approval-unknown', 'No approval has that id.');
      const state = stateOf(row, now);
      if (state !== 'pending') throw invalid(`It is ${state}.`);
      if (!isPresent(principal)) throw invalid('Only somebody who has signed in decides.');
      const isOwn = personOf(principal) === row.person;
      if (approve && isOwn) throw invalid('Whoever asked cannot be the second person.');
      const refusal = isOwn ? ('withdrawn' as const) : ('refused' as const);
      const change = {
        state: approve ? ('approved' as const) : refusal,
        decided_person: personOf(principal),
        decider: JSON.stringify(actorOf(principal)),
        decided_at: now,
        decision_reason: reason,
      };
      return summarize(await move(id, 'pending', change, { principal, now, atOnce: !approve }), now);
    },
  };
}

function isOpen(row: ApprovalRow, nowMs: number): boolean {
  const state = stateOf(row, nowMs);
  return state === 'pending' || state === 'approved';
}

function invalid(detail: string): IdentityError {
  return new IdentityError('identity/approval-invalid', detail);
}
