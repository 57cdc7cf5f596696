import { type Actor, type Clock, type EventData, newEvent } from '@ringwall/core';
import { inTurns } from '../in-turn.ts';
import type { Ledger } from '../ledger.ts';
import type { Keyring } from './keyring.ts';

/** What a rotation of the log's key came to. */
export type LogKeyRotated = EventData<'ledger-key.rotated'>;

/** Replaces the key that signs the checkpoints of a running server. */
export interface LogKeyRotation {
  /**
   * Makes a new key, records it, and signs with both from then on until the overlap is over. The first checkpoint over
   * the record bears the old key's signature: who trusts the old key learns of the new one. An overlap of 0 ends at once.
   * @throws LedgerError ledger/key-overlap while two keys sign; what the ledger throws, and then `finish` completes it
   */
  rotate(actor: Actor, options: { readonly overlapMs: number }): Promise<LogKeyRotated>;
  /** Ends the overlap now; gives the key that was destroyed, or undefined where one alone signs. */
  retire(actor: Actor): Promise<string | undefined>;
  /** Completes what a crash or a failure cut off, and ends an overlap that is over; as `retire`. */
  finish(): Promise<string | undefined>;
  /** Resolves when nothing runs any more. Later calls are refused. */
  close(): Promise<void>;
}

const server: Actor = { kind: 'server', id: 'ringwall' };

/** One a server: rotations run one after the other. A crash at any point leaves the rest to `finish`. */
export function createLogKeyRotation(parts: {
  readonly keyring: Keyring;
  readonly ledger: Pick<Ledger, 'append' | 'checkpoint'>;
  readonly clock: Clock;
  /** Whether the ledger has the event of this uid. */
  readonly isRecorded: (uid: string) => Promise<boolean>;
}): LogKeyRotation {
  const { keyring, ledger, clock } = parts;
  const closing = new AbortController();
  const inTurn = inTurns(closing.signal);
  /** Known to be in the ledger: asking needs its tables. */
  const recorded = new Set<string>();

  /** The same for every attempt: recorded once, however often a crash makes it begin again. */
  const uidOf = (what: 'rotated' | 'retired', key: string) =>
    `evt_ledger-key-${what}_${key.split('+').slice(0, 2).join('+')}`;

  async function isRecorded(uid: string): Promise<boolean> {
    if (!recorded.has(uid) && !(await parts.isRecorded(uid))) return false;
    recorded.add(uid);
    return true;
  }

  /** Puts the new key on record, under a checkpoint that both keys sign. False where it was before. */
  async function announce(actor: Actor, data: LogKeyRotated): Promise<boolean> {
    const uid = uidOf('rotated', data.to);
    if (await isRecorded(uid)) return false;
    const fields = { time: clock.now(), project: 'default', actor, uid };
    await ledger.append(newEvent('ledger-key.rotated', { ...fields, data }));
    recorded.add(uid);
    await ledger.checkpoint();
    return true;
  }

  async function retire(actor: Actor): Promise<string | undefined> {
    const underWay = underOverlap(keyring);
    if (underWay === undefined) return undefined;
    await announce(actor, underWay);
    const key = underWay.from;
    const uid = uidOf('retired', key);
    if (!(await isRecorded(uid))) {
      const fields = { time: clock.now(), project: 'default', actor, uid };
      await ledger.append(newEvent('ledger-key.retired', { ...fields, data: { key } }));
      recorded.add(uid);
    }
    // Covers both records and is the last to bear both signatures: nothing hangs on the old key once it is gone.
    await ledger.checkpoint();
    return await keyring.retireLogKey();
  }

  return {
    rotate: (actor, { overlapMs }) =>
      inTurn(async () => {
        const cutOff = underOverlap(keyring);
        if (cutOff !== undefined && (await announce(actor, cutOff))) return cutOff;
        const untilMs = clock.now() + overlapMs;
        const data = { ...(await keyring.rotateLogKey(untilMs)), overlapUntil: timeText(untilMs) };
        await announce(actor, data);
        if (overlapMs === 0) await retire(actor);
        return data;
      }),
    retire: (actor) => inTurn(() => retire(actor)),
    finish: () =>
      inTurn(async () => {
        const underWay = underOverlap(keyring);
        if (underWay === undefined) return undefined;
        await announce(server, underWay);
        return Date.parse(underWay.overlapUntil) <= clock.now() ? await retire(server) : undefined;
      }),
    async close() {
      closing.abort();
      // Refused in its turn: by then nothing runs.
      await inTurn(() => Promise.resolve()).catch(() => undefined);
    },
  };
}

function underOverlap({ overlap, verifierKey }: Keyring): LogKeyRotated | undefined {
  return overlap && { from: overlap.verifierKey, to: verifierKey, overlapUntil: timeText(overlap.untilMs) };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
