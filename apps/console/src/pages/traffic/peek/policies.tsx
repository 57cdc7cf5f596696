import type { RequestDetail } from 'ringwall';

/** The policies that let a request in, each in the words that it says of itself. */
export function Policies({ policies }: { policies: RequestDetail['policies'] }) {
  if (policies.length === 0) return null;
  return (
    <div className="rounded-md border border-line bg-bg px-3 py-2">
      <p className="text-sm text-muted">Let in by</p>
      <ul>
        {policies.map(({ id, reason }) => (
          <li key={id}>
            <code className="font-mono text-sm">{id}</code>
            {reason === undefined ? null : <span className="text-muted"> · {reason}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
