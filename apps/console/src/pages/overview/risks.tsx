import { ShieldQuestion } from 'lucide-react';
import type { StatusReply } from 'ringwall';
import { Panel } from '../../ui/panel.tsx';

/** What was configured, or left out, and weakens what is promised. */
export function Risks({ risks }: { risks: StatusReply['risks'] }) {
  if (risks.length === 0) return null;
  return (
    <Panel title="Accepted risks">
      <ul className="flex flex-col gap-2 px-4 py-3">
        {risks.map(({ id, title, detail, advice }) => (
          <li key={id} className="flex gap-2.5">
            <ShieldQuestion size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-flag" />
            <p className="min-w-0 [overflow-wrap:anywhere]">
              {title}
              {detail === undefined ? null : <> ({detail})</>}.{' '}
              <span className="text-sm text-muted">{advice}</span>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
