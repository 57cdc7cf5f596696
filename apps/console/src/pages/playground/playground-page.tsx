import { useState } from 'react';
import { useStatus } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useGateway } from '../../gateway/use-gateway.ts';
import { routeToTry, useRoutes } from '../../gateway/use-routes.ts';
import { Command } from '../../ui/command.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { href, patchSearch, useUrlState } from '../../url-state.ts';
import { upstreamSetups } from '../first-steps/upstream-setup.ts';
import { Peek } from '../traffic/peek/peek.tsx';
import { AnswerPanel } from './answer-panel.tsx';
import { CodePanel } from './code-panel.tsx';
import { type Draft, questionOf } from './draft.ts';
import { examples } from './examples.ts';
import { QuestionForm } from './question-form.tsx';

/** Sends a request through the real gateway from this browser, and shows what became of it. */
export function PlaygroundPage() {
  const may = useMay();
  const [params, patch] = useUrlState();
  const [draft, setDraft] = useState(() => draftOf(params));
  const { routes, onlyObserves } = useRoutes();
  const gatewayUrl = useStatus().data?.gateway.url;
  const { asked, ask, stop } = useGateway();
  const route = routes?.find(({ name }) => name === draft.route) ?? routeToTry(routes ?? [], onlyObserves);
  const question = questionOf(draft, route);
  const keyFrom = may('key.create') ? draft.keyFrom : 'pasted';
  const key = keyFrom === 'pasted' ? draft.pasted.trim() : undefined;
  const request = params.get('request') ?? undefined;
  const search = params.toString();

  function send(): void {
    if (question === undefined || route === undefined || gatewayUrl === undefined) return;
    void ask(question, { gatewayUrl, project: route.project, ...(key !== undefined && { key }) });
  }

  return (
    <ListPage
      title="Playground"
      panel={
        request === undefined ? null : (
          <Peek key={request} request={request} close={() => patch({ request: undefined })} />
        )
      }
    >
      {routes?.length === 0 ? (
        <EmptyState title="No route to send through">
          <p className="text-muted">
            You may see none, or the configuration has none. A route is written into ringwall.config.yaml,
            beside its provider:
          </p>
          <Command text={upstreamSetups.find(({ yaml }) => yaml)?.yaml ?? ''} label="configuration" />
        </EmptyState>
      ) : (
        <div className="@container">
          <div className="grid items-start gap-4 @min-[720px]:grid-cols-2 @min-[720px]:grid-rows-[auto_1fr]">
            <Panel title="Request">
              <QuestionForm
                draft={draft}
                set={(change) => setDraft((now) => ({ ...now, ...change }))}
                routes={routes ?? []}
                route={route}
                observes={route !== undefined && onlyObserves(route)}
                ready={question !== undefined && gatewayUrl !== undefined && key !== ''}
                asking={asked.state === 'asking'}
                send={send}
                stop={stop}
              />
            </Panel>
            <div className="min-w-0 @min-[720px]:row-span-2">
              <AnswerPanel
                asked={asked}
                peek={(id) => href('/playground', patchSearch(search, { request: id }))}
              />
            </div>
            <CodePanel question={question} gatewayUrl={gatewayUrl ?? ''} />
          </div>
        </div>
      )}
    </ListPage>
  );
}

/** The example that the address names, or the first. */
function draftOf(params: URLSearchParams): Draft {
  const wanted = params.get('example');
  const { system = '', user = '' } = examples.find(({ id }) => id === wanted) ?? examples[0] ?? {};
  return {
    ...{ route: params.get('route') ?? '', model: '', system, user },
    ...{ stream: true, keyFrom: 'made', pasted: '' },
  };
}
