/** The words of a field that takes several, separated by commas, spaces or lines; each once. */
export function wordsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
}

/** A list in words: `*` stands for everything. */
export function listInWords(list: readonly string[] | undefined, everything: string): string {
  if (list === undefined || list.includes('*')) return everything;
  return list.length === 0 ? 'none' : list.join(', ');
}
