import { useEffect, useRef } from 'react';
import { useStatus } from '../../api/queries.ts';
import { usePreferences } from '../../preferences/preferences-provider.tsx';
import { CheckField } from '../../ui/field.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useUrlState } from '../../url-state.ts';
import { Peek } from '../traffic/peek/peek.tsx';
import { Connect } from './connect.tsx';
import { FirstSteps } from './first-steps.tsx';
import { useOnRecord } from './use-progress.ts';

/** The first steps on a page of their own: with how to connect an upstream, and never hidden. */
export function FirstStepsPage() {
  const [params, patch] = useUrlState();
  const [{ steps }, prefer] = usePreferences();
  const status = useStatus();
  // What stands below the steps waits for them, so that nothing moves.
  const ready = useOnRecord().data !== undefined && status.data !== undefined;
  const request = params.get('request') ?? undefined;
  const wantsConnect = params.get('step') === 'connect';
  const connect = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wantsConnect || !ready) return;
    connect.current?.scrollIntoView({ block: 'start' });
    connect.current?.focus({ preventScroll: true });
  }, [wantsConnect, ready]);
  return (
    <ListPage
      title="First steps"
      panel={
        request === undefined ? null : (
          <Peek key={request} request={request} close={() => patch({ request: undefined })} />
        )
      }
    >
      <Panel title="Four steps" className="@container overflow-clip">
        <FirstSteps path="/first-steps" />
      </Panel>
      {ready ? (
        <>
          <div ref={connect} tabIndex={-1} className="outline-none">
            <Connect demo={status.data?.demo === true} />
          </div>
          <CheckField
            label="Show them on the overview while some are ahead"
            checked={steps === 'shown'}
            onChange={(on) => prefer({ steps: on ? 'shown' : 'hidden' })}
          />
        </>
      ) : null}
    </ListPage>
  );
}
