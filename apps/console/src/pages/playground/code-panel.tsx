import { codeSamples } from '../../gateway/code-samples.ts';
import type { Question } from '../../gateway/gateway-request.ts';
import { Command } from '../../ui/command.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';

/** The same request for somebody's own program. */
export function CodePanel({ question, gatewayUrl }: { question: Question | undefined; gatewayUrl: string }) {
  return (
    <Panel title="The same from your own code">
      {question === undefined ? (
        <p className="p-4 text-faint">It is written here once there is something to send.</p>
      ) : (
        <Tabs
          label="Language"
          tabs={codeSamples(question, gatewayUrl).map(({ id, title, text }) => ({
            ...{ id, title },
            content: (
              <div className="flex flex-col gap-2 p-4">
                <Command text={text} label={`${title} code`} />
                <p className="text-sm text-muted">
                  With a key in the variable <code className="font-mono">RINGWALL_KEY</code>.
                </p>
              </div>
            ),
          }))}
        />
      )}
    </Panel>
  );
}
