import { decodeEvent, encodeEvent, type Migration, type RingwallEvent } from '@ringwall/core';
import type { Transaction } from 'kysely';
import { StoreError } from './errors.ts';
import type { Store } from './store.ts';

type OutboxTables = { outbox: { uid: string; event: string; created_at: number; position: number } };

export const storeMigrations: readonly Migration[] = [
  {
    id: 'store/0001-outbox',
    statements: () => [
      `create table outbox (
        uid text primary key,
        event text not null,
        created_at bigint not null,
        position bigint not null
      )`,
    ],
  },
];

/** State changes and their events: neither without the other, also across a crash. */
export interface Outbox {
  /**
   * Runs `change` in one SQL transaction; the events it emits are written in it and appended to the ledger after
   * the commit, in order. Resolves once all are appended. Rejects with what `change` throws (then nothing
   * happened) or with what the ledger throws (then the change stands and `drain` appends the rest later).
   * Inside `change` use only the transaction. `onCommitted` is called between the commit and the first append:
   * for what must hold even if the ledger fails, such as a revocation.
   * @throws CoreError core/event-invalid from `emit`, which then undoes the change
   */
  transact<Value>(
    change: (trx: Transaction<unknown>, emit: (event: RingwallEvent) => void) => Promise<Value>,
    options?: { readonly onCommitted?: (value: Value) => void },
  ): Promise<Value>;
  /** Appends what a crash or a failed append left behind, oldest first; returns how many events it appended. */
  drain(): Promise<number>;
}

export interface OutboxOptions {
  readonly store: Store;
  /** Appends to the ledger; resolves when the event is durable there. */
  readonly append: (event: RingwallEvent) => Promise<unknown>;
  /** Whether the ledger has the event. Must know every event the ledger holds, the newest included. */
  readonly isRecorded: (uid: string) => Promise<boolean>;
}

/** Joins a store and a ledger. One outbox a store: it keeps what is under way in memory. */
export function createOutbox({ store, append, isRecorded }: OutboxOptions): Outbox {
  const db = store.db.withTables<OutboxTables>();
  // What calls under way have committed or will commit and append themselves: a drain leaves it alone.
  const underWay = new Set<readonly RingwallEvent[]>();
  // Appends run one after the other in the order of the commits: a key is not revoked before it is created.
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  function isUnderWay(uid: string): boolean {
    return [...underWay].some((events) => events.some((event) => event.uid === uid));
  }

  async function forget(uids: readonly string[]): Promise<void> {
    if (uids.length > 0) await db.deleteFrom('outbox').where('uid', 'in', uids).execute();
  }

  async function appendAll(events: readonly RingwallEvent[]): Promise<void> {
    const appended: string[] = [];
    try {
      for (const event of events) {
        await append(event);
        appended.push(event.uid);
      }
    } finally {
      // A row that cannot be deleted now is found recorded by the next drain: the change itself is complete.
      await forget(appended).catch(() => undefined);
    }
  }

  return {
    async transact(change, options) {
      const emitted: RingwallEvent[] = [];
      const rows: OutboxTables['outbox'][] = [];
      let open = true;
      const emit = (event: RingwallEvent): void => {
        if (!open)
          throw new StoreError('store/event-late', `${event.type} was emitted after its transaction.`);
        rows.push(toRow(event, rows.length));
        emitted.push(event);
      };
      try {
        const value = await store.db.transaction().execute(async (trx) => {
          const changed = await change(trx, emit);
          open = false;
          underWay.add(emitted);
          if (rows.length > 0) {
            await trx.withTables<OutboxTables>().insertInto('outbox').values(rows).execute();
          }
          return changed;
        });
        try {
          options?.onCommitted?.(value);
        } finally {
          if (emitted.length > 0) await inTurn(() => appendAll(emitted));
        }
        return value;
      } finally {
        open = false;
        underWay.delete(emitted);
      }
    },

    drain: () =>
      inTurn(async () => {
        const rows = await db
          .selectFrom('outbox')
          .selectAll()
          .orderBy('created_at')
          .orderBy('position')
          .execute();
        let appended = 0;
        for (const row of rows) {
          if (isUnderWay(row.uid)) continue;
          if (!(await isRecorded(row.uid))) {
            await append(decodeEvent(Buffer.from(row.event, 'utf8')));
            appended++;
          }
          await forget([row.uid]);
        }
        return appended;
      }),
  };
}

/** Encodes at once: an event the ledger would refuse must undo the change, not lie in the outbox for ever. */
function toRow(event: RingwallEvent, position: number): OutboxTables['outbox'] {
  const text = Buffer.from(encodeEvent(event)).toString('utf8');
  return { uid: event.uid, event: text, created_at: Date.parse(event.time), position };
}
