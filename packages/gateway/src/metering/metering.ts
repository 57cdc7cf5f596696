import type { ServerResponse } from 'node:http';
import type { Clock, Principal } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { UnderstoodRequest } from '../dialects/dialect.ts';
import type { GatewayRoute } from '../routing.ts';
import { limitHeaders } from './limit-headers.ts';
import { MeteredRequest } from './metered-request.ts';
import { OverLimit } from './over-limit.ts';
import { createPriceList, type OwnPrice, type PriceList } from './price-list.ts';

/** Knows what requests may cost, and lets them in by their limits. */
export class Metering {
  readonly #identity: Pick<Identity, 'limits'>;
  readonly #clock: Clock;
  readonly #prices: PriceList;

  constructor(parts: {
    readonly identity: Pick<Identity, 'limits'>;
    readonly clock: Clock;
    readonly prices: readonly OwnPrice[];
  }) {
    this.#identity = parts.identity;
    this.#clock = parts.clock;
    this.#prices = createPriceList(parts.prices);
  }

  measure(asked: UnderstoodRequest, route: GatewayRoute, bodyBytes: number): MeteredRequest {
    const model = {
      protocol: route.protocol,
      provider: route.provider.id,
      model: route.upstreamModel ?? asked.model,
    };
    return new MeteredRequest(asked, { bodyBytes, prices: this.#prices, model });
  }

  /**
   * Lets a request in, at once or in its turn; one whose client leaves is let in no more.
   * @throws OverLimit, or rejects with it
   */
  admit(
    metered: MeteredRequest,
    of: {
      readonly request: string;
      readonly principal: Principal;
      readonly route: GatewayRoute;
      readonly model: string;
      readonly response: ServerResponse;
    },
  ): undefined | Promise<void> {
    const { request, principal, route, model, response } = of;
    const call = metered.call({ request, principal, project: route.project, route: route.name, model });
    const admission = this.#identity.limits.admit(call, () => leftBy(response));
    if (admission instanceof Promise) {
      return admission.then((given) => {
        if (!given.ok) throw new OverLimit(given.refusal);
        metered.admitted(given.reservation);
      });
    }
    if (!admission.ok) throw new OverLimit(admission.refusal);
    metered.admitted(admission.reservation);
    return undefined;
  }

  /** Where a request stands with its limits, for its answer. */
  headers(metered: MeteredRequest, route: GatewayRoute): Record<string, string> {
    return limitHeaders(route.protocol, metered.standings, this.#clock.now());
  }
}

function leftBy(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
