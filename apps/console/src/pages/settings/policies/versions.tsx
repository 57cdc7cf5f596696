import { useAction } from '../../../api/action.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Command } from '../../../ui/command.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { MiniButton } from '../../../ui/mini-button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemText } from '../../../ui/problem-text.tsx';
import { RowsSkeleton } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Ago } from '../../../ui/time.tsx';
import { useNames } from '../names.ts';

/** Which sets of policies were in force, and who put them there; an earlier one can be taken into the editor. */
export function Versions({ current, restore }: { current: number; restore: (text: string) => void }) {
  const may = useMay();
  const nameOf = useNames();
  const versions = useAll('policies', '/api/policies/versions');
  const take = useAction(
    (client, version: number) =>
      client.get('/api/policies/versions/{version}', { path: { version: String(version) } }),
    { onDone: ({ text }) => restore(text) },
  );
  return (
    <Panel title="Versions">
      <Loaded query={versions} placeholder={<RowsSkeleton rows={2} />}>
        {(all) =>
          all.length === 0 ? (
            <div className="flex flex-col gap-2 p-4">
              <p className="text-muted">
                No policies of your own were ever put in force. Write some above, or in a file that is tested
                and applied by command:
              </p>
              <Command text="ringwall policy apply own.cedar" label="policy command" />
            </div>
          ) : (
            <ol className="divide-y divide-line">
              {all.map(({ version, by, at }) => (
                <li key={version} className="flex min-h-9 items-center gap-2 px-4 py-1.5">
                  <span className="font-strong">{version}</span>
                  <span className="min-w-0 flex-1 truncate text-muted">
                    {by === undefined ? '' : nameOf(by)}
                    {at === undefined ? null : (
                      <span className="text-sm">
                        {' '}
                        <Ago at={at} />
                      </span>
                    )}
                  </span>
                  {version === current ? (
                    <Tag tone="accent">in force</Tag>
                  ) : may('policy.change') ? (
                    <MiniButton onClick={() => take.run(version)}>
                      Edit<span className="sr-only"> version {version}</span>
                    </MiniButton>
                  ) : null}
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
      <ProblemText error={take.error} />
    </Panel>
  );
}
