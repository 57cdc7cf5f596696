import { GatewayError } from '../errors.ts';
import type { Containment } from './containments.ts';

/** A request met a route that is out of service. */
export class RouteContained extends GatewayError {
  readonly containment: Containment;
  readonly #nowMs: number;

  constructor(containment: Containment, nowMs: number) {
    const until = new Date(containment.untilMs).toISOString();
    super('gateway/route-contained', `The route is out of service until ${until} at the latest.`);
    this.containment = containment;
    this.#nowMs = nowMs;
  }

  /** When to come back. */
  headers(): Readonly<Record<string, string>> {
    return { 'retry-after': String(Math.max(1, Math.ceil((this.containment.untilMs - this.#nowMs) / 1000))) };
  }
}
