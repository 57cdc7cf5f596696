/** Cuts a text at the given places (modulo its length), for tests of streams. */
export function deltasOf(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const deltas: string[] = [];
  let from = 0;
  for (const place of [...places, text.length]) {
    deltas.push(text.slice(from, place));
    from = place;
  }
  return deltas;
}
