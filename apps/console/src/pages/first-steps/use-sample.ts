import { useStatus } from '../../api/queries.ts';
import { modelOf, type Question } from '../../gateway/gateway-request.ts';
import { useGateway } from '../../gateway/use-gateway.ts';
import { routeToTry, useRoutes } from '../../gateway/use-routes.ts';
import { examples } from '../playground/examples.ts';

/** Sends an example through a route that can be sent through without asking anything. */
export function useSample() {
  const { routes, onlyObserves } = useRoutes();
  const gatewayUrl = useStatus().data?.gateway.url;
  const { asked, ask } = useGateway();
  const ready = routes?.filter(
    (candidate) => candidate.containment === undefined && modelOf(candidate) !== '',
  );
  const route = routeToTry(ready ?? [], onlyObserves);
  return {
    asked,
    /** Where it goes; undefined where a model has to be named first. */
    route,
    /** Attacks are recorded on that route, and go through. */
    observes: route !== undefined && onlyObserves(route),
    /** Gives the id under which it is on record; undefined where there is none. */
    async send(example: 'hello' | 'injection'): Promise<string | undefined> {
      const found = examples.find(({ id }) => id === example);
      if (route === undefined || gatewayUrl === undefined || found === undefined) return undefined;
      const { system, user } = found;
      const { protocol, project } = route;
      const question: Question = { protocol, model: modelOf(route), system, user, stream: false };
      return (await ask(question, { gatewayUrl, project }))?.request;
    },
  };
}
