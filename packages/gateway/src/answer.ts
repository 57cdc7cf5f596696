import { type Json, parseBoundedJson, toProblem } from '@ringwall/core';
import { RouteContained } from './containment/route-contained.ts';
import { upstreamUnclear } from './dialects/understand.ts';
import { GatewayError } from './errors.ts';
import { type Admitted, type Exchange, isRefusal } from './exchange.ts';
import { type Billed, failedStatus } from './exchange-record.ts';
import type { RecordBody } from './gaps/gaps.ts';
import { passedOnHeaders } from './http/reply.ts';
import { applyEdits } from './json-pointer.ts';
import { StreamAnswer } from './stream-answer.ts';
import {
  callUpstream,
  type UpstreamCall,
  type UpstreamHead,
  type UpstreamListener,
} from './upstream/call.ts';
import { upstreamHeaders } from './upstream/provider.ts';

const maxErrorBytes = 64 << 10;

/**
 * Calls the upstream for an admitted request and answers the client. Resolves when the exchange is over:
 * answered, refused, or left by the client; its outcome is recorded in every case.
 */
export function answerFromUpstream(
  exchange: Exchange,
  admitted: Admitted,
  anthropicVersion: string,
): Promise<void> {
  const { context, response } = exchange;
  const { provider } = admitted.route;
  const base = new URL(provider.baseUrl);
  const { promise, resolve } = Promise.withResolvers<void>();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let head: UpstreamHead | undefined;
  let firstByteMs: number | undefined;
  let stream: StreamAnswer | undefined;
  let over = false;

  const timing = () => (firstByteMs === undefined ? {} : { upstreamFirstByteMs: firstByteMs });
  const finish = (step: Promise<void>) => {
    if (over) return;
    over = true;
    clearTimeout(limit);
    response.off('close', onClose);
    step
      .catch((error: unknown) => endBadly(exchange, admitted, error))
      .catch(() => response.destroy())
      .finally(resolve);
  };
  const fail = (error: unknown) =>
    finish(stream ? stream.fail(error) : refuse(exchange, admitted, error, head, { ...timing(), bytes }));

  let call: UpstreamCall | undefined;
  const onClose = () => {
    call?.abort();
    const outcome = {
      status: 'client-disconnected' as const,
      ...timing(),
      ...(head && { upstreamStatus: head.status }),
      ...(call && billedFor(head, bytes, { isLeft: true })),
    };
    finish(stream ? stream.leave() : exchange.settle(admitted, { status: 499, body: '' }, outcome));
  };
  const giveUp = (error: GatewayError) => {
    if (over) return;
    call?.abort();
    fail(error);
  };
  const limit = setTimeout(() => {
    giveUp(
      new GatewayError('gateway/upstream-timeout', 'The exchange took longer than limits.maxExchangeMs.'),
    );
  }, context.limits.maxExchangeMs);
  exchange.cut = () => giveUp(new GatewayError('gateway/draining', 'The server is shutting down.'));
  if (response.destroyed) {
    onClose();
    return promise;
  }
  response.on('close', onClose);

  const listener: UpstreamListener = {
    onHead(given) {
      admitted.standing.demand();
      head = given;
      firstByteMs = context.stopwatch.now() - exchange.startedMs;
      const type = given.headers['content-type'] ?? '';
      if (given.status >= 400) return;
      const streams = type.startsWith('text/event-stream');
      if (given.status >= 300 || streams !== admitted.asked.stream)
        throw upstreamUnclear('it is of another kind than asked for');
      if (streams) stream = new StreamAnswer(exchange, admitted, given, timing(), () => call?.resume());
    },
    onData(chunk) {
      if (!stream?.settled) admitted.standing.demand();
      if (stream) {
        const more = stream.push(chunk);
        if (stream.settled) {
          if (stream.isComplete) call?.release();
          else call?.abort();
          finish(stream.settled);
        }
        return more;
      }
      bytes += chunk.length;
      const failed = (head?.status ?? 0) >= 400;
      if (bytes > (failed ? maxErrorBytes : context.limits.maxAnswerBytes))
        throw upstreamUnclear('it is too large');
      chunks.push(chunk);
      return true;
    },
    onEnd() {
      const gone = admitted.standing.problem;
      if (stream) finish(stream.cutShort());
      else if (gone) fail(gone);
      else if (head) finish(answerWhole(exchange, admitted, head, Buffer.concat(chunks), timing()));
    },
    onError: fail,
  };
  const request = {
    path: base.pathname.replace(/\/$/, '') + provider.completionPath,
    headers: upstreamHeaders(provider, admitted.body.length, anthropicVersion),
    body: admitted.body,
    timeoutMs: context.limits.upstreamTimeoutMs,
  };
  try {
    call = callUpstream(context.pools.get(base.origin), request, listener);
  } catch (error) {
    fail(error);
  }
  return promise;
}

/** Something failed that should not: the exchange is still recorded, and answered where nothing was answered yet. */
async function endBadly(exchange: Exchange, admitted: Admitted, error: unknown): Promise<void> {
  const { context, request, response } = exchange;
  context.log('error', 'An exchange ended badly', { request, error: String(error) });
  const hasBegun = response.headersSent;
  await refuse(exchange, admitted, error, undefined, {});
  if (hasBegun) response.destroy();
}

interface Timing {
  readonly upstreamFirstByteMs?: number;
}

/** A service bills for what it answered before it was cut off, and for no error of its own. */
function billedFor(
  head: UpstreamHead | undefined,
  outputBytes: number,
  { isLeft = false } = {},
): { readonly billed?: Billed } {
  return head !== undefined && head.status >= 400 ? {} : { billed: { isWhole: false, outputBytes, isLeft } };
}

async function answerWhole(
  exchange: Exchange,
  admitted: Admitted,
  head: UpstreamHead,
  bytes: Uint8Array,
  timing: Timing,
) {
  try {
    if (head.status >= 400) {
      await refuseLikeUpstream(exchange, admitted, head, bytes, timing);
      return;
    }
    const body = readAnswer(bytes, exchange.context.limits.maxAnswerBytes);
    const parts = exchange.dialect.completionParts(body);
    const verdict = await exchange.inspect({ stage: 'completion', parts }, admitted.route);
    const usage = exchange.dialect.usage(body);
    const known = {
      ...{ upstreamStatus: head.status, completion: verdict, ...timing, ...(usage && { usage }) },
      billed: { isWhole: true, outputBytes: bytes.length },
    };
    const edited = verdict.decision === 'redact' ? applyEdits(body, verdict.edits) : body;
    if (isRefusal(verdict) || edited === undefined) {
      const problem = toProblem(
        new GatewayError('gateway/completion-blocked', `Ringwall blocked this completion: ${verdict.reason}`),
      );
      const answer = {
        status: problem.status,
        body: exchange.errorBody(problem),
      };
      await exchange.settle(admitted, answer, { ...known, status: 'blocked', httpStatus: problem.status });
      return;
    }
    const sent =
      edited === body ? bytes : Buffer.from(JSON.stringify(exchange.dialect.withoutEchoes(edited)), 'utf8');
    const { route, subject } = admitted;
    const recordBody: RecordBody = (options) =>
      exchange.context.bodies.record(route.project, sent, { ...options, subject });
    const headers = passedOnHeaders(head.headers);
    if (verdict.decision !== 'allow') headers['x-ringwall-verdict'] = verdict.decision;
    const outcome = { ...known, status: 'completed' as const, httpStatus: 200 };
    await exchange.settle(admitted, { status: 200, body: sent, headers }, outcome, recordBody);
  } catch (error) {
    await refuse(exchange, admitted, error, head, { ...timing, bytes: bytes.length });
  }
}

function readAnswer(bytes: Uint8Array, maxBytes: number): Json {
  try {
    return parseBoundedJson(bytes, { maxBytes });
  } catch (cause) {
    throw new GatewayError(
      'gateway/upstream-not-understood',
      'Nothing was forwarded: the answer is not plain JSON.',
      {
        cause,
      },
    );
  }
}

/** The upstream answered an error: its status where a client can act on it, and of its words what passes inspection. */
async function refuseLikeUpstream(
  exchange: Exchange,
  admitted: Admitted,
  head: UpstreamHead,
  bytes: Uint8Array,
  timing: Timing,
) {
  const ours = head.status === 401 || head.status === 403 || head.status === 407;
  const status = ours
    ? 502
    : head.status >= 500
      ? head.status === 503 || head.status === 529
        ? 503
        : 502
      : head.status;
  const said = ours ? undefined : await safeMessage(exchange, admitted, bytes);
  const detail = ours
    ? "The upstream refused Ringwall's own credential."
    : `The upstream answered ${head.status}${said === undefined ? '.' : `: ${said}`}`;
  const problem = { ...toProblem(new GatewayError('gateway/upstream-refused', detail)), status };
  const answer = {
    status,
    body: exchange.errorBody(problem),
    headers: passedOnHeaders(head.headers),
  };
  const outcome = {
    status: 'upstream-error' as const,
    httpStatus: status,
    upstreamStatus: head.status,
    ...timing,
  };
  await exchange.settle(admitted, answer, outcome);
}

/** An upstream's error may quote our credential or the prompt: it is inspected like any answer, or left out. */
async function safeMessage(
  exchange: Exchange,
  admitted: Admitted,
  bytes: Uint8Array,
): Promise<string | undefined> {
  let body: Json;
  try {
    body = parseBoundedJson(bytes, { maxBytes: maxErrorBytes });
  } catch {
    return undefined;
  }
  const message = exchange.dialect.upstreamMessage(body);
  if (message === undefined) return undefined;
  const credential = admitted.route.provider.credential?.reveal();
  if (credential !== undefined && message.includes(credential)) return undefined;
  const part = {
    pointer: '',
    role: 'assistant',
    trust: 'untrusted',
    syntax: 'text',
    text: message.slice(0, 500),
  } as const;
  const verdict = await exchange.inspect({ stage: 'completion', parts: [part] }, admitted.route);
  if (isRefusal(verdict)) return undefined;
  const edited = applyEdits(part.text, verdict.edits);
  return typeof edited === 'string' ? edited : undefined;
}

async function refuse(
  exchange: Exchange,
  admitted: Admitted,
  error: unknown,
  head: UpstreamHead | undefined,
  { bytes = 0, ...timing }: Timing & { readonly bytes?: number },
): Promise<void> {
  const problem = toProblem(error);
  // Nobody was reached who could bill.
  const isSent = head !== undefined || problem.code !== 'gateway/upstream-unreachable';
  const body = exchange.errorBody(problem);
  await exchange.settle(
    admitted,
    { status: problem.status, body, headers: error instanceof RouteContained ? error.headers() : {} },
    {
      status: failedStatus(problem),
      httpStatus: problem.status,
      ...(head && { upstreamStatus: head.status }),
      ...(isSent && billedFor(head, bytes)),
      ...timing,
    },
  );
}
