import type { Access, AccessContext, Principal, Resource } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Protocol } from './dialects/dialect.ts';
import { GatewayError } from './errors.ts';
import type { Provider } from './upstream/provider.ts';

/** A named public endpoint for AI traffic: what it answers to, who answers, and under which rules. */
export interface GatewayRoute {
  readonly name: string;
  readonly protocol: Protocol;
  readonly project: string;
  readonly provider: Provider;
  /** Public model names, or prefixes ending in `*`. */
  readonly models: readonly string[];
  /** Model asked of the upstream; absent: the one the client named. */
  readonly upstreamModel?: string;
  /** Guard profile. */
  readonly profile: string;
  /** A strict route answers nothing that is not recorded; another goes on, and what it left out is a gap on record. */
  readonly strict: boolean;
  /** Seal and keep request and response bodies. */
  readonly keepBodies: boolean;
}

/**
 * The first route of the protocol that serves `model` and that the key may invoke, and the policies that permit it.
 * @throws GatewayError gateway/route-unknown, or gateway/forbidden where a route exists that the key may not use.
 */
export function chooseRoute(
  routes: readonly GatewayRoute[],
  identity: Pick<Identity, 'authorize'>,
  principal: Principal,
  asked: { readonly protocol: Protocol; readonly model: string; readonly context: AccessContext },
): { readonly route: GatewayRoute; readonly policies: readonly string[] } {
  let refusal: RouteForbidden | undefined;
  for (const route of routes) {
    if (route.protocol !== asked.protocol || !serves(route, asked.model)) continue;
    const access = mayInvoke(identity, principal, route, asked.context);
    if (access.allow) return { route, policies: access.policies ?? [] };
    refusal ??= new RouteForbidden(route, asked, access);
  }
  if (refusal) throw refusal;
  throw new GatewayError(
    'gateway/route-unknown',
    'No route of this gateway serves the model that was asked for.',
  );
}

/** Carries the route's name and what forbade it, for the record of the denial. */
export class RouteForbidden extends GatewayError {
  readonly route: string;
  readonly project: string;
  readonly policies: readonly string[];
  readonly model: string;
  readonly purpose: string | undefined;

  constructor(
    route: GatewayRoute,
    { model, context }: { readonly model: string; readonly context: AccessContext },
    { reason, policies = [] }: Access & { readonly allow: false },
  ) {
    super('gateway/forbidden', reason);
    this.route = route.name;
    this.project = route.project;
    this.model = model;
    this.purpose = context.purpose;
    this.policies = policies;
  }
}

/** Models the caller may ask for: those the routes name, and of a route for many those its upstream says it has. */
export async function listModels(
  routes: readonly GatewayRoute[],
  identity: Pick<Identity, 'authorize'>,
  principal: Principal,
  asked: {
    readonly protocol: Protocol;
    readonly context: AccessContext;
    readonly upstreamModels: (route: GatewayRoute) => Promise<readonly string[]>;
  },
): Promise<readonly string[]> {
  const { models = ['*'], purposes = ['*'], routes: scoped = ['*'] } = principal.scope ?? {};
  // Whoever has to say what a request is for is shown what they may ask for once they do.
  const purpose = asked.context.purpose ?? purposes.find((word) => word !== '*');
  const context = { ...asked.context, ...(purpose !== undefined && { purpose }) };
  const names = new Set<string>();
  const add = (route: GatewayRoute, model: string) => {
    // Asked first of the scope, because a policy takes longer and there may be hundreds of models.
    if (names.has(model) || !isNamed(models, model)) return;
    if (mayInvoke(identity, principal, route, { ...context, model }).allow) names.add(model);
  };
  for (const route of routes) {
    if (route.protocol !== asked.protocol || !isNamed(scoped, route.name)) continue;
    for (const model of route.models) if (!model.endsWith('*')) add(route, model);
    if (!route.models.some((model) => model.endsWith('*'))) continue;
    for (const model of await asked.upstreamModels(route)) if (serves(route, model)) add(route, model);
  }
  return [...names];
}

function isNamed(list: readonly string[], name: string): boolean {
  return list.includes('*') || list.includes(name);
}

function mayInvoke(
  identity: Pick<Identity, 'authorize'>,
  principal: Principal,
  route: GatewayRoute,
  context: AccessContext,
) {
  return identity.authorize(principal, 'route.invoke', resourceOf(route), context);
}

/** What is asked about a route. */
export function resourceOf(route: GatewayRoute): Resource {
  return { kind: 'route', id: route.name, project: route.project };
}

function serves(route: GatewayRoute, model: string): boolean {
  return route.models.some((name) =>
    name.endsWith('*') ? model.startsWith(name.slice(0, -1)) : name === model,
  );
}
