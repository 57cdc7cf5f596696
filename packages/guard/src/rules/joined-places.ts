import type { Finding } from '@ringwall/core';

/** `rule start end` of every place, sorted, joined where places of one rule overlap or touch; for tests. */
export function joinedPlaces(findings: readonly Finding[]): readonly string[] {
  const places = findings.flatMap(({ rule, spans }) => spans.map(({ start, end }) => ({ rule, start, end })));
  places.sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.start - b.start || a.end - b.end));
  const joined: typeof places = [];
  for (const place of places) {
    const last = joined.at(-1);
    if (last?.rule === place.rule && place.start <= last.end) last.end = Math.max(last.end, place.end);
    else joined.push(place);
  }
  return joined.map(({ rule, start, end }) => `${rule} ${start} ${end}`);
}
