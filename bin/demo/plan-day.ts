import { leakedKey } from './campaigns/leaked-key.ts';
import { probing } from './campaigns/probing.ts';
import { promptExtraction } from './campaigns/prompt-extraction.ts';
import { runawayBatch } from './campaigns/runaway-batch.ts';
import { strays } from './campaigns/strays.ts';
import type { DaySpan } from './day-span.ts';
import { ordinaryDay } from './ordinary-day.ts';
import type { Planned } from './planned.ts';
import { seededRandom } from './random.ts';

/** An upstream that has too much to do, for minutes. */
const overloaded = { from: 0.815, to: 0.8225 };
/** Nothing begins so late that it could end after the day. */
const quietEndMs = 45_000;

/** Everything that happens in the time of the demo, earliest first; the same seed and time, the same plan. */
export function planDay(span: DaySpan, seed: number): readonly Planned[] {
  const random = seededRandom(seed);
  const planned: readonly Planned[] = [
    ...ordinaryDay(span, random.fork('ordinary day')),
    ...leakedKey(span, random.fork('leaked key')),
    ...promptExtraction(span, random.fork('prompt extraction')),
    ...runawayBatch(span, random.fork('runaway batch')),
    ...probing(span, random.fork('probing')),
    ...strays(span, random.fork('strays')),
  ];
  return planned
    .map((one) => ({ ...one, atMs: Math.round(one.atMs) }))
    .filter(({ atMs }) => atMs < span.spanMs - quietEndMs)
    .map((one) => (one.kind === 'request' ? withOverload(one, span) : one))
    .sort((a, b) => a.atMs - b.atMs);
}

function withOverload<T extends Extract<Planned, { kind: 'request' }>>(request: T, span: DaySpan): T {
  const share = request.atMs / span.spanMs;
  const isHit = share >= overloaded.from && share < overloaded.to && request.model.startsWith('claude');
  return isHit ? { ...request, answer: { kind: 'refused', status: 529, totalMs: 350 } } : request;
}
