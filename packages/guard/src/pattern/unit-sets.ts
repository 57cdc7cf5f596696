import { type Charset, charset } from './charset.ts';

/**
 * Letters and digits of the scripts that separate words with spaces. Chinese, Japanese, Korean and Thai are
 * left out, so that a Latin word between their characters still begins and ends there.
 */
export const wordUnits: Charset = charset([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0xaa, 0xaa],
  [0xb5, 0xb5],
  [0xba, 0xba],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2af], // Latin
  [0x370, 0x3ff], // Greek
  [0x400, 0x52f], // Cyrillic
  [0x531, 0x587], // Armenian
  [0x5d0, 0x5ea], // Hebrew
  [0x620, 0x64a],
  [0x660, 0x6d5], // Arabic
  [0x900, 0x963],
  [0x966, 0x97f], // Devanagari with its vowel signs
  [0x1e00, 0x1fff],
]);

/** What tokens and keys are made of: letters, digits, hyphen and underscore of ASCII. */
export const tokenUnits: Charset = charset([
  [0x2d, 0x2d],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);

export const digitUnits: Charset = [[0x30, 0x39]];
export const spaceUnits: Charset = charset([
  [0x0a, 0x0a],
  [0x20, 0x20],
]);
export const newlineUnits: Charset = [[0x0a, 0x0a]];

/** What may stand between two words of one phrase: whitespace, quotes, marks of emphasis, light punctuation. */
const gapUnits: Charset = charset(
  [...' \n-_*"\'`,:;~|()[]/\\<>=+#«»“”„‘’–—、，：·・'].map((unit) => [
    unit.charCodeAt(0),
    unit.charCodeAt(0),
  ]),
);

/**
 * A run of one or more units that patterns do not count one by one, which keeps their automata small. The
 * matcher bounds it instead: units of a run beyond `maxLength` read as `overlong`, which belongs to no run.
 */
export interface RunKind {
  readonly set: Charset;
  readonly maxLength: number;
  /** A noncharacter that the normaliser never lets through. */
  readonly overlong: number;
}

export const wordRun: RunKind = { set: wordUnits, maxLength: 24, overlong: 0xffff };
export const gapRun: RunKind = { set: gapUnits, maxLength: 12, overlong: 0xfffe };
/** What ends a sentence, and with it every stretch. */
export const sentenceEnds: Charset = charset(
  [...'.!?\n。！？'].map((unit) => [unit.charCodeAt(0), unit.charCodeAt(0)]),
);

/**
 * Units that a stretch (`…`) covers at most. The matcher sees to it by cutting text without a sentence end at
 * places that depend on nothing but the text, so that no stretch has to be counted.
 */
export const maxStretch = 200;

export const runKinds: readonly RunKind[] = [wordRun, gapRun];
