import type { Schema } from '../../../api/operations.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Exactly } from '../../../ui/time.tsx';

/** Who signs: what clients are given to trust. */
export function AuthorityCard({ authority }: { authority: Schema<'AuthoritySummary'> }) {
  const { fingerprint, trustDomain, permitted, createdAt, notAfter, certificate } = authority;
  const names = Object.values(permitted).flat();
  return (
    <Panel title="Authority" aside={<CopyButton text={certificate} label="certificate of the authority" />}>
      <div className="p-4">
        <Facts
          facts={[
            [
              'Trust domain',
              <code key="domain" className="font-mono text-sm">
                {trustDomain}
              </code>,
            ],
            [
              'SHA-256',
              <code key="print" className="font-mono text-sm">
                {fingerprint}
              </code>,
            ],
            ['Good for', names.length === 0 ? undefined : names.join(', ')],
            ['Made', <Exactly key="made" at={createdAt} />],
            ['Ends', <Exactly key="ends" at={notAfter} />],
          ]}
        />
      </div>
    </Panel>
  );
}
