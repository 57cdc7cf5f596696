/** Where a line begins, counted from 1; the end of the text for a line it does not have. */
export function offsetOfLine(text: string, line: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return Math.min(text.length, before.join('\n').length + (before.length > 0 ? 1 : 0));
}
