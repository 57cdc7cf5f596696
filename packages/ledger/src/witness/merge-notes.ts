import { parseNote, signatureLine } from '@ringwall/verifier';

/** One note with the signatures of all, each once; the notes are of one text, and the first is good. */
export function mergeNotes(first: string, ...others: readonly string[]): string {
  const note = parseNote(first);
  if (!note.ok) return first;
  const lines = new Set<string>();
  for (const each of [first, ...others]) {
    const parsed = parseNote(each);
    if (!parsed.ok || parsed.text !== note.text) continue;
    for (const signature of parsed.signatures) lines.add(signatureLine(signature));
  }
  return `${note.text}\n${[...lines].join('')}`;
}
