import { CircleAlert, CircleDashed, Eye, ShieldAlert } from 'lucide-react';
import type { StatusReply } from 'ringwall';
import { useHead, useStatus } from '../../api/queries.ts';
import { formatCount } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';

type Witnessing = StatusReply['witnessing'];
type Refusal = NonNullable<Witnessing['witnesses'][number]['refusal']>;

const looks = {
  new: { icon: CircleDashed, word: 'nothing sent yet', color: 'text-muted' },
  following: { icon: Eye, word: 'cosigns', color: 'text-accent' },
  failing: { icon: CircleAlert, word: 'does not answer', color: 'text-flag' },
  refusing: { icon: ShieldAlert, word: 'refuses this log', color: 'text-block' },
} as const;

/** How far others have put their names to the log: only up to there could nobody rewrite it unseen. */
export function WitnessPanel() {
  const witnessing = useStatus().data?.witnessing;
  const size = useHead()?.size;
  if (witnessing === undefined || size === undefined) return <span className="skeleton h-24 rounded-lg" />;
  return (
    <Panel title="Witnesses">
      <div className="flex flex-col gap-3 p-4">
        {witnessing.witnesses.length === 0 ? (
          <p className="text-muted">
            None. Whoever has the server and its key could rewrite the log and sign it anew; only those who
            kept an earlier checkpoint would notice. Set <code className="font-mono">ledger.witnesses</code>.
          </p>
        ) : (
          <>
            <Reach witnessing={witnessing} size={size} />
            <ul className="flex flex-col gap-2.5">
              {witnessing.witnesses.map((witness) => (
                <WitnessRow key={witness.url} witness={witness} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}

function Reach({ witnessing, size }: { witnessing: Witnessing; size: number }) {
  const { witnessedSize, unwitnessedSince } = witnessing;
  const open = Math.max(0, size - witnessedSize);
  const share = size === 0 ? 0 : Math.min(100, (100 * witnessedSize) / size);
  return (
    <div className="flex flex-col gap-1.5">
      <div aria-hidden="true" className="h-1.5 overflow-clip rounded-sm bg-raised">
        <div className="h-full bg-accent" style={{ width: `${share}%` }} />
      </div>
      <p>
        Witnessed up to <strong className="font-strong">{formatCount(witnessedSize)}</strong> entries
        {open > 0 ? (
          <span className="text-muted">
            ; {formatCount(open)} not yet
            {unwitnessedSince === undefined ? null : (
              <>
                , since <Ago at={unwitnessedSince} />
              </>
            )}
          </span>
        ) : null}
      </p>
    </div>
  );
}

function WitnessRow({ witness }: { witness: Witnessing['witnesses'][number] }) {
  const { icon: Icon, word, color } = looks[witness.state];
  return (
    <li className="flex gap-2.5">
      <Icon size={16} aria-hidden="true" className={`mt-0.5 shrink-0 ${color}`} />
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          {witness.name} <span className={`text-sm ${color}`}>{word}</span>
        </p>
        <p className="text-sm [overflow-wrap:anywhere] text-muted">
          {formatCount(witness.witnessedSize)} entries
          {witness.witnessedAt === undefined ? null : (
            <>
              , <Ago at={witness.witnessedAt} />
            </>
          )}
          {witness.failing === undefined ? null : `; ${witness.failing.reason}`}
        </p>
        {witness.refusal === undefined ? null : (
          <p className="text-sm text-block">{refusalWords(witness.refusal)}</p>
        )}
      </div>
    </li>
  );
}

function refusalWords({ reason, size, witnessedSize, divergesAt }: Refusal): string {
  if (reason === 'shorter') {
    return `It has cosigned ${formatCount(witnessedSize)} entries, more than the ${formatCount(size)} it was shown.`;
  }
  const where = divergesAt === undefined ? '' : ` First difference at ${formatCount(divergesAt)} entries.`;
  return `It has cosigned another log of ${formatCount(witnessedSize)} entries under this name.${where}`;
}
