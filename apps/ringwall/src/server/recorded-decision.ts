import { type Action, actions, decodeEvent, type EventOf, idTimeMs } from '@ringwall/core';
import { findRequest } from '@ringwall/gateway';
import type { DecisionLookup, RecordedDecision } from '@ringwall/identity';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';

/** A denial is recorded while the request is read, which takes no longer. */
const readWithinMs = 10 * 60_000;
/** A clock that was set back a little. */
const setBackMs = 60_000;
const pageSize = 200;
const maxPages = 25;

/** Looks up in the ledger what was decided about a request of the gateway. */
export function recordedDecisions(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  /** The project of a route; undefined where there is none of that name any more. */
  readonly projectOf: (route: string) => string | undefined;
}): DecisionLookup {
  const { ledger, projection, projectOf } = parts;
  const read = async (index: number) => decodeEvent((await ledger.read(index)).leaf);

  /** There is no index of them by request: those of its time are looked through, newest first. */
  async function denialOf(request: string): Promise<EventOf<'access.denied'> | undefined> {
    const madeMs = idTimeMs(request);
    if (madeMs === undefined) return undefined;
    const filter = { types: ['access.denied'], fromMs: madeMs - setBackMs, toMs: madeMs + readWithinMs };
    let before = ledger.size;
    for (let page = 0; page < maxPages; page++) {
      const indexes = await projection.find(filter, { before, limit: pageSize });
      for (const index of indexes) {
        const event = await read(index);
        if (event.type === 'access.denied' && event.data.request === request) return event;
      }
      before = indexes.at(-1) ?? 0;
      if (indexes.length < pageSize) return undefined;
    }
    return undefined;
  }

  return async (request) => {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
    const known = await findRequest(parts, request);
    const [intent] = known?.entries ?? [];
    if (intent !== undefined) {
      const event = await read(intent);
      return event.type === 'llm.intent' ? allowed(event) : undefined;
    }
    const denial = await denialOf(request);
    return denial && denied(denial, projectOf(denial.data.resource));
  };
}

function allowed({ time, project, actor, data }: EventOf<'llm.intent'>): RecordedDecision {
  const { route, model, purpose } = data;
  return {
    ...{ time, actor, action: 'route.invoke', resource: { kind: 'route', id: route, project } },
    context: { model, ...(purpose !== undefined && { purpose }) },
  };
}

function denied(
  { time, actor, data }: EventOf<'access.denied'>,
  project: string | undefined,
): RecordedDecision | undefined {
  const { resource, reason, policies = [], model, purpose } = data;
  const action = actions.find((known): known is Action => known === data.action);
  if (action === undefined) return undefined;
  return {
    ...{ time, actor, action },
    resource: { kind: 'route', id: resource, ...(project !== undefined && { project }) },
    context: { ...(model !== undefined && { model }), ...(purpose !== undefined && { purpose }) },
    denied: { reason, policies },
  };
}
