import { CircleMinus, CircleX, ShieldCheck } from 'lucide-react';
import type { Audit, Check, CheckId } from '../../proof/audit.ts';

const titles: Readonly<Record<CheckId, string>> = {
  leaf: 'Leaf hash computed here',
  inclusion: 'Path leads to the root',
  signature: 'Root signed by the pinned key',
  key: 'Key is the pinned one',
  history: 'The log only grew',
};

const looks = {
  passed: { icon: ShieldCheck, word: 'passed', color: 'text-accent' },
  failed: { icon: CircleX, word: 'failed', color: 'text-block' },
  skipped: { icon: CircleMinus, word: 'not checked', color: 'text-flag' },
} as const;

/** Every step of a verification: what was looked at, and how it came out. */
export function Checklist({ audit }: { audit: Audit }) {
  return (
    <ol aria-label="Verification steps" className="flex flex-col">
      {audit.checks.map((check) => (
        <Step key={check.id} check={check} />
      ))}
    </ol>
  );
}

function Step({ check }: { check: Check }) {
  const { icon: Icon, word, color } = looks[check.state];
  return (
    <li className="flex gap-2.5 py-1.5">
      <Icon size={16} aria-hidden="true" className={`mt-0.5 shrink-0 ${color}`} />
      <div className="min-w-0">
        <p>
          {titles[check.id]} <span className={`text-sm ${color}`}>{word}</span>
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">{check.detail}</p>
      </div>
    </li>
  );
}
