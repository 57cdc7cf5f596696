import type { Principal } from '@ringwall/core';
import type { LimitedKind } from './limit.ts';

/** A request as limits see it. */
export interface LimitedCall {
  readonly request: string;
  readonly principal: Principal;
  readonly project: string;
  readonly route: string;
  /** By its public name. */
  readonly model: string;
  /** The most it may use. */
  readonly tokens: number;
  /** The most it may cost, in billionths of a US dollar; undefined where no price is known. */
  readonly nanoDollars: number | undefined;
}

/** Of each kind of subject the one that a request belongs to. */
export type LimitedSubjects = Readonly<Record<LimitedKind, string | undefined>>;

/**
 * An agent counts as itself and for the user it acts for. Bearer tokens are as many as an issuer is asked for: whoever
 * comes with them has one key, which is who they are.
 */
export function subjectsOf({ principal, project, route, model }: LimitedCall): LimitedSubjects {
  const { who } = principal;
  const isUser = who.type === 'user';
  return {
    key: principal.kind === 'token' ? who.id : principal.id,
    user: isUser ? who.id : who.onBehalfOf,
    service: isUser ? undefined : who.id,
    project,
    route,
    model,
  };
}
