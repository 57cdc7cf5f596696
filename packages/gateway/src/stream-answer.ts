import { type Problem, toProblem } from '@ringwall/core';
import { GatewayError } from './errors.ts';
import type { Admitted, Exchange } from './exchange.ts';
import { failedStatus, type OutcomeStatus } from './exchange-record.ts';
import { HeldStream } from './held-stream.ts';
import { endPatiently, passedOnHeaders } from './http/reply.ts';
import { SseParser, sseFrame } from './sse/parser.ts';
import type { UpstreamHead } from './upstream/call.ts';

/** A streamed answer: events pass through the hold-back, the last one waits for the outcome's record. */
export class StreamAnswer {
  readonly #exchange: Exchange;
  readonly #admitted: Admitted;
  readonly #head: UpstreamHead;
  readonly #timing: { readonly upstreamFirstByteMs?: number };
  readonly #parser = new SseParser();
  readonly #held: HeldStream;
  readonly #resume: () => void;
  #waiting = false;
  /** Set once nothing more is wanted from the upstream; resolves when the answer has ended. */
  settled: Promise<void> | undefined;

  constructor(
    exchange: Exchange,
    admitted: Admitted,
    head: UpstreamHead,
    timing: { readonly upstreamFirstByteMs?: number },
    resume: () => void,
  ) {
    this.#exchange = exchange;
    this.#admitted = admitted;
    this.#head = head;
    this.#timing = timing;
    this.#resume = resume;
    this.#held = new HeldStream(exchange.dialect, exchange.context.guard, admitted.route.profile, {
      dropsUsage: admitted.asksUsage,
    });
    exchange.response.writeHead(200, {
      ...passedOnHeaders(head.headers),
      ...exchange.limitHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': exchange.request,
      'request-id': exchange.request,
    });
    exchange.response.flushHeaders();
  }

  /** @returns false when the client does not keep up. @throws GatewayError gateway/upstream-not-understood */
  push(chunk: Uint8Array): boolean {
    if (this.settled) return true;
    const began = performance.now();
    const frames: Uint8Array[] = [];
    for (const event of this.#parser.push(chunk)) {
      frames.push(...this.#held.push(event));
      // What an upstream sends after its last event is nobody's.
      if (this.#held.state !== 'open') break;
    }
    this.#exchange.guardMs += performance.now() - began;
    const { response } = this.#exchange;
    const kept =
      frames.length === 0 || response.write(frames.length === 1 ? frames[0] : Buffer.concat(frames));
    switch (this.#held.state) {
      case 'complete':
        this.settled = this.#complete();
        break;
      case 'blocked':
        this.settled = this.#stop('blocked', this.#blockedProblem());
        break;
      case 'failed':
        this.settled = this.fail(
          new GatewayError('gateway/upstream-refused', 'The upstream gave up in the middle.'),
        );
        break;
      case 'open':
        if (!kept) this.#waitForClient();
        return kept;
    }
    return true;
  }

  /** The upstream said all it had to say. */
  get isComplete(): boolean {
    return this.#held.state === 'complete';
  }

  /** The upstream ended without saying so. */
  cutShort(): Promise<void> {
    return this.fail(
      new GatewayError('gateway/upstream-not-understood', 'The stream ended before its last event.'),
    );
  }

  fail(error: unknown): Promise<void> {
    const problem = toProblem(error);
    return this.#stop(failedStatus(problem), problem);
  }

  async leave(): Promise<void> {
    await this.#record('client-disconnected', undefined);
  }

  async #complete(): Promise<void> {
    try {
      await this.#record('completed', 200);
    } catch (error) {
      this.#endWith(toProblem(error));
      return;
    }
    endPatiently(this.#exchange.response, this.#stallMs, Buffer.concat(this.#held.finish()));
  }

  async #stop(status: OutcomeStatus, problem: Problem): Promise<void> {
    try {
      await this.#record(status, 200);
    } catch (error) {
      this.#endWith(toProblem(error));
      return;
    }
    this.#endWith(problem);
  }

  #endWith(problem: Problem): void {
    const { response, dialect, request } = this.#exchange;
    const { event, data } = dialect.streamError(problem, request);
    endPatiently(response, this.#stallMs, sseFrame(event, data));
  }

  async #record(status: OutcomeStatus, httpStatus: number | undefined): Promise<void> {
    const { context } = this.#exchange;
    const { route, record, subject, verdict } = this.#admitted;
    const assembled = Buffer.from(JSON.stringify(this.#held.assembled()), 'utf8');
    const completion = this.#held.verdict;
    const usage = this.#held.usage;
    await record.end(
      {
        status,
        ...(httpStatus !== undefined && { httpStatus }),
        upstreamStatus: this.#head.status,
        prompt: verdict,
        ...(completion && { completion }),
        ...(usage && { usage }),
        billed: { isWhole: status === 'completed', outputBytes: this.#held.textBytes },
        guardMs: this.#exchange.guardMs,
        ...this.#timing,
      },
      (options) => context.bodies.record(route.project, assembled, { ...options, subject }),
    );
  }

  #blockedProblem(): Problem {
    const reason = this.#held.verdict?.reason ?? 'a finding';
    return toProblem(
      new GatewayError('gateway/completion-blocked', `Ringwall blocked this completion: ${reason}`),
    );
  }

  #waitForClient(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const { response } = this.#exchange;
    response.socket?.setTimeout(this.#stallMs);
    response.once('drain', () => {
      this.#waiting = false;
      response.socket?.setTimeout(0);
      this.#resume();
    });
  }

  get #stallMs(): number {
    return this.#exchange.context.limits.clientStallMs;
  }
}
