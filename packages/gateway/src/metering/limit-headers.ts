import type { LimitStanding } from '@ringwall/identity';
import type { Protocol } from '../dialects/dialect.ts';

/** What the services call their own limits in the headers of an answer, so that SDKs and dashboards know ours. */
export function limitHeaders(
  protocol: Protocol,
  standings: readonly LimitStanding[],
  nowMs: number,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const metric of ['requests', 'tokens'] as const) {
    const tightest = tightestOf(standings.filter(({ limit }) => limit.metric === metric));
    if (tightest === undefined) continue;
    const { limit, remaining, resetsAtMs = nowMs } = tightest;
    if (protocol === 'openai') {
      headers[`x-ratelimit-limit-${metric}`] = String(limit.amount);
      headers[`x-ratelimit-remaining-${metric}`] = String(remaining);
      headers[`x-ratelimit-reset-${metric}`] = duration(resetsAtMs - nowMs);
    } else {
      headers[`anthropic-ratelimit-${metric}-limit`] = String(limit.amount);
      headers[`anthropic-ratelimit-${metric}-remaining`] = String(remaining);
      headers[`anthropic-ratelimit-${metric}-reset`] = seconds(resetsAtMs);
    }
  }
  return headers;
}

/** The one of which the smallest part is left. */
function tightestOf(standings: readonly LimitStanding[]): LimitStanding | undefined {
  let tightest: LimitStanding | undefined;
  for (const standing of standings) {
    const part = ({ remaining, limit }: LimitStanding) => remaining / limit.amount;
    if (tightest === undefined || part(standing) < part(tightest)) tightest = standing;
  }
  return tightest;
}

/** As Go writes durations: `1h2m3s`, `6m0s`, `1.5s`, `12ms`. */
export function duration(ms: number): string {
  const left = Math.max(0, Math.ceil(ms));
  if (left < 1000) return `${left}ms`;
  const hours = Math.floor(left / 3_600_000);
  const minutes = Math.floor(left / 60_000) % 60;
  const rest = (left % 60_000) / 1000;
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

/** RFC 3339, whole seconds, never too early. */
function seconds(atMs: number): string {
  return `${new Date(Math.ceil(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
