/** What the normaliser does with a code point. */
export type CodePointClass = 'text' | 'space' | 'newline' | 'invisible' | 'control' | 'tag';

const whiteSpace = /^\p{White_Space}$/u;
const control = /^\p{Cc}$/u;

/** U+E0000 to U+E007F: an invisible copy of ASCII, used to hide text from people but not from models. */
export function isTagCharacter(codePoint: number): boolean {
  return codePoint >= 0xe0000 && codePoint <= 0xe007f;
}

/** Unicode's Default_Ignorable_Code_Point, and the marks of interlinear annotation: shown as nothing. */
export function isInvisible(codePoint: number): boolean {
  if (codePoint < 0x034f) return codePoint === 0xad;
  return (
    codePoint === 0x034f ||
    codePoint === 0x061c ||
    codePoint === 0x115f ||
    codePoint === 0x1160 ||
    codePoint === 0x17b4 ||
    codePoint === 0x17b5 ||
    (codePoint >= 0x180b && codePoint <= 0x180f) ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0x202a && codePoint <= 0x202e) ||
    (codePoint >= 0x2060 && codePoint <= 0x206f) ||
    codePoint === 0x3164 ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    codePoint === 0xfeff ||
    codePoint === 0xffa0 ||
    (codePoint >= 0xfff0 && codePoint <= 0xfffb) ||
    (codePoint >= 0x1bca0 && codePoint <= 0x1bca3) ||
    (codePoint >= 0x1d173 && codePoint <= 0x1d17a) ||
    (codePoint >= 0xe0000 && codePoint <= 0xe0fff)
  );
}

/** Sorts a code point by whether a person sees it. Noncharacters at the end of a plane count as controls. */
export function classifyCodePoint(codePoint: number): CodePointClass {
  if (isTagCharacter(codePoint)) return 'tag';
  if (isLineBreak(codePoint)) return 'newline';
  // Braille blank is a letter to Unicode and a space to the eye.
  if (codePoint === 0x2800) return 'space';
  if (isInvisible(codePoint)) return 'invisible';
  if ((codePoint & 0xfffe) === 0xfffe) return 'control';
  const text = String.fromCodePoint(codePoint);
  if (whiteSpace.test(text)) return 'space';
  if (control.test(text)) return 'control';
  return 'text';
}

/** Unicode's mandatory breaks (UAX #14 classes BK, CR, LF, NL). */
function isLineBreak(codePoint: number): boolean {
  return (
    (codePoint >= 0x0a && codePoint <= 0x0d) ||
    codePoint === 0x85 ||
    codePoint === 0x2028 ||
    codePoint === 0x2029
  );
}
