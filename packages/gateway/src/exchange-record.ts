import {
  type Actor,
  type BodyRef,
  type EventData,
  newEvent,
  type Problem,
  type RequestId,
  type Verdict,
} from '@ringwall/core';
import { LedgerError, type Receipt, type Subject } from '@ringwall/ledger';
import type { GatewayContext } from './context.ts';
import type { Usage } from './dialects/dialect.ts';
import { GatewayError } from './errors.ts';
import type { AvailableRecord } from './gaps/available-record.ts';
import type { RecordBody } from './gaps/gaps.ts';
import type { Charge, MeteredRequest } from './metering/metered-request.ts';
import { recordedVerdict } from './recorded-verdict.ts';
import type { GatewayRoute } from './routing.ts';

export type OutcomeStatus = EventData<'llm.outcome'>['status'];

/** What becomes of an exchange that ended with this problem after its request was sent on. */
export function failedStatus({ code }: Pick<Problem, 'code'>): OutcomeStatus {
  if (code === 'gateway/upstream-timeout') return 'upstream-timeout';
  if (code === 'gateway/revoked') return 'revoked';
  if (code === 'gateway/route-contained') return 'contained';
  return code === 'gateway/draining' ? 'aborted' : 'upstream-error';
}

export interface Outcome {
  readonly status: OutcomeStatus;
  readonly httpStatus?: number;
  readonly upstreamStatus?: number;
  readonly prompt?: Verdict;
  readonly completion?: Verdict;
  readonly usage?: Usage;
  readonly guardMs: number;
  readonly upstreamFirstByteMs?: number;
  /** Of a request that an upstream may bill for: how much of its answer came. */
  readonly billed?: Billed;
}

export interface Billed {
  /** The upstream said all it had to say. */
  readonly isWhole: boolean;
  readonly outputBytes: number;
  /** Its client did not wait for it. */
  readonly isLeft?: boolean;
}

/** What is recorded of how a request was asked and let in, as far as there is something to record. */
export type Asked = Pick<EventData<'llm.intent'>, 'purpose' | 'conversation' | 'policies'>;

/**
 * The two records of one call: the intent before anything leaves, the outcome before the answer does. A strict route
 * answers 503 where one is not durable by the deadline; another goes on, and is in a gap.
 */
export class ExchangeRecord {
  readonly request: RequestId;
  readonly #context: GatewayContext;
  readonly #route: GatewayRoute;
  readonly #actor: Actor;
  readonly #startedMs: number;
  readonly #subject: Subject | undefined;
  readonly #asked: Asked;
  /** Of a route that goes on without durable records. */
  readonly #available: AvailableRecord | undefined;
  #intent: number | undefined;
  #begun = false;
  #closed = false;
  #ledgerMs = 0;
  readonly #metered: MeteredRequest;
  /** What it was charged, which stays so whatever becomes of its record. */
  #charged: (Charge & { readonly usage?: Usage }) | undefined;

  constructor(
    context: GatewayContext,
    fields: {
      readonly request: RequestId;
      readonly route: GatewayRoute;
      readonly actor: Actor;
      readonly startedMs: number;
      readonly subject: Subject | undefined;
      readonly asked: Asked;
      readonly metered: MeteredRequest;
    },
  ) {
    this.#context = context;
    this.request = fields.request;
    this.#route = fields.route;
    this.#actor = fields.actor;
    this.#startedMs = fields.startedMs;
    this.#subject = fields.subject;
    this.#asked = fields.asked;
    this.#metered = fields.metered;
    if (!fields.route.strict) this.#available = context.gaps.begin(fields.route);
  }

  /**
   * Records the intent. On a route that is not strict the request goes on without, and that is counted.
   * @throws GatewayError gateway/not-recorded, or gateway/disk-low, when a strict route's intent is not durable by
   * the deadline.
   */
  async begin(model: string, stream: boolean, body: RecordBody): Promise<void> {
    const event = (ref: BodyRef) => this.#intentEvent(model, stream, ref);
    if (this.#available) {
      await this.#timed(this.#available.intent(event, body)).catch(notRecorded('intent'));
      this.#begun = true;
      return;
    }
    // Asked first: a body that is kept would take room that there is none of.
    if (this.#context.ledger.space?.low) throw diskLow();
    const { ledger, limits, stall } = this.#context;
    const endsAt = performance.now() + limits.recordDeadlineMs;
    if (!(await stall.over(limits.recordDeadlineMs))) notRecorded('intent')(new Error('deadline'));
    const { ref, stored } = body({ keep: this.#route.keepBodies });
    const appended = ledger.append(event(ref));
    try {
      const [receipt] = await this.#durable(Promise.all([appended, stored]), endsAt);
      this.#intent = receipt.index;
      this.#begun = true;
    } catch (cause) {
      stall.late(Promise.allSettled([appended, stored]));
      this.#closeWhenDurable(appended);
      notRecorded('intent')(cause);
    }
  }

  /**
   * Closes the record, once; whoever comes second (a disconnect after a verdict, say) has nothing to add.
   * @throws GatewayError gateway/not-recorded when a strict route's outcome is not durable by the deadline.
   */
  async end(outcome: Outcome, body?: RecordBody): Promise<void> {
    if (!this.open) return;
    this.#closed = true;
    this.#settle(outcome);
    if (this.#available) {
      const event = (intent: number, ref?: BodyRef) => this.#outcome(outcome, intent, ref);
      await this.#timed(this.#available.outcome(event, body)).catch(notRecorded('outcome'));
      return;
    }
    if (this.#intent === undefined) return;
    const made = body?.({ keep: this.#route.keepBodies });
    const appended = this.#context.ledger.append(this.#outcome(outcome, this.#intent, made?.ref));
    try {
      await this.#durable(Promise.all([appended, made?.stored]));
    } catch (cause) {
      this.#context.stall.late(Promise.allSettled([appended, made?.stored]));
      this.#supersede(appended);
      notRecorded('outcome')(cause);
    }
  }

  get open(): boolean {
    return this.#begun && !this.#closed;
  }

  #intentEvent(model: string, stream: boolean, body: BodyRef) {
    const route = this.#route;
    return newEvent('llm.intent', {
      time: this.#context.clock.now(),
      project: route.project,
      actor: this.#actor,
      data: {
        request: this.request,
        route: route.name,
        protocol: route.protocol,
        provider: route.provider.id,
        model,
        upstreamModel: route.upstreamModel ?? model,
        stream,
        profile: route.profile,
        strict: route.strict,
        ...(this.#subject && { subject: this.#subject.id }),
        ...this.#asked,
        reserved: {
          tokens: this.#metered.reserved.tokens,
          nanoDollars: this.#metered.reserved.nanoDollars ?? 0,
        },
        body,
      },
    });
  }

  #outcome(outcome: Outcome, intent: number, body?: BodyRef) {
    const { guardMs, upstreamFirstByteMs, prompt, completion, billed, usage, ...rest } = outcome;
    const total = this.#context.stopwatch.now() - this.#startedMs;
    return newEvent('llm.outcome', {
      time: this.#context.clock.now(),
      project: this.#route.project,
      actor: this.#actor,
      data: {
        request: this.request,
        ...rest,
        ...this.#settle(outcome),
        ...(body && { body }),
        ...(prompt && { prompt: recordedVerdict(prompt) }),
        ...(completion && { completion: recordedVerdict(completion) }),
        intent,
        ms: {
          total: round(total),
          guard: round(guardMs),
          ledger: round(this.#ledgerMs),
          ...(upstreamFirstByteMs !== undefined && { upstreamFirstByte: round(upstreamFirstByteMs) }),
        },
      },
    });
  }

  #settle({ billed, usage }: Outcome): Charge & { readonly usage?: Usage } {
    const ending = { isBilled: billed !== undefined, usage, isWhole: false, outputBytes: 0, ...billed };
    this.#charged ??= { ...this.#metered.settle(ending), ...(usage && { usage }) };
    return this.#charged;
  }

  /** An intent that became durable after its caller was refused is closed by an outcome that says so. */
  #closeWhenDurable(appended: Promise<Receipt>): void {
    this.#closed = true;
    appended.then((receipt) => this.#notRecorded(receipt.index)).catch((error: unknown) => this.#warn(error));
  }

  /** The outcome on its way to the disk says what was not answered after all: the record after it corrects that. */
  #supersede(appended: Promise<Receipt>): void {
    const intent = this.#intent;
    if (intent === undefined) return;
    appended.catch((error: unknown) => this.#warn(error)).finally(() => this.#notRecorded(intent));
  }

  #notRecorded(intent: number): Promise<void> {
    const outcome = { status: 'not-recorded', httpStatus: 503, guardMs: 0 } as const;
    return this.#context.unclosed.close(this.#outcome(outcome, intent));
  }

  #warn(error: unknown): void {
    // Refused before it was tried, and said so once by the alarm.
    if (isDiskLow(error)) return;
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    this.#context.log('warn', 'A record was not written', { request: this.request, code });
  }

  /** By the deadline, or by another moment. */
  #durable<T>(written: Promise<T>, endsAt?: number): Promise<T> {
    const ms = endsAt === undefined ? this.#context.limits.recordDeadlineMs : endsAt - performance.now();
    return this.#timed(within(ms, written));
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.#ledgerMs += performance.now() - began;
    }
  }
}

async function within<T>(ms: number, written: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('deadline')), ms);
  try {
    return await Promise.race([written, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notRecorded(what: 'intent' | 'outcome'): (cause: unknown) => never {
  return (cause) => {
    if (isDiskLow(cause)) throw diskLow(cause);
    throw new GatewayError('gateway/not-recorded', `The ${what} could not be made durable in time.`, {
      cause,
    });
  };
}

function isDiskLow(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'ledger/disk-low';
}

function diskLow(cause?: unknown): GatewayError {
  return new GatewayError('gateway/disk-low', 'The disk that requests are recorded on is nearly full.', {
    cause,
  });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
