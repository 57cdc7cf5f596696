import { decisions, type EventOf } from '@ringwall/core';
import type { Projector } from '@ringwall/ledger';
import type { Transaction } from 'kysely';
import type { TrafficTables } from './tables.ts';

/** Keeps the table of requests in step with the ledger. */
export const trafficProjector: Projector = {
  name: 'traffic',
  async apply(trx, entries) {
    const tables = trx.withTables<TrafficTables>();
    for (const { index, event } of entries) {
      if (event.type === 'llm.intent') await opened(tables, index, event);
      else if (event.type === 'llm.outcome') await closed(tables, index, event);
    }
  },
};

async function opened(
  trx: Transaction<TrafficTables>,
  index: number,
  event: EventOf<'llm.intent'>,
): Promise<void> {
  const { data } = event;
  await trx
    .insertInto('requests')
    .values({
      request: data.request,
      intent: index,
      outcome: null,
      changed: index,
      time: Date.parse(event.time),
      project: event.project,
      key: event.actor.id,
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
    })
    .execute();
}

async function closed(
  trx: Transaction<TrafficTables>,
  index: number,
  event: EventOf<'llm.outcome'>,
): Promise<void> {
  const { data } = event;
  const given = [data.prompt, data.completion].filter((verdict) => verdict !== undefined);
  const decision = decisions.findLast((candidate) => given.some((verdict) => verdict.decision === candidate));
  const rules = [
    ...new Set(given.flatMap((verdict) => verdict.findings.map((f) => `${f.detector}/${f.rule}`))),
  ];
  await trx
    .updateTable('requests')
    .set({
      outcome: index,
      changed: index,
      state: data.status,
      decision: decision ?? null,
      rules: JSON.stringify(rules),
      http_status: data.httpStatus ?? null,
      input_tokens: data.usage?.inputTokens ?? null,
      output_tokens: data.usage?.outputTokens ?? null,
      total_ms: data.ms.total,
      guard_ms: data.ms.guard,
    })
    .where('request', '=', data.request)
    .execute();
  for (const rule of rules) {
    await trx
      .insertInto('request_rules')
      .values({ intent: data.intent, rule, time: Date.parse(event.time) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
