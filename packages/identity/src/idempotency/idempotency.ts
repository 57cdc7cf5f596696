import { hmacSha256, type Principal } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { IdempotencyTables } from './tables.ts';

/** A request that names itself, so that it can be repeated without being done twice. */
export interface NamedRequest {
  readonly principal: Principal;
  /** The `Idempotency-Key` header as it came. */
  readonly key: string | readonly string[];
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly body: unknown;
}

/** What was answered, and whether it was answered before. */
export interface Once {
  /** As `work` gave it. */
  readonly answer: string;
  readonly replayed: boolean;
}

/**
 * Requests that are repeated until they are answered, and done once (draft-ietf-httpapi-idempotency-key-header). An
 * answer is kept for a day for the very credential that asked, the newest thousand of each, and sealed: it may carry
 * the text of a key.
 */
export interface Idempotency {
  /**
   * Does `work` where this caller has not asked for it under this key; else gives the answer of then. What `work`
   * refuses has changed nothing and may be tried again under the same key; where it fails, or the process dies, nobody
   * knows, and nothing is done again.
   * @throws IdentityError identity/idempotency-key-invalid; identity/idempotency-key-reused for another request under
   * the same key; identity/idempotency-running; identity/idempotency-unknown; and what `work` throws
   */
  once(request: NamedRequest, work: () => Promise<string>): Promise<Once>;
  /**
   * Forgets what is older than a day; done by itself every minute, whether anybody asks or not. Never rejects: what
   * cannot be forgotten now is tried again.
   */
  forgetOld(): Promise<void>;
  /** Ends that. */
  close(): Promise<void>;
}

const keptMs = 24 * 60 * 60 * 1000;
/** Of an answer that is kept; a larger one is given once. */
const maxAnswerBytes = 64 << 10;
const lookEveryMs = 60_000;

type Row = IdempotencyTables['kept_answers'];

export function createIdempotency({
  store,
  clock,
  box,
  maxKept = 1000,
}: Pick<IdentityParts, 'store' | 'clock'> & {
  readonly box: SecretBox;
  /** Answers of one caller. */
  readonly maxKept?: number;
}): Idempotency {
  const db = store.db.withTables<IdempotencyTables>();
  const digestKey = box.derive('idempotency');
  const digest = (...parts: readonly unknown[]) =>
    Buffer.from(hmacSha256(digestKey, Buffer.from(JSON.stringify(parts)))).toString('base64url');
  /** By caller and digest: what this process is doing now. What it is not doing and is not done, an earlier one began. */
  const running = new Set<string>();
  let forgetting = Promise.resolve();
  const timer = setInterval(() => void forgetOld(), lookEveryMs).unref();

  async function find({ caller, key_digest }: Pick<Row, 'caller' | 'key_digest'>): Promise<Row | undefined> {
    const row = await db
      .selectFrom('kept_answers')
      .selectAll()
      .where('caller', '=', caller)
      .where('key_digest', '=', key_digest)
      .executeTakeFirst();
    return row !== undefined && row.created_at + keptMs > clock.now() ? row : undefined;
  }

  async function change({ caller, key_digest }: Row, values: Pick<Row, 'state' | 'answer'>): Promise<void> {
    await db
      .updateTable('kept_answers')
      .set(values)
      .where('caller', '=', caller)
      .where('key_digest', '=', key_digest)
      .execute();
  }

  async function forget({ caller, key_digest }: Row): Promise<void> {
    await db
      .deleteFrom('kept_answers')
      .where('caller', '=', caller)
      .where('key_digest', '=', key_digest)
      .execute();
  }

  function forgetOld(): Promise<void> {
    forgetting = db
      .deleteFrom('kept_answers')
      .where('created_at', '<=', clock.now() - keptMs)
      .execute()
      .then(
        () => undefined,
        () => undefined,
      );
    return forgetting;
  }

  /** Of this caller what is one too many; never what runs. */
  async function makeRoom(caller: string): Promise<void> {
    const surplus = await db
      .selectFrom('kept_answers')
      .select('created_at')
      .where('caller', '=', caller)
      .where('state', '!=', 'running')
      .orderBy('created_at', 'desc')
      .offset(maxKept - 1)
      .limit(1)
      .executeTakeFirst();
    if (surplus === undefined) return;
    await db
      .deleteFrom('kept_answers')
      .where('caller', '=', caller)
      .where('state', '!=', 'running')
      .where('created_at', '<=', surplus.created_at)
      .execute();
  }

  function answerOf(row: Row, place: string, asked: string): string {
    if (row.request_digest !== asked)
      throw new IdentityError(
        'identity/idempotency-key-reused',
        'This key came with another request before.',
      );
    if (running.has(place))
      throw new IdentityError('identity/idempotency-running', 'The same request is being done now.');
    if (row.state === 'done') return Buffer.from(box.open(row.answer, place)).toString('utf8');
    throw new IdentityError(
      'identity/idempotency-unknown',
      'The same request was begun before, and no answer of it is kept.',
    );
  }

  return {
    async once({ principal, key, method, url, body }, work) {
      const caller = `${principal.kind}:${principal.id}`;
      const key_digest = digest('key', idempotencyKey(key));
      const request_digest = digest('request', method, url, body ?? null);
      const place = `idempotency ${caller} ${key_digest}`;
      const row = {
        ...{ caller, key_digest, request_digest },
        state: 'running',
        answer: '',
        created_at: clock.now(),
      };
      // Nobody comes between the look and the mark: what runs is marked before anything is waited for.
      if (running.has(place)) {
        const known = await find(row);
        return { answer: answerOf(known ?? row, place, request_digest), replayed: true };
      }
      running.add(place);
      try {
        const known = await find(row);
        if (known !== undefined) {
          running.delete(place);
          return { answer: answerOf(known, place, request_digest), replayed: true };
        }
        await makeRoom(caller);
        await forget(row);
        await db.insertInto('kept_answers').values(row).execute();
        const answer = await work().catch(async (error: unknown) => {
          if (hasChangedNothing(error)) await forget(row);
          else await change(row, { state: 'unknown', answer: '' });
          throw error;
        });
        const bytes = Buffer.from(answer);
        const kept = bytes.length <= maxAnswerBytes;
        const done = { state: kept ? 'done' : 'unknown', answer: kept ? box.seal(bytes, place) : '' };
        // It is done, whether its answer could be kept or not: a repetition then says that nobody knows.
        await change(row, done).catch(() => undefined);
        return { answer, replayed: false };
      } finally {
        running.delete(place);
      }
    },
    forgetOld,
    async close() {
      clearInterval(timer);
      await forgetting;
    },
  };
}

/** A refusal on purpose comes before any change; after any other failure the change may stand. */
function hasChangedNothing(error: unknown): boolean {
  return (
    error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500
  );
}
