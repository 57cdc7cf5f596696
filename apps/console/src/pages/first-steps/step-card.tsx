import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Step } from './steps.ts';

/** One step: what it is, whether it is done, and what does it. */
export function StepCard({
  step,
  position,
  isNext,
  children,
}: {
  step: Step;
  position: number;
  /** It is the one to take now. */
  isNext: boolean;
  children: ReactNode;
}) {
  const { title, about, isDone } = step;
  return (
    <li
      aria-current={isNext ? 'step' : undefined}
      className="relative flex min-w-0 flex-col gap-1.5 bg-surface px-4 py-3 aria-[current]:before:absolute aria-[current]:before:inset-x-0 aria-[current]:before:top-0 aria-[current]:before:h-0.5 aria-[current]:before:bg-accent"
    >
      <h3 className="flex items-center gap-2 text-base">
        {isDone ? (
          <CircleCheck size={18} aria-hidden="true" className="shrink-0 text-accent" />
        ) : (
          <span
            aria-hidden="true"
            className={`grid size-4.5 shrink-0 place-items-center rounded-full border text-xs ${isNext ? 'border-accent text-accent' : 'border-line-strong text-muted'}`}
          >
            {position}
          </span>
        )}
        <span className="min-w-0">{title}</span>
        <span className="sr-only">{isDone ? ', done' : ', not done yet'}</span>
      </h3>
      <p className="text-sm text-muted">{about}</p>
      <div className="flex min-h-8.5 flex-wrap items-center gap-x-3 gap-y-1 pt-1.5">{children}</div>
    </li>
  );
}
