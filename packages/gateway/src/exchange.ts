import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  actorOf,
  type Json,
  newId,
  type Principal,
  type Problem,
  parseBoundedJson,
  type RequestId,
  type Subject,
  toProblem,
  type Verdict,
} from '@ringwall/core';
import type { Subject as Person } from '@ringwall/ledger';
import type { GatewayContext } from './context.ts';
import type { Dialect, UnderstoodRequest } from './dialects/dialect.ts';
import { GatewayError } from './errors.ts';
import { ExchangeRecord, type Outcome } from './exchange-record.ts';
import type { RecordBody } from './gaps/gaps.ts';
import { readBody } from './http/read-body.ts';
import { type Answer, answerWith } from './http/reply.ts';
import { fitEdits } from './json-edits.ts';
import { applyEdits, isObject } from './json-pointer.ts';
import type { MeteredRequest } from './metering/metered-request.ts';
import { requestContext } from './request-context.ts';
import { requestConversation } from './request-conversation.ts';
import { requestSubject } from './request-subject.ts';
import { chooseRoute, type GatewayRoute, resourceOf } from './routing.ts';
import { Standing } from './standing.ts';

/** Of those that permitted it, how many are recorded. */
const maxPolicies = 16;

/** One LLM request on its way through the wall; made per request. */
export class Exchange {
  readonly context: GatewayContext;
  readonly dialect: Dialect;
  readonly request: RequestId;
  readonly response: ServerResponse;
  readonly principal: Principal;
  readonly startedMs: number;
  guardMs = 0;
  /** Where it goes, once that is known. */
  route: GatewayRoute | undefined;
  metered: MeteredRequest | undefined;
  /** Of identity, when it was known who asks. */
  readonly #epoch: number;
  /** Ends it early because the server does; nothing can be cut before the request was sent on. */
  cut: () => void = () => {};

  constructor(context: GatewayContext, dialect: Dialect, principal: Principal, response: ServerResponse) {
    this.context = context;
    this.startedMs = context.stopwatch.now();
    this.dialect = dialect;
    this.principal = principal;
    this.response = response;
    this.#epoch = context.identity.epoch;
    this.request = newId('req', context.clock.now());
  }

  /**
   * Reads, understands, authorizes, records and inspects the request. Returns what may go upstream.
   * @throws RingwallError whose problem is the answer; where an intent was recorded, its outcome is too.
   */
  async admit(incoming: IncomingMessage): Promise<Admitted> {
    const { context, dialect } = this;
    const given = requestContext(incoming);
    const conversation = requestConversation(incoming);
    const nameSubject = (project: string) =>
      requestSubject(incoming, { principal: this.principal, project, subjects: context.bodies.subjects });
    const { project: onlyProject } = this.principal.scope ?? {};
    // Looked up while the body comes in, where it can be in one project alone.
    const naming = onlyProject === undefined ? undefined : nameSubject(onlyProject);
    const bytes = await readBody(incoming, context.limits.maxBodyBytes);
    const body = parseBoundedJson(bytes, { maxBytes: context.limits.maxBodyBytes });
    const asked = dialect.understandRequest(body);
    const access = { ...given, model: asked.model };
    const { route, policies } = chooseRoute(context.routes, context.identity, this.principal, {
      ...{ protocol: dialect.protocol, model: asked.model, context: access },
    });
    const standing = new Standing(context, {
      ...{ principal: this.principal, resource: resourceOf(route), access },
      epoch: this.#epoch,
    });
    // The body may have taken its time.
    standing.demand();
    const named = route.project === onlyProject ? naming : nameSubject(route.project);
    const subject = named && (await named);
    const metered = context.metering.measure(asked, route, bytes.length);
    this.route = route;
    this.metered = metered;
    const { principal, request, response } = this;
    const turn = context.metering.admit(metered, { request, principal, route, model: asked.model, response });
    if (turn) {
      await turn;
      standing.demand();
    }
    const record = new ExchangeRecord(context, {
      request: this.request,
      metered,
      route,
      actor: actorOf(this.principal),
      startedMs: this.startedMs,
      subject,
      asked: {
        ...(given.purpose !== undefined && { purpose: given.purpose }),
        ...(conversation && {
          conversation: conversation({ project: route.project, subjects: context.bodies.subjects }),
        }),
        ...(policies.length > 0 && { policies: policies.slice(0, maxPolicies) }),
      },
    });
    const recordBody: RecordBody = (options) =>
      context.bodies.record(route.project, bytes, { ...options, subject });
    // Side by side: the disk works while the detectors do. Neither result is used before both are in.
    const [begun, inspected] = await Promise.allSettled([
      record.begin(asked.model, asked.stream, recordBody),
      this.inspect({ stage: 'prompt', parts: asked.parts }, route),
    ]);
    if (begun.status === 'rejected') throw begun.reason;
    try {
      if (inspected.status === 'rejected') throw inspected.reason;
      const verdict = inspected.value;
      const asksUsage = !asked.tellsUsage && metered.needsUsage;
      const telling = asksUsage ? (dialect.askForUsage?.(body) ?? body) : body;
      const sent = outgoingBody({ bytes, original: body, body: telling }, route, verdict);
      if (!isRefusal(verdict) && sent !== undefined)
        return { asked, route, record, subject, verdict, standing, asksUsage, body: sent };
      const error = new GatewayError(
        'gateway/prompt-blocked',
        `Ringwall blocked this prompt: ${verdict.reason}`,
      );
      const { guardMs } = this;
      await record.end({ status: 'blocked', httpStatus: error.status, prompt: verdict, guardMs });
      throw error;
    } catch (error) {
      if (record.open) {
        await record.end({ status: 'blocked', httpStatus: toProblem(error).status, guardMs: this.guardMs });
      }
      throw error;
    }
  }

  async inspect(subject: Subject, route: GatewayRoute): Promise<Verdict> {
    const began = performance.now();
    const verdict = await this.context.guard.inspect(subject, route.profile, {
      deadlineMs: this.context.limits.guardDeadlineMs,
    });
    this.guardMs += performance.now() - began;
    return { ...verdict, edits: fitEdits(subject.parts, verdict.edits) };
  }

  /** Records the outcome and only then answers. Where recording fails the answer is 503 instead. */
  async settle(
    admitted: Admitted,
    answer: Answer,
    outcome: Omit<Outcome, 'prompt' | 'guardMs'>,
    recordBody?: RecordBody,
  ) {
    try {
      await admitted.record.end({ ...outcome, prompt: admitted.verdict, guardMs: this.guardMs }, recordBody);
    } catch (error) {
      this.refuse(toProblem(error));
      return;
    }
    const headers = { ...answer.headers, ...this.limitHeaders() };
    answerWith(this.response, this.request, { ...answer, headers }, this.context.limits.clientStallMs);
  }

  /** Where it stands with its limits now. */
  limitHeaders(): Record<string, string> {
    const { route, metered } = this;
    return route && metered ? this.context.metering.headers(metered, route) : {};
  }

  /** Answers with an error in the client's dialect. */
  refuse(problem: Problem, headers: Readonly<Record<string, string>> = {}): void {
    const answer = { status: problem.status, body: this.errorBody(problem), headers };
    answerWith(this.response, this.request, answer, this.context.limits.clientStallMs);
  }

  errorBody(problem: Problem): string {
    return JSON.stringify(this.dialect.errorBody(problem, this.request));
  }
}

/** A request that may go upstream. */
export interface Admitted {
  readonly asked: UnderstoodRequest;
  readonly route: GatewayRoute;
  readonly record: ExchangeRecord;
  /** The person it is about, where one was named. */
  readonly subject: Person | undefined;
  readonly verdict: Verdict;
  /** Whether the caller would be let in still. */
  readonly standing: Standing;
  /** The upstream was asked to say what was used, and the client was not. */
  readonly asksUsage: boolean;
  readonly body: Uint8Array;
}

export function isRefusal(verdict: Verdict): boolean {
  // Nobody can approve on this path yet, so what would need approval is refused.
  return verdict.decision === 'block' || verdict.decision === 'require-approval';
}

/** The client's own bytes, unless the model is renamed or something is redacted. Undefined where that is impossible. */
function outgoingBody(
  { bytes, original, body }: { readonly bytes: Uint8Array; readonly original: Json; readonly body: Json },
  route: GatewayRoute,
  verdict: Verdict,
): Uint8Array | undefined {
  const edited = verdict.decision === 'redact' ? applyEdits(body, verdict.edits) : body;
  if (!isObject(edited)) return undefined;
  if (edited === original && route.upstreamModel === undefined) return bytes;
  const model = route.upstreamModel === undefined ? {} : { model: route.upstreamModel };
  return Buffer.from(JSON.stringify({ ...edited, ...model }), 'utf8');
}
