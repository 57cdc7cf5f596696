import { X } from 'lucide-react';
import { useMay } from '../../api/use-session.ts';
import { usePreferences } from '../../preferences/preferences-provider.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import { stepsOf } from './steps.ts';
import { useProgress } from './use-progress.ts';

/** The first steps on the overview, until all are done or somebody hides them; the account menu brings them back. */
export function FirstStepsPanel() {
  const may = useMay();
  const [{ steps: shown }, prefer] = usePreferences();
  const progress = useProgress();
  const steps = progress ? stepsOf(progress) : [];
  const done = steps.filter(({ isDone }) => isDone).length;
  // Who may make no key is here to look.
  if (shown === 'hidden' || !may('key.create') || (progress !== undefined && done === steps.length))
    return null;
  return (
    <Panel
      title="First steps"
      className="@container overflow-clip"
      aside={
        <span className="flex items-center gap-2 text-sm text-muted">
          {progress === undefined ? null : `${done} of ${steps.length} done`}
          <IconButton icon={X} label="Hide the first steps" onClick={() => prefer({ steps: 'hidden' })} />
        </span>
      }
    >
      <FirstSteps path="/" />
    </Panel>
  );
}
