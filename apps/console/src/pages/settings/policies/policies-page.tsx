import { useState } from 'react';
import type { Schema } from '../../../api/operations.ts';
import { useRead } from '../../../api/read.ts';
import { ListPage } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { PolicyItem } from './policy-item.tsx';
import { Versions } from './versions.tsx';
import { WhyBox } from './why-box.tsx';

/** Which rules decide, what they say, and what they decided. */
export function PoliciesPage() {
  const policies = useRead('policies', '/api/policies');
  const [restored, setRestored] = useState<string>();
  return (
    <ListPage title="Policies">
      <Loaded query={policies}>
        {(reply) => (
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_400px]">
            <div className="flex min-w-0 flex-col gap-4">
              <PolicyEditor
                // Another version in force, or one that is taken up again, is another text to edit.
                key={`${reply.version} ${restored ?? ''}`}
                current={reply}
                initial={restored ?? reply.text}
                onDone={() => setRestored(undefined)}
              />
              <BasePolicies policies={reply.policies.filter(({ origin }) => origin === 'base')} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <WhyBox />
              <Versions current={reply.version} restore={setRestored} />
            </div>
          </div>
        )}
      </Loaded>
    </ListPage>
  );
}

function BasePolicies({ policies }: { policies: Schema<'Policies'>['policies'] }) {
  return (
    <Panel title="Base policies" aside={<span className="text-sm text-muted">come with the product</span>}>
      <ul className="divide-y divide-line">
        {policies.map((policy) => (
          <li key={policy.id}>
            <PolicyItem policy={policy} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
