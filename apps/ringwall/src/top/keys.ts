/** What a person can press. */
export type Key = 'up' | 'down' | 'left' | 'right' | 'pause' | 'quit' | 'interrupt';

const known: ReadonlyMap<string, Key> = new Map([
  ...(['up', 'down', 'right', 'left'] as const).flatMap((key, i) =>
    // What terminals send for the arrows, in either mode (ECMA-48 CUU and its application form).
    ['\u001b[', '\u001bO'].map((head) => [`${head}${'ABCD'[i] ?? ''}`, key] as const),
  ),
  ...(['k', 'j', 'l', 'h'] as const).map(
    (letter, i) => [letter, (['up', 'down', 'right', 'left'] as const)[i] ?? 'up'] as const,
  ),
  ['\t', 'right'],
  ['\u001b[Z', 'left'],
  ['p', 'pause'],
  [' ', 'pause'],
  ['q', 'quit'],
  ['\u0003', 'interrupt'],
  ['\u0004', 'quit'],
]);

const longest = 3;

/** The keys in what a terminal in raw mode has sent; what is not known is passed over. */
export function keysIn(sent: string): readonly Key[] {
  const keys: Key[] = [];
  for (let at = 0; at < sent.length; ) {
    const lengths = Array.from({ length: longest }, (_, i) => longest - i);
    const length = lengths.find((each) => known.has(sent.slice(at, at + each))) ?? 1;
    const key = known.get(sent.slice(at, at + length));
    if (key !== undefined) keys.push(key);
    at += length;
  }
  return keys;
}
