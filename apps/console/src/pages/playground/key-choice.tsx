import { useAction } from '../../api/action.ts';
import { useMay } from '../../api/use-session.ts';
import { useServices } from '../../services.tsx';
import { TextField } from '../../ui/field.tsx';
import { MiniButton } from '../../ui/mini-button.tsx';
import { ActionProblem } from '../../ui/problem-text.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Until } from '../../ui/until.tsx';
import type { Draft } from './draft.ts';

const sources = [
  { value: 'made', word: 'Short-lived key' },
  { value: 'pasted', word: 'A key of mine' },
] as const;

/** With which key it is sent: one that is made for an hour, or one that somebody has. Both stay in this page's memory. */
export function KeyChoice({
  draft,
  set,
  project,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  project: string | undefined;
}) {
  const may = useMay();
  const { shortKeys } = useServices();
  const known = project === undefined ? undefined : shortKeys.known(project);
  const end = useAction(() => shortKeys.end(project ?? ''), { changes: ['keys'] });
  const mayMake = may('key.create');
  const from = mayMake ? draft.keyFrom : 'pasted';
  return (
    <div className="flex flex-col items-start gap-2 *:max-w-full">
      {mayMake ? (
        <Segmented label="Key" value={from} segments={sources} onChange={(keyFrom) => set({ keyFrom })} />
      ) : null}
      {from === 'pasted' ? (
        <div className="w-full">
          <TextField
            label="Key"
            type="password"
            value={draft.pasted}
            onChange={(pasted) => set({ pasted })}
            placeholder="rw_…"
            hint="It stays in the memory of this page and goes to the gateway alone."
            maxLength={8192}
            mono
          />
        </div>
      ) : (
        <div className="text-sm text-muted">
          {known === undefined ? (
            <>Sending makes a key{project === undefined ? '' : ` for ${project}`} that ends in an hour.</>
          ) : (
            <>
              The key <span className="font-mono">{known.id}</span> is used; it ends{' '}
              <Until at={new Date(known.expiresAtMs).toISOString()} />.{' '}
              {may('key.revoke') ? (
                <MiniButton onClick={() => end.run(undefined)} disabled={end.isPending}>
                  End it now
                </MiniButton>
              ) : null}
              <ActionProblem action={end} />
            </>
          )}
        </div>
      )}
    </div>
  );
}
