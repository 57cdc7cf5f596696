import { decisions, type EventOf } from '@ringwall/core';
import type { Projector } from '@ringwall/ledger';
import { sql, type Transaction } from 'kysely';
import type { TrafficTables } from './tables.ts';

interface Opened {
  readonly index: number;
  readonly event: EventOf<'llm.intent'>;
}

interface Closed {
  readonly index: number;
  readonly event: EventOf<'llm.outcome'>;
}

/** Keeps the table of requests in step with the ledger: three statements a batch, however many requests are in it. */
export const trafficProjector: Projector = {
  name: 'traffic',
  async apply(trx, entries) {
    const tables = trx.withTables<TrafficTables>();
    const opened: Opened[] = [];
    // Of several outcomes of one request the last counts.
    const closed = new Map<string, Closed>();
    for (const { index, event } of entries) {
      if (event.type === 'llm.intent') opened.push({ index, event });
      else if (event.type === 'llm.outcome') closed.set(event.data.request, { index, event });
    }
    if (opened.length > 0) await insertOpened(tables, opened);
    if (closed.size > 0) await updateClosed(tables, [...closed.values()]);
  },
};

async function insertOpened(trx: Transaction<TrafficTables>, opened: readonly Opened[]): Promise<void> {
  const rows = opened.map(({ index, event: { data, time, project, actor } }) => ({
    request: data.request,
    intent: index,
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
  }));
  await trx.insertInto('requests').values(rows).execute();
}

async function updateClosed(trx: Transaction<TrafficTables>, closed: readonly Closed[]): Promise<void> {
  const found = closed.map(({ index, event }) => ({ index, event, rules: rulesOf(event) }));
  const values = found.map(({ index, event: { data }, rules }) => {
    const state = { status: data.status, rules: JSON.stringify(rules), decision: decisionOf(data) };
    return sql`(${data.request}, ${index}, ${state.status}, ${state.decision}, ${state.rules},
      ${data.httpStatus ?? null}, ${data.usage?.inputTokens ?? null}, ${data.usage?.outputTokens ?? null},
      ${data.ms.total}, ${data.ms.guard})`;
  });
  await sql`
    with closed (request, outcome, state, decision, rules, http_status, input_tokens, output_tokens, total_ms, guard_ms)
      as (values ${sql.join(values)})
    update requests
    set outcome = closed.outcome, changed = closed.outcome, state = closed.state, decision = closed.decision,
      rules = closed.rules, http_status = closed.http_status, input_tokens = closed.input_tokens,
      output_tokens = closed.output_tokens, total_ms = closed.total_ms, guard_ms = closed.guard_ms
    from closed
    where requests.request = closed.request`.execute(trx);
  const rules = found.flatMap(({ event, rules: names }) =>
    names.map((rule) => ({ intent: event.data.intent, rule, time: Date.parse(event.time) })),
  );
  if (rules.length === 0) return;
  await trx
    .insertInto('request_rules')
    .values(rules)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function verdictsOf(data: Closed['event']['data']) {
  return [data.prompt, data.completion].filter((verdict) => verdict !== undefined);
}

function decisionOf(data: Closed['event']['data']): string | null {
  const given = verdictsOf(data);
  return decisions.findLast((candidate) => given.some((verdict) => verdict.decision === candidate)) ?? null;
}

function rulesOf({ data }: Closed['event']): readonly string[] {
  const findings = verdictsOf(data).flatMap((verdict) => verdict.findings);
  return [...new Set(findings.map(({ detector, rule }) => `${detector}/${rule}`))];
}
