import { CircleDashed, ShieldCheck } from 'lucide-react';

/** The threats of the mission and what stands against each today. Nothing is claimed that is not there. */
const threats: readonly { readonly title: string; readonly defence?: string }[] = [
  { title: 'Prompt injection', defence: 'rules' },
  { title: 'Sensitive disclosure', defence: 'rules' },
  { title: 'Adversarial input' },
  { title: 'Data poisoning' },
  { title: 'Model extraction' },
  { title: 'Model inversion' },
  { title: 'Supply chain' },
];

/** What is defended and what is not, in one row. */
export function Posture() {
  return (
    <section aria-label="Posture">
      <ul className="grid grid-cols-2 gap-px overflow-clip rounded-lg border border-line bg-line sm:grid-cols-4 lg:grid-cols-7">
        {threats.map(({ title, defence }) => (
          <li key={title} className="flex flex-col gap-0.5 bg-surface px-3 py-2.5">
            <span className={`truncate ${defence ? 'text-text' : 'text-muted'}`}>{title}</span>
            {defence ? (
              <span className="flex items-center gap-1.5 text-sm text-accent">
                <ShieldCheck size={14} aria-hidden="true" className="shrink-0" />
                defended: {defence}
              </span>
            ) : (
              <span className="flex items-center gap-1.5 text-sm text-faint">
                <CircleDashed size={14} aria-hidden="true" className="shrink-0" />
                not yet covered
              </span>
            )}
          </li>
        ))}
        <li aria-hidden="true" className="bg-surface lg:hidden" />
      </ul>
    </section>
  );
}
