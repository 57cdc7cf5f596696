import { decodeEvent, intentEvent, outcomeEvent, type Shown } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Ledger } from '@ringwall/ledger';
import { z } from 'zod';
import { TrafficError } from './errors.ts';
import { isType, type TrafficQueries } from './queries.ts';
import { shownRequest } from './shown-request.ts';

export const requestDetail = z
  .object({
    row: shownRequest,
    intent: intentEvent,
    outcome: outcomeEvent.exactOptional(),
    policies: z
      .array(
        z.object({
          id: z.string(),
          reason: z.string().exactOptional().describe('What the policy of that name says of itself today.'),
        }),
      )
      .describe('The policies that permitted it, as recorded; empty where an older version recorded none.'),
  })
  .meta({ id: 'RequestDetail', description: 'One LLM request with its two records.' });
export type RequestDetail = Shown<typeof requestDetail>;

/** @throws TrafficError traffic/request-unknown */
export async function readRequest(
  parts: {
    readonly ledger: Ledger;
    readonly queries: TrafficQueries;
    readonly identity: Pick<Identity, 'policies'>;
  },
  id: string,
): Promise<RequestDetail> {
  const { ledger, queries, identity } = parts;
  const row = await queries.one(id);
  if (row === undefined) throw unknown();
  const read = async (index: number) => decodeEvent((await ledger.read(index)).leaf);
  const intent = await read(row.intent);
  const outcome = row.outcome === undefined ? undefined : await read(row.outcome);
  if (!isType(intent, 'llm.intent')) throw unknown();
  const reasons = new Map(identity.policies.current().policies.map(({ id, reason }) => [id, reason]));
  const policies = (intent.data.policies ?? []).map((policy) => {
    const reason = reasons.get(policy);
    return { id: policy, ...(reason !== undefined && { reason }) };
  });
  return { row, intent, ...(outcome && isType(outcome, 'llm.outcome') && { outcome }), policies };
}

function unknown(): TrafficError {
  return new TrafficError('traffic/request-unknown', 'No request with this id is recorded.');
}
