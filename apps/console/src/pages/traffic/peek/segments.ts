/** A place in a text and what was found there. */
export interface Mark {
  /** UTF-16 offsets `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/** A run of text under the same rules; none for what no finding touches. */
export interface TextSegment {
  readonly start: number;
  readonly text: string;
  readonly rules: readonly string[];
}

/** Cuts a text where marks begin and end; marks may overlap, reach beyond the text or be empty. */
export function segmentsOf(text: string, marks: readonly Mark[]): TextSegment[] {
  const inside = marks
    .map(({ start, end, rule }) => ({ start: clamp(start, text), end: clamp(end, text), rule }))
    .filter(({ start, end }) => start < end);
  const cuts = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const segments: TextSegment[] = [];
  for (const [i, start] of cuts.entries()) {
    const end = cuts[i + 1];
    if (end === undefined) break;
    const rules = inside.filter((mark) => mark.start <= start && mark.end >= end).map((mark) => mark.rule);
    segments.push({ start, text: text.slice(start, end), rules: [...new Set(rules)] });
  }
  return segments;
}

function clamp(offset: number, text: string): number {
  return Math.min(text.length, Math.max(0, offset));
}
