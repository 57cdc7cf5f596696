import type { Edit, Finding } from '@ringwall/core';

/**
 * One edit for each stretch of text that the findings cover, in order. Spans that overlap or touch become one
 * edit: `[redacted:<rule>]` where a single rule covers it, else `[redacted]`.
 */
export function redactions(findings: readonly Finding[]): readonly Edit[] {
  const places = findings.flatMap((finding) =>
    finding.spans.map((span) => ({ ...span, rule: finding.rule })),
  );
  places.sort((a, b) => compareText(a.pointer, b.pointer) || a.start - b.start || a.end - b.end);
  const merged: { pointer: string; start: number; end: number; rule: string | undefined }[] = [];
  for (const place of places) {
    const last = merged.at(-1);
    if (last !== undefined && last.pointer === place.pointer && place.start <= last.end) {
      last.end = Math.max(last.end, place.end);
      if (last.rule !== place.rule) last.rule = undefined;
    } else {
      merged.push({ ...place });
    }
  }
  return merged.map(({ pointer, start, end, rule }) => ({
    pointer,
    start,
    end,
    replacement: rule === undefined ? '[redacted]' : `[redacted:${rule}]`,
  }));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
