import { readJson } from '../../../api/json.ts';
import { JsonView } from '../../../ui/json-view.tsx';
import { type BodyPart, bodyParts } from './body-parts.ts';
import { type Mark, segmentsOf } from './segments.ts';

/** What a verdict found, with its places. */
export interface FindingPlaces {
  readonly detector: string;
  readonly rule: string;
  readonly spans: readonly { readonly pointer: string; readonly start: number; readonly end: number }[];
}

/** A body as it is read: its messages, with what was found in them marked; below, the JSON as it was sent. */
export function BodyView({
  title,
  text,
  findings,
}: {
  title: string;
  text: string;
  findings: readonly FindingPlaces[];
}) {
  const parsed = readJson(text);
  const marks = marksByPointer(findings);
  const all = parsed ? bodyParts(parsed.value) : [];
  const shown = all.filter((part) => part.readable || marks.has(part.pointer));
  const lost = [...marks.keys()].filter((pointer) => !all.some((part) => part.pointer === pointer));
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h4 className="text-base">{title}</h4>
      {shown.map((part) => (
        <Part key={part.pointer} part={part} marks={marks.get(part.pointer) ?? []} />
      ))}
      {lost.map((pointer) => (
        <p key={pointer} className="text-sm text-flag">
          A finding points to <code className="font-mono">{pointer || 'the whole body'}</code>, which this
          body does not have.
        </p>
      ))}
      <details className="rounded-md border border-line">
        <summary className="px-3 py-1.5 text-sm text-muted hover:text-text">Whole body as JSON</summary>
        <JsonView text={text} label={`${title} as JSON`} />
      </details>
    </section>
  );
}

function Part({ part, marks }: { part: BodyPart; marks: readonly Mark[] }) {
  return (
    <div className="rounded-md border border-line bg-bg">
      <p className="flex items-baseline justify-between gap-3 border-b border-line px-3 py-1 text-sm">
        <span className="font-strong text-muted">{part.role || 'field'}</span>
        <code className="truncate font-mono text-xs text-faint">{part.pointer}</code>
      </p>
      <p className="max-h-80 overflow-auto px-3 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap">
        {segmentsOf(part.text, marks).map((segment) =>
          segment.rules.length === 0 ? (
            segment.text
          ) : (
            <mark
              key={segment.start}
              title={segment.rules.join('\n')}
              className="rounded-sm bg-block/25 text-text underline decoration-block decoration-2 underline-offset-3"
            >
              <span className="sr-only">{`[found by ${segment.rules.join(', ')}: `}</span>
              {segment.text}
              <span className="sr-only">]</span>
            </mark>
          ),
        )}
      </p>
    </div>
  );
}

function marksByPointer(findings: readonly FindingPlaces[]): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const { detector, rule, spans } of findings) {
    for (const { pointer, start, end } of spans) {
      const known = marks.get(pointer) ?? [];
      known.push({ start, end, rule: `${detector}/${rule}` });
      marks.set(pointer, known);
    }
  }
  return marks;
}
