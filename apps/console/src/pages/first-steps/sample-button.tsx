import { Play } from 'lucide-react';
import { Link } from 'wouter';
import { Button } from '../../ui/button.tsx';

/** Does the real thing once, with a sample. */
export function SampleButton({
  word,
  what,
  isNext,
  disabled,
  onClick,
}: {
  word: string;
  /** Of which step, for those who do not see where it stands. */
  what: string;
  isNext: boolean;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <Button tone={isNext ? 'accent' : 'plain'} onClick={onClick} disabled={disabled}>
      <Play size={12} aria-hidden="true" /> {word}
      <span className="sr-only">: {what}</span>
    </Button>
  );
}

/** A way on from a step. */
export function StepLink({ to, children }: { to: string; children: string }) {
  return (
    <Link href={to} className="rounded-sm text-sm text-accent hover:underline">
      {children}
    </Link>
  );
}
