import type { AccessContext, Clock, Principal, Resource } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Containments } from './containment/containments.ts';
import { RouteContained } from './containment/route-contained.ts';
import { GatewayError } from './errors.ts';

/** What ends by the clock alone changes no epoch: it is looked at again after so long. */
const lookAgainMs = 1_000;

/**
 * Whether somebody who was let in would be let in still, to a route that is in service. Asked with every chunk of an answer, so it compares a number
 * and a time; only where one of them says so it asks again.
 */
export class Standing {
  readonly #identity: Pick<Identity, 'isLive' | 'authorize' | 'epoch'>;
  readonly #clock: Clock;
  readonly #containments: Pick<Containments, 'of'>;
  readonly #principal: Principal;
  readonly #resource: Resource;
  readonly #access: AccessContext;
  #epoch: number;
  #lookedMs: number;
  #holds = true;

  constructor(
    parts: {
      readonly identity: Pick<Identity, 'isLive' | 'authorize' | 'epoch'>;
      readonly containments: Pick<Containments, 'of'>;
      readonly clock: Clock;
    },
    letIn: {
      readonly principal: Principal;
      readonly resource: Resource;
      readonly access: AccessContext;
      /** Of identity, when it was found out who this is. */
      readonly epoch: number;
    },
  ) {
    this.#identity = parts.identity;
    this.#clock = parts.clock;
    this.#containments = parts.containments;
    this.#principal = letIn.principal;
    this.#resource = letIn.resource;
    this.#access = letIn.access;
    this.#epoch = letIn.epoch;
    this.#lookedMs = parts.clock.now();
  }

  /** Why nothing more may be answered: whoever asked lost the right to it, or its route is out of service. */
  get problem(): GatewayError | undefined {
    if (!this.#isHeld) return revoked();
    const containment = this.#containments.of(this.#resource.id);
    return containment && new RouteContained(containment, this.#clock.now());
  }

  /** @throws GatewayError gateway/revoked, gateway/route-contained */
  demand(): void {
    const { problem } = this;
    if (problem) throw problem;
  }

  /** Once false it stays so: what was cut is not gone on with. */
  get #isHeld(): boolean {
    const now = this.#clock.now();
    const sinceMs = now - this.#lookedMs;
    // A clock that was set back is no reason to wait.
    if (!this.#holds || (this.#epoch === this.#identity.epoch && sinceMs >= 0 && sinceMs < lookAgainMs))
      return this.#holds;
    this.#epoch = this.#identity.epoch;
    this.#lookedMs = now;
    this.#holds =
      this.#identity.isLive(this.#principal) &&
      this.#identity.authorize(this.#principal, 'route.invoke', this.#resource, this.#access).allow;
    return this.#holds;
  }
}

/** What whoever lost the right to an answer is told. */
function revoked(): GatewayError {
  return new GatewayError(
    'gateway/revoked',
    'The right to this answer was taken away before it was all given.',
  );
}
