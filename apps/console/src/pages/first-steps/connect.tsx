import { useState } from 'react';
import { Command } from '../../ui/command.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { CheckUpstream } from './check-upstream.tsx';
import { type UpstreamSetup, upstreamSetups } from './upstream-setup.ts';

/** How an upstream of one's own is connected, and whether one answers. */
export function Connect({ demo }: { demo: boolean }) {
  const [id, setId] = useState<UpstreamSetup['id']>('openai');
  const setup = upstreamSetups.find((each) => each.id === id);
  return (
    <Panel title="Connect your own upstream">
      <div className="flex flex-col gap-4 p-4">
        <div className="max-w-full self-start overflow-x-auto">
          <Segmented
            label="Upstream"
            value={id}
            segments={upstreamSetups.map(({ id: value, title }) => ({ value, word: title }))}
            onChange={setId}
          />
        </div>
        {setup === undefined ? null : <Setup setup={setup} />}
        <div className="flex flex-col gap-2 border-t border-line pt-4">
          <h3 className="text-base">Does it answer?</h3>
          {demo ? (
            <p className="text-muted">
              The demo assistant answers now: no upstream is configured. Do the above and start the server
              again, then check here.
            </p>
          ) : (
            <CheckUpstream />
          )}
        </div>
      </div>
    </Panel>
  );
}

function Setup({ setup: { yaml, environment } }: { setup: UpstreamSetup }) {
  return (
    <ol className="flex flex-col gap-3">
      {yaml === undefined ? null : (
        <li className="flex flex-col gap-1.5">
          <p className="text-muted">
            Write where it is into <code className="font-mono text-sm text-text">ringwall.config.yaml</code>:
          </p>
          <Command text={yaml} label="configuration" />
        </li>
      )}
      <li className="flex flex-col gap-1.5">
        <p className="text-muted">
          In the shell that starts the server, type its key; it is read without being shown, and kept out of
          the history:
        </p>
        <Command text={environment} label="command for the key" />
      </li>
      <li className="flex flex-col gap-1.5">
        <p className="text-muted">Stop the server with Ctrl-C and start it again from there:</p>
        <Command text="ringwall start" label="start command" />
      </li>
    </ol>
  );
}
