import { CircleCheck, CircleX } from 'lucide-react';
import type { Schema } from '../../../api/operations.ts';
import { Facts } from '../../../ui/facts.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Exactly } from '../../../ui/time.tsx';
import { useNames } from '../names.ts';
import { PolicyItem } from './policy-item.tsx';

/** Allowed or denied, by which policies, and on what they rest. */
export function WhyAnswer({ why }: { why: Schema<'Explanation'> }) {
  const nameOf = useNames();
  const { allow, reason, policies, grants } = why;
  return (
    <div className="flex flex-col gap-2.5">
      <Outcome allow={allow} />
      <p className="[overflow-wrap:anywhere]">{reason}</p>
      {policies.length === 0 ? null : (
        <div className="flex flex-col gap-1">
          <h3 className="text-sm text-muted">
            {policies.length === 1 ? 'Decided by' : 'Decided by each of'}
          </h3>
          <ul className="divide-y divide-line overflow-clip rounded-md border border-line">
            {policies.map((policy) => (
              <li key={policy.id}>
                <PolicyItem policy={policy} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-col gap-1">
        <h3 className="text-sm text-muted">Roles that count for it</h3>
        <p className="flex flex-wrap items-center gap-1.5">
          {grants.length === 0 ? <span className="text-muted">none</span> : null}
          {grants.map(({ holder, role, project, on }) => (
            <Tag key={`${holder} ${role} ${project} ${on?.id ?? ''}`}>
              {nameOf(holder)}: {role} · {project === '*' ? 'every project' : project}
              {on === undefined ? '' : ` · ${on.kind} ${on.id}`}
            </Tag>
          ))}
        </p>
      </div>
    </div>
  );
}

/** What was decided about a request then, and what would be now. */
export function WhyRequest({ why: { recorded, now } }: { why: Schema<'RequestExplanation'> }) {
  const nameOf = useNames();
  const { actor, action, resource, context, denied, time } = recorded;
  return (
    <div className="flex flex-col gap-4">
      <section aria-label="On record" className="flex flex-col gap-2.5">
        <Outcome allow={denied === undefined} then />
        {denied === undefined ? null : <p className="[overflow-wrap:anywhere]">{denied.reason}</p>}
        <Facts
          facts={[
            ['When', <Exactly key="when" at={time} />],
            ['Who', `${nameOf(actor.who ?? actor.id)}, by ${actor.kind}`],
            [
              'Action',
              <code key="action" className="font-mono text-sm">
                {action}
              </code>,
            ],
            [
              'On',
              `${resource.kind} ${resource.id}${resource.project === undefined ? '' : ` in ${resource.project}`}`,
            ],
            ['Model', context.model],
            ['Purpose', context.purpose],
            ['Decided by', denied && (denied.policies.join(', ') || 'no policy that permits it')],
          ]}
        />
      </section>
      <section aria-label="Now" className="flex flex-col gap-2.5 border-t border-line pt-4">
        {now === undefined ? (
          <p className="text-muted">
            Whoever asked is not there any more: what would be said now is unknown.
          </p>
        ) : (
          <WhyAnswer why={now} />
        )}
      </section>
    </div>
  );
}

function Outcome({ allow, then = false }: { allow: boolean; then?: boolean }) {
  const Icon = allow ? CircleCheck : CircleX;
  const word = allow ? 'Allowed' : 'Denied';
  return (
    <p className={`flex items-center gap-2 text-lg font-strong ${allow ? 'text-accent' : 'text-block'}`}>
      <Icon size={18} aria-hidden="true" />
      {then ? `${word} then` : word}
    </p>
  );
}
