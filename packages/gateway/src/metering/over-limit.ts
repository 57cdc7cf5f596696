import type { LimitRefusal } from '@ringwall/identity';
import type { Protocol } from '../dialects/dialect.ts';
import { GatewayError } from '../errors.ts';
import { limitHeaders } from './limit-headers.ts';

/** A request that a limit keeps out; carries what its answer and its record need. */
export class OverLimit extends GatewayError {
  readonly refusal: LimitRefusal;

  constructor(refusal: LimitRefusal) {
    super(codeOf(refusal), detailOf(refusal));
    this.refusal = refusal;
  }

  headers(protocol: Protocol, nowMs: number): Record<string, string> {
    const { retryAfterMs, standings } = this.refusal;
    const headers = limitHeaders(protocol, standings, nowMs);
    if (retryAfterMs === 0) return headers;
    headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
    // The SDKs try again by themselves within a minute; later it is somebody else's turn to decide.
    if (retryAfterMs > maxOwnRetryMs) headers['x-should-retry'] = 'false';
    return headers;
  }
}

const maxOwnRetryMs = 60_000;

function codeOf({ reason, limit }: LimitRefusal) {
  if (reason === 'price-unknown') return 'gateway/price-unknown' as const;
  return limit.metric === 'money'
    ? ('gateway/budget-exhausted' as const)
    : ('gateway/limit-reached' as const);
}

function detailOf({ reason, limit, subject }: LimitRefusal): string {
  // Whoever calls may know its own name and that of what it asked for; not who shares a limit with it.
  const of = limit.of.kind === 'key' ? 'this key' : subject.replace(':', ' ');
  if (reason === 'price-unknown') return `There is a budget for ${of}, and no price is known for the model.`;
  if (limit.metric === 'money') return `The budget for ${of} is used up for this ${limit.per}.`;
  const what =
    limit.metric === 'concurrency'
      ? `${limit.amount} requests at once`
      : `${limit.amount} ${limit.metric} a ${limit.per}`;
  return `The limit of ${what} for ${of} is reached.`;
}
