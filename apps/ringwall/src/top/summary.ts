import type { Group, TopSnapshot } from './snapshot.ts';
import type { TopRow } from './traffic-window.ts';

const rateMs = 10_000;
const bars = 20;
const most = 100;

type Summary = Pick<
  TopSnapshot,
  | 'requests'
  | 'perSecond'
  | 'trend'
  | 'verdicts'
  | 'failed'
  | 'running'
  | 'latencyMs'
  | 'inputTokens'
  | 'outputTokens'
  | 'nanoDollars'
  | 'keys'
  | 'routes'
  | 'models'
  | 'rules'
>;

/** Counts over the requests of a window that ends now. */
export function summarize(rows: readonly TopRow[], nowMs: number, windowMs: number): Summary {
  const sum = (of: (row: TopRow) => number | undefined) => rows.reduce((all, row) => all + (of(row) ?? 0), 0);
  const count = (is: (row: TopRow) => boolean) => rows.filter(is).length;
  const given = (decision: string) => count((row) => row.decision === decision);
  const trend = Array.from({ length: bars }, () => 0);
  for (const { time } of rows) {
    const bar = Math.floor(((Date.parse(time) - (nowMs - windowMs)) * bars) / windowMs);
    // A request may be a little ahead of this clock.
    const place = Math.min(bars - 1, Math.max(0, bar));
    trend[place] = (trend[place] ?? 0) + 1;
  }
  const took = rows.flatMap(({ totalMs }) => (totalMs === undefined ? [] : [totalMs])).sort((a, b) => a - b);
  return {
    requests: rows.length,
    perSecond: count(({ time }) => Date.parse(time) > nowMs - rateMs) / (rateMs / 1000),
    trend,
    verdicts: {
      allow: given('allow'),
      flag: given('flag'),
      redact: given('redact'),
      block: given('block'),
    },
    failed: count((row) => !['open', 'completed', 'blocked'].includes(row.state) && row.decision !== 'block'),
    running: count(({ state }) => state === 'open'),
    ...(took.length > 0 && { latencyMs: { p50: quantile(took, 0.5), p95: quantile(took, 0.95) } }),
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    nanoDollars: sum((row) => row.nanoDollars),
    keys: groups(rows, ({ key, keyName }) => ({ id: key, name: keyName })),
    routes: groups(rows, ({ route }) => ({ id: route, name: route })),
    models: groups(rows, ({ model }) => ({ id: model, name: model })),
    rules: ruleCounts(rows),
  };
}

function groups(rows: readonly TopRow[], of: (row: TopRow) => { id: string; name: string }): Group[] {
  const found = new Map<string, Group>();
  for (const row of rows) {
    const { id, name } = of(row);
    const before = found.get(id) ?? { id, name, requests: 0, blocked: 0, tokens: 0, nanoDollars: 0 };
    found.set(id, {
      ...{ id, name, requests: before.requests + 1 },
      blocked: before.blocked + (row.decision === 'block' ? 1 : 0),
      tokens: before.tokens + (row.inputTokens ?? 0) + (row.outputTokens ?? 0),
      nanoDollars: before.nanoDollars + (row.nanoDollars ?? 0),
    });
  }
  return [...found.values()].sort((a, b) => b.requests - a.requests || (a.id < b.id ? -1 : 1)).slice(0, most);
}

function ruleCounts(rows: readonly TopRow[]): { rule: string; requests: number }[] {
  const found = new Map<string, number>();
  for (const rule of rows.flatMap(({ rules }) => rules)) found.set(rule, (found.get(rule) ?? 0) + 1);
  return [...found]
    .map(([rule, requests]) => ({ rule, requests }))
    .sort((a, b) => b.requests - a.requests || (a.rule < b.rule ? -1 : 1))
    .slice(0, most);
}

/** Of sorted numbers, the nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
