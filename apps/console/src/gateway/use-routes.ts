import type { Schema } from '../api/operations.ts';
import { useAll, useRead } from '../api/read.ts';

/** The routes there are, once it is known which of them stop an attack and which only record it. */
export function useRoutes(): {
  readonly routes: readonly Schema<'Route'>[] | undefined;
  /** Whether what is plainly a prompt injection goes through. */
  onlyObserves(route: Schema<'Route'>): boolean;
} {
  const routes = useAll('routes', '/api/routes').data;
  const posture = useRead('posture', '/api/posture', { query: { hours: 1 } });
  const threat = posture.data?.threats.find((each) => each.threat === 'prompt-injection');
  const passing = new Set(
    threat?.routes.flatMap(({ route, decision }) =>
      decision === 'allow' || decision === 'flag' ? [route] : [],
    ),
  );
  return {
    routes: posture.isPending ? undefined : routes,
    onlyObserves: ({ name }) => passing.has(name),
  };
}

/** The route to try things on: one in service that stops attacks, else the first in service, else the first. */
export function routeToTry<Route extends Schema<'Route'>>(
  routes: readonly Route[],
  onlyObserves: (route: Route) => boolean,
): Route | undefined {
  const serving = routes.filter(({ containment }) => containment === undefined);
  return serving.find((route) => !onlyObserves(route)) ?? serving[0] ?? routes[0];
}
