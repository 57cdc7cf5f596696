import type { Clock, Shown } from '@ringwall/core';
import { z } from 'zod';
import { submitNewest, type WitnessedLedger, type WitnessRefusal, witnessRefusal } from './submission.ts';
import type { LogName, WitnessClient } from './witness-client.ts';

/** The newest checkpoint that one witness has cosigned. */
export interface WitnessedCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  readonly timeSeconds: number;
  /** Its own signature lines. */
  readonly lines: readonly string[];
  readonly note: string;
}

/** How it stands with one witness. */
export const witnessState = z
  .object({
    name: z.string(),
    url: z.string(),
    state: z
      .enum(['new', 'following', 'failing', 'refusing'])
      .describe(
        '`following`: it cosigns what it is sent. `failing`: it does not answer, or not as it should. `refusing`: it has seen another log under this name. `new`: nothing was sent yet.',
      ),
    witnessedSize: z
      .int()
      .nonnegative()
      .describe('Entries of the newest checkpoint it has cosigned; 0 before the first.'),
    witnessedAt: z.string().exactOptional(),
    failing: z.object({ since: z.string(), reason: z.string() }).exactOptional(),
    refusal: witnessRefusal.exactOptional(),
  })
  .meta({ id: 'WitnessState' });
export type WitnessState = Shown<typeof witnessState>;

export interface WitnessLoopOptions {
  readonly client: WitnessClient;
  readonly ledger: WitnessedLedger;
  readonly log: () => LogName;
  readonly clock: Clock;
  readonly everyMs: number;
  /** What is known from before. */
  readonly kept: WitnessedCheckpoint | undefined;
  /** Durable when it resolves; what it throws is told to `warn`. */
  readonly cosigned: (checkpoint: WitnessedCheckpoint) => Promise<void>;
  readonly refused: (refusal: WitnessRefusal) => Promise<void>;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The longest pause between two attempts, in times the usual one. */
const longestPause = 60;

/** Keeps one witness up with the log, at its own pace: nothing waits for it. */
export class WitnessLoop {
  readonly #options: WitnessLoopOptions;
  readonly #closing = new AbortController();
  #newest: WitnessedCheckpoint | undefined;
  #failing: { readonly sinceMs: number; readonly reason: string; readonly times: number } | undefined;
  #refusal: WitnessRefusal | undefined;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  /** When something was last sent, on the clock that nobody sets. */
  #begunMs = Number.NEGATIVE_INFINITY;

  constructor(options: WitnessLoopOptions) {
    this.#options = options;
    this.#newest = options.kept;
    this.#again(0);
  }

  get newest(): WitnessedCheckpoint | undefined {
    return this.#newest;
  }

  get state(): WitnessState {
    const { name, url } = this.#options.client;
    const newest = this.#newest;
    const failing = this.#failing;
    const settled = newest === undefined ? 'new' : 'following';
    return {
      ...{ name, url, state: this.#refusal ? 'refusing' : failing ? 'failing' : settled },
      witnessedSize: newest?.size ?? 0,
      ...(newest && { witnessedAt: new Date(newest.timeSeconds * 1000).toISOString() }),
      ...(failing && {
        failing: { since: new Date(failing.sinceMs).toISOString(), reason: failing.reason },
      }),
      ...(this.#refusal && { refusal: this.#refusal }),
    };
  }

  /** Sends the newest checkpoint now, if the witness has not cosigned it; settles with it, and never throws. */
  async now(): Promise<void> {
    await this.#round;
    clearTimeout(this.#timer);
    await this.#run();
  }

  /** There may be something new: it is sent as soon as the pace allows. */
  wake(): void {
    if (this.#round || this.#failing || this.#refusal) return;
    this.#again(this.#pauseMs());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  #again(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#run(), delayMs).unref();
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#round ??= this.#submit()
      .catch((error: unknown) => this.#failed(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#round = undefined;
        // With nothing to send, a checkpoint wakes it.
        this.#again(Math.max(this.#options.everyMs, this.#pauseMs()));
        if (this.#isBehind()) this.wake();
      });
    await this.#round;
  }

  #isBehind(): boolean {
    return this.#options.ledger.latestCheckpoint().size !== this.#newest?.size;
  }

  #pauseMs(): number {
    const { everyMs } = this.#options;
    if (this.#refusal) return everyMs * longestPause;
    const { times = 0 } = this.#failing ?? {};
    if (times > 0) return everyMs * Math.min(longestPause, 2 ** Math.min(10, times));
    return Math.max(0, this.#begunMs + everyMs - performance.now());
  }

  async #submit(): Promise<void> {
    const { client, ledger, log, warn } = this.#options;
    const believedSize = this.#newest?.size ?? 0;
    if (!this.#isBehind() && this.#failing === undefined && this.#refusal === undefined) return;
    this.#begunMs = performance.now();
    const { signal } = this.#closing;
    const about = { ledger, log: log(), believedSize, signal };
    const submission = await submitNewest(client, about);
    if (signal.aborted && submission.kind === 'failed') return;
    switch (submission.kind) {
      case 'cosigned': {
        const { kind: _, forgot, ...checkpoint } = submission;
        if (forgot) warn('A witness had forgotten what it cosigned', { witness: client.name, believedSize });
        if (this.#failing) warn('A witness cosigns again', { witness: client.name, size: checkpoint.size });
        this.#newest = checkpoint;
        this.#failing = undefined;
        this.#refusal = undefined;
        await this.#options.cosigned(checkpoint);
        return;
      }
      case 'refused': {
        this.#failing = undefined;
        const isNew =
          this.#refusal?.divergesAt !== submission.refusal.divergesAt || this.#refusal === undefined;
        this.#refusal = submission.refusal;
        if (isNew) await this.#options.refused(submission.refusal);
        return;
      }
      case 'failed':
        this.#failed(submission.reason);
    }
  }

  #failed(reason: string): void {
    const { client, clock, warn } = this.#options;
    if (this.#failing?.reason !== reason) warn('A witness does not cosign', { witness: client.name, reason });
    const { sinceMs = clock.now(), times = 0 } = this.#failing ?? {};
    this.#failing = { sinceMs, reason, times: times + 1 };
  }
}
