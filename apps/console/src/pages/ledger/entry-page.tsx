import { ChevronLeft, ChevronRight, RefreshCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useAudit, useHead } from '../../api/queries.ts';
import { useCommands } from '../../commands/commands.tsx';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import type { EntryAudit } from '../../proof/auditor.ts';
import { useRememberVerified } from '../../proof/use-verified.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCount } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { Checklist } from './checklist.tsx';
import { KeyPanel } from './key-panel.tsx';
import { ProofTree } from './proof-tree.tsx';

/** One entry of the ledger and the proof that it is in it, made in this browser. */
export function EntryPage({ index: text }: { index: string }) {
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) {
    return (
      <EmptyState title={`“${text}” is no entry of the ledger`}>
        <p className="text-muted">
          Entries are counted from 0.{' '}
          <Link href="/ledger" className="text-accent underline underline-offset-2">
            Go to the list
          </Link>
          .
        </p>
      </EmptyState>
    );
  }
  return <Entry key={text} index={Number(text)} />;
}

function Entry({ index }: { index: number }) {
  const audit = useAudit(index);
  const size = useHead()?.size ?? 0;
  const { data } = audit;
  const [, navigate] = useLocation();
  const remember = useRememberVerified();
  useEffect(() => {
    if (data) remember(data);
  }, [data, remember]);
  useCommands([
    {
      ...{ title: 'Older entry', group: 'This page', keys: 'j' },
      run: () => {
        if (index > 0) navigate(`/ledger/${index - 1}`);
      },
    },
    {
      ...{ title: 'Newer entry', group: 'This page', keys: 'k' },
      run: () => {
        if (index + 1 < size) navigate(`/ledger/${index + 1}`);
      },
    },
    { title: 'Verify again', group: 'This page', keys: 'v', run: () => void audit.refetch() },
  ]);
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
      <PageHeader title={`Entry ${formatCount(index)}`}>
        <nav aria-label="Entries" className="flex items-center gap-1 text-muted">
          <Link href="/ledger" className="rounded-md px-2 py-1 hover:text-text">
            All entries
          </Link>
          <Neighbour to={index > 0 ? index - 1 : undefined}>
            <ChevronLeft size={16} aria-hidden="true" /> Older
          </Neighbour>
          <Neighbour to={index + 1 < size ? index + 1 : undefined}>
            Newer <ChevronRight size={16} aria-hidden="true" />
          </Neighbour>
        </nav>
      </PageHeader>
      {data ? (
        <>
          <Outcome audit={data} verifiedAt={audit.dataUpdatedAt}>
            <Button onClick={() => void audit.refetch()} disabled={audit.isFetching}>
              <RefreshCw size={14} aria-hidden="true" />
              Verify again
            </Button>
          </Outcome>
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <Panel title="What was checked">
                <div className="px-4 py-2.5">
                  <Checklist audit={data} />
                </div>
              </Panel>
              <Panel
                title="Event"
                aside={<span className="font-mono text-sm text-muted">{data.entry.event.type}</span>}
              >
                {/* From the leaf that was hashed, not from the server's reading of it. */}
                <JsonView text={data.entry.leaf} label="Event as JSON" />
              </Panel>
              <KeyPanel pin={data.pin} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <Panel title="Way to the root">
                <div className="px-4 py-5">
                  <ProofTree audit={data} />
                </div>
              </Panel>
              <Raw title="Checkpoint" text={data.proof.checkpoint} />
              <Raw title="Leaf" text={data.entry.leaf} />
              <Raw title="Leaf hash" text={data.leafHash} />
            </div>
          </div>
        </>
      ) : audit.error ? (
        <ErrorState error={audit.error} retry={audit.refetch} />
      ) : (
        <EntrySkeleton />
      )}
    </div>
  );
}

/** The way to the entry beside this one; its place alone where there is none. */
function Neighbour({ to, children }: { to: number | undefined; children: ReactNode }) {
  if (to === undefined) return <span className="flex items-center p-1 text-faint">{children}</span>;
  return (
    <Link href={`/ledger/${to}`} className="flex items-center rounded-md p-1 hover:text-text">
      {children}
    </Link>
  );
}

function Outcome({
  audit,
  verifiedAt,
  children,
}: {
  audit: EntryAudit;
  verifiedAt: number;
  children: ReactNode;
}) {
  const time = useTimes().second(new Date(verifiedAt));
  return (
    <div
      role="status"
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-4 py-3 ${audit.ok ? 'border-accent/50 bg-accent-tint' : 'border-block bg-block-tint'}`}
    >
      {audit.ok ? (
        <ShieldCheck size={20} aria-hidden="true" className="text-accent" />
      ) : (
        <ShieldAlert size={20} aria-hidden="true" className="text-block" />
      )}
      <p className="min-w-0 flex-1">
        <strong className={`font-strong ${audit.ok ? 'text-accent' : 'text-block'}`}>
          {audit.ok ? 'Verified' : 'Verification failed'}
        </strong>{' '}
        <span className="text-muted">
          {audit.ok
            ? `This entry is in the signed log, unaltered. Checked in this browser at ${time}.`
            : `What the server answered does not prove this entry. Checked in this browser at ${time}; see which step failed.`}
        </span>
      </p>
      {children}
    </div>
  );
}

function Raw({ title, text }: { title: string; text: string }) {
  return (
    <Panel title={title} aside={<CopyButton text={text} label={title.toLowerCase()} />}>
      <ScrollArea label={`${title}, text`} className="max-h-60">
        <pre className="p-4 font-mono text-sm leading-[18px] [overflow-wrap:anywhere] whitespace-pre-wrap text-muted">
          {text}
        </pre>
      </ScrollArea>
    </Panel>
  );
}

function EntrySkeleton() {
  return (
    <>
      <span className="skeleton h-13 rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
        <span className="skeleton h-80 rounded-lg" />
        <span className="skeleton h-140 rounded-lg" />
      </div>
    </>
  );
}
