import { useSession } from '../../../api/use-session.ts';
import { Facts } from '../../../ui/facts.tsx';
import { JsonView } from '../../../ui/json-view.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Exactly } from '../../../ui/time.tsx';
import { useNames } from '../names.ts';
import { type Approval, ApprovalStateTag } from './approval-state.tsx';
import { CarryOut } from './carry-out.tsx';
import { Decide } from './decide.tsx';

/** One request that takes two persons: what exactly, who asked, what became of it. */
export function ApprovalDetails({ approval, close }: { approval: Approval; close: () => void }) {
  const nameOf = useNames();
  const me = useSession()?.principal.who.id;
  const { requestedBy, decidedBy, decidedAt, state } = approval;
  const own = (requestedBy.who ?? requestedBy.id) === me;
  return (
    <SidePanel label="Approval" id={approval.id} close={close}>
      <div className="flex flex-col divide-y divide-line *:p-4">
        <section aria-label="Summary" className="flex flex-col gap-2.5">
          <p className="flex items-center gap-2 text-lg font-strong">
            <span className="min-w-0 truncate">{approval.action}</span>
            <ApprovalStateTag state={state} />
          </p>
          <Facts
            facts={[
              ['On', approval.resource],
              ['Project', approval.project],
              ['Asked by', nameOf(requestedBy.who ?? requestedBy.id)],
              ['Asked', <Exactly key="asked" at={approval.requestedAt} />],
              ['For', approval.reason === '' ? undefined : approval.reason],
              ['Ends', <Exactly key="ends" at={approval.expiresAt} />],
              ['Decided by', decidedBy && nameOf(decidedBy.who ?? decidedBy.id)],
              ['Decided', decidedAt && <Exactly key="decided" at={decidedAt} />],
              ['Because', approval.decisionReason],
            ]}
          />
        </section>
        {state === 'pending' ? <Decide approval={approval} own={own} /> : null}
        {state === 'approved' && own ? <CarryOut approval={approval} /> : null}
        <section aria-label="Exact request" className="flex flex-col gap-2">
          <h3>Exact request</h3>
          <p className="font-mono text-sm [overflow-wrap:anywhere]">
            {approval.method} {approval.path}
          </p>
          <div className="rounded-md border border-line bg-bg">
            <JsonView text={approval.request} label="Query and body" />
          </div>
          <p className="font-mono text-xs [overflow-wrap:anywhere] text-faint">{approval.digest}</p>
        </section>
      </div>
    </SidePanel>
  );
}
