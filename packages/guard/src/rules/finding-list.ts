import type { Finding, Span } from '@ringwall/core';

/** A finding without its places. */
export type FindingKind = Omit<Finding, 'spans'>;

/**
 * Collects places by what was found there, and joins those of one kind that overlap or touch: a text that is one
 * long repetition of something forbidden yields one place, not a million.
 */
export class FindingList {
  #byRule = new Map<string, { readonly kind: FindingKind; readonly spans: Span[] }>();

  add(kind: FindingKind, place: Span): void {
    const key = `${kind.detector}/${kind.rule}/${kind.severity}`;
    const known = this.#byRule.get(key);
    if (known === undefined) {
      this.#byRule.set(key, { kind, spans: [place] });
      return;
    }
    const { spans } = known;
    const last = spans.at(-1);
    if (last?.pointer === place.pointer && place.start <= last.end && place.end >= last.start) {
      const start = Math.min(last.start, place.start);
      spans[spans.length - 1] = { ...last, start, end: Math.max(last.end, place.end) };
    } else {
      spans.push(place);
    }
  }

  addAll(findings: readonly Finding[]): void {
    for (const { spans, ...kind } of findings) for (const span of spans) this.add(kind, span);
  }

  /** One finding for each rule and severity, and an empty list again. */
  take(): readonly Finding[] {
    if (this.#byRule.size === 0) return [];
    const findings = Array.from(this.#byRule.values(), ({ kind, spans }) => ({ ...kind, spans }));
    this.#byRule = new Map();
    return findings;
  }
}
