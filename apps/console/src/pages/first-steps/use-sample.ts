import { useStatus } from '../../api/queries.ts';
import { useAll } from '../../api/read.ts';
import { modelOf, type Question } from '../../gateway/gateway-request.ts';
import { useGateway } from '../../gateway/use-gateway.ts';
import { examples } from '../playground/examples.ts';

/** Sends an example through the first route that can be sent through without asking anything. */
export function useSample() {
  const routes = useAll('routes', '/api/routes').data;
  const gatewayUrl = useStatus().data?.gateway.url;
  const { asked, ask } = useGateway();
  const route = routes?.find((candidate) => candidate.containment === undefined && modelOf(candidate) !== '');
  return {
    asked,
    /** Where it goes; undefined where a model has to be named first. */
    route,
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
