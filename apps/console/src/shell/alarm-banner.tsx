import { ShieldAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { useServices } from '../services.tsx';

/** Says on every page when the ledger is not the one this browser knows. */
export function AlarmBanner() {
  const { auditor } = useServices();
  const alarm = useSyncExternalStore(auditor.onChange, auditor.alarm);
  if (alarm === undefined) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-block bg-block-tint px-6 py-2"
    >
      <ShieldAlert size={18} aria-hidden="true" className="text-block" />
      <p className="min-w-0 flex-1">
        <strong className="font-strong text-block">
          {alarm.kind === 'key-changed'
            ? 'The ledger key has changed. '
            : alarm.kind === 'shrank'
              ? 'The ledger is shorter than it was. '
              : 'The history of the ledger was rewritten. '}
        </strong>
        {alarm.kind === 'key-changed'
          ? 'This address answers with a log signed by another key than the one this browser pinned. No proof counts until you have compared both.'
          : alarm.detail}
      </p>
      <Link href="/ledger" className="shrink-0 font-strong underline underline-offset-2">
        {alarm.kind === 'key-changed' ? 'Compare the keys' : 'Open the ledger'}
      </Link>
    </div>
  );
}
