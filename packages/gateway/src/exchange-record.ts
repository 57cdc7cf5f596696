import {
  type Actor,
  type BodyRef,
  type EventData,
  newEvent,
  type Problem,
  type RequestId,
  type Verdict,
} from '@ringwall/core';
import type { Receipt } from '@ringwall/ledger';
import type { GatewayContext } from './context.ts';
import { GatewayError } from './errors.ts';
import { recordedVerdict } from './recorded-verdict.ts';
import type { GatewayRoute } from './routing.ts';

export type OutcomeStatus = EventData<'llm.outcome'>['status'];

/** What becomes of an exchange that ended with this problem after its request was sent on. */
export function failedStatus({ code }: Pick<Problem, 'code'>): OutcomeStatus {
  if (code === 'gateway/upstream-timeout') return 'upstream-timeout';
  return code === 'gateway/draining' ? 'aborted' : 'upstream-error';
}

export interface Outcome {
  readonly status: OutcomeStatus;
  readonly httpStatus?: number;
  readonly upstreamStatus?: number;
  readonly prompt?: Verdict;
  readonly completion?: Verdict;
  readonly body?: BodyRef;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly guardMs: number;
  readonly upstreamFirstByteMs?: number;
}

/** The two records of one call: the intent before anything leaves, the outcome before the answer does. */
export class ExchangeRecord {
  readonly request: RequestId;
  readonly #context: GatewayContext;
  readonly #route: GatewayRoute;
  readonly #actor: Actor;
  readonly #startedMs: number;
  #intent: number | undefined;
  #closed = false;
  #ledgerMs = 0;

  constructor(
    context: GatewayContext,
    fields: { request: RequestId; route: GatewayRoute; actor: Actor; startedMs: number },
  ) {
    this.#context = context;
    this.request = fields.request;
    this.#route = fields.route;
    this.#actor = fields.actor;
    this.#startedMs = fields.startedMs;
  }

  /** @throws GatewayError gateway/not-recorded when the intent is not durable by the deadline. */
  async begin(model: string, stream: boolean, body: BodyRef, stored: Promise<void>): Promise<void> {
    const route = this.#route;
    const event = newEvent('llm.intent', {
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
        body,
      },
    });
    const appended = this.#context.ledger.append(event);
    try {
      const [receipt] = await this.#durable(Promise.all([appended, stored]));
      this.#intent = receipt.index;
    } catch (cause) {
      this.#closeWhenDurable(appended);
      throw new GatewayError('gateway/not-recorded', 'The intent could not be made durable in time.', {
        cause,
      });
    }
  }

  /**
   * Closes the record, once.
   * @throws GatewayError gateway/not-recorded when the outcome is not durable by the deadline.
   */
  async end(outcome: Outcome, stored: Promise<void> = Promise.resolve()): Promise<void> {
    if (this.#closed || this.#intent === undefined) {
      // Whoever comes second (a disconnect after a verdict, say) must not answer as if it had recorded anything.
      await stored;
      return;
    }
    this.#closed = true;
    const appended = this.#context.ledger.append(this.#outcome(outcome, this.#intent));
    try {
      await this.#durable(Promise.all([appended, stored]));
    } catch (cause) {
      this.#supersede(appended);
      throw new GatewayError('gateway/not-recorded', 'The outcome could not be made durable in time.', {
        cause,
      });
    }
  }

  get open(): boolean {
    return this.#intent !== undefined && !this.#closed;
  }

  #outcome(outcome: Outcome, intent: number) {
    const { guardMs, upstreamFirstByteMs, prompt, completion, ...rest } = outcome;
    const total = performance.now() - this.#startedMs;
    return newEvent('llm.outcome', {
      time: this.#context.clock.now(),
      project: this.#route.project,
      actor: this.#actor,
      data: {
        request: this.request,
        ...rest,
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
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    this.#context.log('warn', 'A record was not written', { request: this.request, code });
  }

  async #durable<T>(written: Promise<T>): Promise<T> {
    const began = performance.now();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('deadline')), this.#context.limits.recordDeadlineMs);
    try {
      return await Promise.race([written, late]);
    } finally {
      clearTimeout(timer);
      this.#ledgerMs += performance.now() - began;
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
