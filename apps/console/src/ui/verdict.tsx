import {
  Ban,
  Check,
  CircleDashed,
  CircleOff,
  CircleX,
  CloudOff,
  Eraser,
  FileX,
  Flag,
  Hand,
  type LucideIcon,
  OctagonPause,
  ShieldX,
  TimerOff,
  Unplug,
} from 'lucide-react';
import type { RequestRow, RequestState } from 'ringwall';

type Decision = NonNullable<RequestRow['decision']>;

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly color: string;
}

/** How a decision reads: an icon and a word; the colour only repeats them. */
export const decisionLooks: Readonly<Record<Decision, Look>> = {
  allow: { word: 'Allowed', icon: Check, color: 'text-allow-text' },
  flag: { word: 'Flagged', icon: Flag, color: 'text-flag' },
  redact: { word: 'Redacted', icon: Eraser, color: 'text-redact' },
  'require-approval': { word: 'Needs approval', icon: Hand, color: 'text-approval' },
  block: { word: 'Blocked', icon: Ban, color: 'text-block' },
};

/** How the state of a request reads. */
export const stateLooks: Readonly<Record<RequestState, Look>> = {
  open: { word: 'In progress', icon: CircleDashed, color: 'text-muted' },
  completed: { word: 'Completed', icon: Check, color: 'text-muted' },
  blocked: { word: 'Blocked', icon: Ban, color: 'text-block' },
  'upstream-error': { word: 'Upstream error', icon: CloudOff, color: 'text-flag' },
  'upstream-timeout': { word: 'Upstream timeout', icon: TimerOff, color: 'text-flag' },
  'client-disconnected': { word: 'Client left', icon: Unplug, color: 'text-muted' },
  'not-recorded': { word: 'Not recorded', icon: FileX, color: 'text-block' },
  revoked: { word: 'Access ended', icon: ShieldX, color: 'text-flag' },
  contained: { word: 'Route contained', icon: OctagonPause, color: 'text-flag' },
  aborted: { word: 'Aborted', icon: CircleOff, color: 'text-muted' },
};

const unknownLook: Look = { word: 'Unknown', icon: CircleX, color: 'text-muted' };

export function DecisionBadge({ decision }: { decision: Decision }) {
  return <Badge look={decisionLooks[decision] ?? unknownLook} />;
}

export function StateBadge({ state }: { state: RequestState }) {
  return <Badge look={stateLooks[state] ?? unknownLook} />;
}

/** The verdict of a request; while there is none, or where it ended badly, how it stands. */
export function VerdictBadge({ row }: { row: Pick<RequestRow, 'decision' | 'state'> }) {
  const ended = row.state !== 'open' && row.state !== 'completed' && row.state !== 'blocked';
  if (row.decision === undefined || (ended && row.decision === 'allow'))
    return <StateBadge state={row.state} />;
  return <DecisionBadge decision={row.decision} />;
}

function Badge({ look }: { look: Look }) {
  const Icon = look.icon;
  return (
    <span className={`flex min-w-0 items-baseline gap-1.5 ${look.color}`}>
      {/* The word, not the icon, stands on the line of the words beside it. */}
      <Icon size={14} aria-hidden="true" className="shrink-0 self-center" />
      <span className="truncate">{look.word}</span>
    </span>
  );
}
