/** What can be looked for by words. */
export interface Findable {
  readonly title: string;
  /** Other words for it. */
  readonly words?: string | undefined;
}

/**
 * Those that hold every word of `text`, best first: a title that begins with it, then words that do, then the rest;
 * equals in the order given. Without text, all of them.
 */
export function matching<Item extends Findable>(items: readonly Item[], text: string): readonly Item[] {
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return items;
  return items
    .map((item) => ({ item, score: score(item, wanted) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

function score(item: Findable, wanted: readonly string[]): number {
  const title = item.title.toLowerCase();
  const others = (item.words ?? '').toLowerCase();
  let sum = 0;
  for (const word of wanted) {
    const points = pointsOf(word, title, others);
    if (points === 0) return 0;
    sum += points;
  }
  return title.startsWith(wanted.join(' ')) ? sum + 8 : sum;
}

function pointsOf(word: string, title: string, others: string): number {
  if (` ${title}`.includes(` ${word}`)) return 4;
  if (title.includes(word)) return 2;
  return others.includes(word) ? 1 : 0;
}
