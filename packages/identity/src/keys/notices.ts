import { type EventData, newEvent } from '@ringwall/core';
import type { IdentityParts } from '../parts.ts';
import type { IdentityTables } from '../tables.ts';
import type { KeyRow } from './key-row.ts';
import type { KeyUseTables } from './use-tables.ts';

export type Pattern = EventData<'credential.noticed'>['pattern'];

/** Something about the use of a key that is to go on record. */
export interface Notice {
  readonly row: KeyRow;
  readonly pattern: Pattern;
  readonly atMs: number;
  /** Digest of where it came from; absent where that could not be read. */
  readonly place: string | undefined;
}

const maxWaiting = 1_000;
/** The requests go first. */
const waitMs = 5_000;
const burst = 10;
const refillMs = 10 * 60 * 1000;
/** Places kept of one key: who uses it from more is not told apart by them. */
const maxPlaces = 256;

interface Bucket {
  tokens: number;
  filledMs: number;
  suppressed: number;
}

/** Records what is noticed, behind the back of the requests; a key that is noticed all the time is counted instead. */
export class Notices {
  readonly #parts: IdentityParts;
  readonly #buckets = new Map<string, Bucket>();
  /** With how many like it were only counted before it. */
  readonly #waiting: { readonly notice: Notice; readonly suppressed: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  /** Takes a notice on; false where it was only counted. */
  add(notice: Notice): boolean {
    const bucket = this.#bucket(notice.row.id, notice.atMs);
    if (bucket.tokens < 1 || this.#waiting.length >= maxWaiting) {
      bucket.suppressed++;
      return false;
    }
    bucket.tokens--;
    this.#waiting.push({ notice, suppressed: bucket.suppressed });
    bucket.suppressed = 0;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#working = this.#work();
    }, waitMs).unref();
    return true;
  }

  /** Records what was taken on now; resolves when that is done, or has failed. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#working;
    await this.#work();
  }

  forget(key: string): void {
    this.#buckets.delete(key);
  }

  #bucket(key: string, nowMs: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledMs: nowMs, suppressed: 0 };
    const earned = Math.max(0, nowMs - bucket.filledMs) / refillMs;
    bucket.tokens = Math.min(burst, bucket.tokens + earned);
    bucket.filledMs = nowMs;
    this.#buckets.set(key, bucket);
    return bucket;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { row, atMs } = next.notice;
      await this.#record(next.notice, next.suppressed).catch(() => {
        this.#bucket(row.id, atMs).suppressed += next.suppressed + 1;
      });
    }
  }

  #record({ row, pattern, atMs, place }: Notice, suppressed: number): Promise<void> {
    const { id, owner, project, subject } = row;
    return this.#parts.outbox.transact(async (trx, emit) => {
      const db = trx.withTables<KeyUseTables & IdentityTables>();
      const isRevoked = async () => {
        const key = db.selectFrom('api_keys').select('revoked_at').where('id', '=', id);
        return (await key.executeTakeFirst())?.revoked_at !== null;
      };
      if (pattern === 'first-use') {
        // So that a crash before times are written down does not make the next use the first.
        await db.updateTable('api_keys').set({ last_used_at: atMs }).where('id', '=', id).execute();
      }
      const wasLetIn = pattern !== 'refused-address' && pattern !== 'refused-certificate';
      if (place !== undefined && wasLetIn && !(await isRevoked())) {
        const known = { key_id: id, digest: place, seen_at: atMs };
        await db
          .insertInto('key_addresses')
          .values(known)
          .onConflict((on) => on.doNothing())
          .execute();
        const kept = db.selectFrom('key_addresses').select('digest').where('key_id', '=', id);
        await db
          .deleteFrom('key_addresses')
          .where('key_id', '=', id)
          .where('digest', 'not in', kept.orderBy('seen_at', 'desc').limit(maxPlaces))
          .execute();
      }
      // Of a key that speaks for one person, the place would say where that person is.
      const address = subject === null && place !== undefined ? { address: place } : {};
      emit(
        newEvent('credential.noticed', {
          time: atMs,
          project,
          actor: { kind: 'key', id, ...(owner !== null && { who: owner }) },
          data: { credential: id, pattern, ...address, ...(suppressed > 0 && { suppressed }) },
        }),
      );
    });
  }
}
