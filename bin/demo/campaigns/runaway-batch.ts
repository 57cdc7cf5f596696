import { reviews } from '../applications/reviews.ts';
import { type DaySpan, scaled } from '../day-span.ts';
import { conversation } from '../ordinary-day.ts';
import type { PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';

/** Nobody's attack: a job that forgot where it was begins again and again, as fast as it is let. */
export function runawayBatch(span: DaySpan, random: Random): readonly PlannedRequest[] {
  const begins = span.spanMs * 0.58;
  return Array.from({ length: scaled(230, span, 64) }, (_, i) =>
    conversation(reviews, begins + i * 240 + random.between(0, 40), random),
  ).flat();
}
