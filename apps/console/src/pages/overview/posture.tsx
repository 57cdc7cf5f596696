import { CircleDashed, Eye, FlaskConical, type LucideIcon, ShieldCheck, ShieldHalf } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../api/operations.ts';
import { formatCompact } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { type Standing, standingOf, stops, threatsShown, threatTitles } from './standing.ts';
import { type TimeRange, trafficHref } from './time-range.ts';

type Threat = Schema<'ThreatPosture'>;

const looks: Readonly<Record<Standing, { readonly icon: LucideIcon; readonly color: string }>> = {
  defended: { icon: ShieldCheck, color: 'text-accent' },
  partly: { icon: ShieldHalf, color: 'text-flag' },
  watched: { icon: Eye, color: 'text-flag' },
  open: { icon: CircleDashed, color: 'text-faint' },
};

/** What is defended by what, tested when, and what came of it. Nothing is claimed that is not there. */
export function Posture({ posture, range }: { posture: Schema<'Posture'> | undefined; range: TimeRange }) {
  const of = (names: readonly string[]) =>
    names.flatMap((name) => posture?.threats.find(({ threat }) => threat === name) ?? []);
  return (
    <section aria-label="Posture" className="overflow-clip rounded-lg border border-line bg-line">
      <ul className="grid grid-cols-1 gap-px @min-[480px]:grid-cols-2 @min-[860px]:grid-cols-5">
        {of(threatsShown.main).map((threat) => (
          <Cell key={threat.threat} threat={threat} range={range} />
        ))}
        <li aria-hidden="true" className="hidden bg-surface @min-[480px]:block @min-[860px]:hidden" />
      </ul>
      <ul className="mt-px flex min-h-9 flex-wrap gap-x-6 gap-y-1 bg-surface px-4 py-2 text-sm">
        {of(threatsShown.others).map((threat) => (
          <Beside key={threat.threat} threat={threat} range={range} />
        ))}
      </ul>
    </section>
  );
}

function Cell({ threat, range }: { threat: Threat; range: TimeRange }) {
  const { standing, words } = standingOf(threat);
  return (
    <li className="flex min-w-0 flex-col gap-1 bg-surface px-4 py-3">
      <h2 className="text-base font-normal">{threatTitles[threat.threat]}</h2>
      <Word standing={standing} words={words} strong />
      <p className="text-sm text-muted">
        <Detectors threat={threat} />
      </p>
      <p className="mt-auto flex items-center gap-1.5 pt-1 text-sm text-faint">
        <FlaskConical size={12} aria-hidden="true" className="shrink-0" />
        {threat.testedAt === undefined ? (
          'not tested yet'
        ) : (
          <>
            tested <Ago at={threat.testedAt} />
          </>
        )}
      </p>
      <Seen threat={threat} range={range} />
    </li>
  );
}

function Beside({ threat, range }: { threat: Threat; range: TimeRange }) {
  const { standing, words } = standingOf(threat);
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      {threatTitles[threat.threat]}
      <Word standing={standing} words={words} />
      <Seen threat={threat} range={range} />
    </li>
  );
}

function Word({ standing, words, strong = false }: { standing: Standing; words: string; strong?: boolean }) {
  const { icon: Icon, color } = looks[standing];
  return (
    <span className={`flex items-center gap-1.5 ${color} ${strong ? 'font-strong' : ''}`}>
      <Icon size={14} aria-hidden="true" className="shrink-0" />
      {words}
    </span>
  );
}

function Detectors({ threat: { detectors, routes } }: { threat: Threat }) {
  if (detectors.length === 0) return 'Nothing stands against it.';
  const profiles = [...new Set(routes.map(({ profile }) => profile))];
  const without = routes.filter((route) => !stops(route)).map(({ route }) => route);
  return (
    <>
      {detectors.join(', ')}
      {profiles.length > 0 ? <span className="text-faint"> · {profiles.join(', ')}</span> : null}
      {without.length > 0 && without.length < routes.length ? (
        <span className="block truncate text-flag" title={without.join('\n')}>
          not on {without.join(', ')}
        </span>
      ) : null}
    </>
  );
}

/** Requests with findings of it: what was stopped, and what is left for somebody to look at. */
function Seen({ threat, range }: { threat: Threat; range: TimeRange }) {
  const { detectors, blocked, redacted, open } = threat;
  if (detectors.length === 0) return null;
  const rule = detectors.map((detector) => `${detector}/`).join(',');
  const shown = [
    { word: 'blocked', count: blocked, decision: 'block', color: 'text-text' },
    ...(redacted > 0
      ? [{ word: 'redacted', count: redacted, decision: 'redact', color: 'text-text' } as const]
      : []),
    { word: 'open', count: open, decision: 'flag', color: 'text-flag' },
  ];
  return (
    <span className="flex flex-wrap gap-x-3 text-sm">
      {shown.map(({ word, count, decision, color }) => (
        <Link
          key={word}
          href={trafficHref(range, { rule, decision })}
          className="rounded-sm text-muted hover:text-text hover:underline"
        >
          <span className={count > 0 ? `font-strong ${color}` : ''}>{formatCompact(count)}</span> {word}
          <span className="sr-only"> requests with findings of {threatTitles[threat.threat]}</span>
        </Link>
      ))}
    </span>
  );
}
