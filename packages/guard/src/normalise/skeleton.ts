import { classifyCodePoint } from './code-point-class.ts';

/**
 * Units one code point becomes at most. A few ligatures stand for whole phrases, one for 18 units: a text of
 * nothing else must not cost many times what others do.
 */
export const maxExpansion = 4;

/**
 * The form in which patterns and text are compared, one code point at a time: compatibility decomposition
 * (NFKD), without what the eye does not see and without accents, points and other marks that are reordered by
 * canonical equivalence. Two texts that are equal under NFKC have the same skeleton, and because a skeleton
 * depends on no neighbour it needs no look-ahead: a split anywhere in a stream cannot change it.
 * Whitespace becomes one space, a line break one newline. The empty string: dropped. Case is kept. Ligatures
 * are cut to `maxExpansion` units.
 */
export function skeletonOf(codePoint: number): string {
  switch (classifyCodePoint(codePoint)) {
    case 'tag':
      return codePoint >= 0xe0020 && codePoint <= 0xe007e ? String.fromCharCode(codePoint - 0xe0000) : '';
    case 'newline':
      return '\n';
    case 'space':
      return ' ';
    case 'invisible':
    case 'control':
      return '';
    case 'text':
      return decompose(String.fromCodePoint(codePoint)).slice(0, maxExpansion);
  }
}

function decompose(character: string): string {
  let skeleton = '';
  for (const part of character.normalize('NFKD')) {
    const kind = classifyCodePoint(part.codePointAt(0) ?? 0);
    if (kind === 'space') skeleton += ' ';
    else if (kind === 'text' && !isDroppedMark(part)) skeleton += part;
  }
  return skeleton;
}

const mark = /^\p{M}$/u;

/**
 * A mark with a combining class goes, except the two that make other syllables: kana voicing (class 8) and
 * the virama (class 9). Classes are read off the order in which normalisation leaves two marks.
 */
function isDroppedMark(character: string): boolean {
  if (!mark.test(character)) return false;
  const hasClass = swaps('\u0345', character) || character === '\u0345';
  const isVoicing = character === '\u3099' || character === '\u309a';
  const isVirama = swaps(character, '\u3099') && swaps('\u05b0', character);
  return hasClass && !isVoicing && !isVirama;
}

function swaps(first: string, second: string): boolean {
  return first !== second && (first + second).normalize('NFD') === second + first;
}
