import { decisions, type EventOf } from '@ringwall/core';
import type { TrafficTables } from './tables.ts';

export type StoredRequest = Readonly<TrafficTables['requests']>;

/** The row of a request that has begun. */
export function openedRow(index: number, event: EventOf<'llm.intent'>): StoredRequest {
  const { data, time, project, actor } = event;
  return {
    intent: index,
    request: data.request,
    outcome: null,
    changed: index,
    time: Date.parse(time),
    project,
    key: actor.id,
    route: data.route,
    protocol: data.protocol,
    provider: data.provider,
    model: data.model,
    stream: data.stream ? 1 : 0,
    state: 'open',
    decision: null,
    rules: '[]',
    http_status: null,
    input_tokens: null,
    output_tokens: null,
    total_ms: null,
    guard_ms: null,
    who: actor.who ?? actor.id,
    spent_tokens: data.reserved?.tokens ?? 0,
    spent_nano: data.reserved?.nanoDollars ?? 0,
    conversation: data.conversation ?? null,
  };
}

/** The same row after an outcome, whether it had one already or not. */
export function closedRow(row: StoredRequest, index: number, event: EventOf<'llm.outcome'>): StoredRequest {
  const { data } = event;
  return {
    ...row,
    outcome: index,
    changed: index,
    state: data.status,
    decision: decisionOf(data),
    rules: JSON.stringify(rulesIn(event)),
    http_status: data.httpStatus ?? null,
    input_tokens: data.usage?.inputTokens ?? null,
    output_tokens: data.usage?.outputTokens ?? null,
    total_ms: data.ms.total,
    guard_ms: data.ms.guard,
    ...spentBy(row, event),
  };
}

/** A request that was cut off by a crash has used what was set aside for it: nobody knows better. */
function spentBy(row: StoredRequest, { data }: EventOf<'llm.outcome'>) {
  const { usage, cost, estimatedTokens } = data;
  if (usage === undefined && cost === undefined && estimatedTokens === undefined) {
    return { spent_tokens: row.spent_tokens, spent_nano: row.spent_nano };
  }
  const cached =
    row.protocol === 'anthropic'
      ? (usage?.cacheReadTokens ?? 0) + (usage?.cacheWriteTokens ?? 0) + (usage?.cacheWriteHourTokens ?? 0)
      : 0;
  const told = usage && usage.inputTokens + usage.outputTokens + cached;
  return {
    spent_tokens: Math.min(Number.MAX_SAFE_INTEGER, estimatedTokens ?? told ?? row.spent_tokens),
    spent_nano: cost?.nanoDollars ?? 0,
  };
}

/** `detector/rule` of every finding, once. */
export function rulesIn({ data }: EventOf<'llm.outcome'>): readonly string[] {
  const findings = verdictsOf(data).flatMap((verdict) => verdict.findings);
  return [...new Set(findings.map(({ detector, rule }) => `${detector}/${rule}`))];
}

type Outcome = EventOf<'llm.outcome'>['data'];

function verdictsOf({ prompt, completion }: Outcome) {
  return [prompt, completion].filter((verdict) => verdict !== undefined);
}

/** The stricter of the two. */
function decisionOf(data: Outcome): string | null {
  const given = verdictsOf(data);
  return decisions.findLast((candidate) => given.some((verdict) => verdict.decision === candidate)) ?? null;
}
