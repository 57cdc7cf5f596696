import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText } from '../normalise/normalise-text.ts';
import { exactFold, looseFold } from './fold.ts';
import { matchesIn, patternSetOf } from './matches-in.ts';

/** Patterns over a and b, in a form that JavaScript's own engine reads the same way. */
const smallPattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '[ab]', '[^a]'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => `${x}${y}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => `(${x}|${y})`),
    tie('pattern').map((x) => `(${x})?`),
    fc.tuple(tie('pattern'), fc.integer({ min: 1, max: 2 })).map(([x, n]) => `(${x}){${n},3}`),
  ),
})).pattern;

const smallText = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 });

describe('the automaton', () => {
  test('finds, for every place where a match ends, the longest match that ends there', () => {
    fc.assert(
      fc.property(smallPattern, smallText, (source, text) => {
        const whole = new RegExp(`^(?:${source})$`);
        fc.pre(!whole.test(''));
        const expected: [number, number][] = [];
        for (let end = 1; end <= text.length; end++) {
          const starts = Array.from({ length: end }, (_, start) => start);
          const first = starts.find((start) => whole.test(text.slice(start, end)));
          if (first !== undefined) expected.push([first, end]);
        }
        const found = matchesIn(patternSetOf([source]), text);
        expect(found.map(({ start, end }) => [start, end])).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test('finds the same however few states it may keep', () => {
    fc.assert(
      fc.property(fc.array(smallPattern, { minLength: 1, maxLength: 4 }), smallText, (sources, text) => {
        fc.pre(sources.every((source) => !new RegExp(`^(?:${source})$`).test('')));
        const roomy = matchesIn(patternSetOf(sources), text);
        expect(matchesIn(patternSetOf(sources, { maxStates: 2 }), text)).toEqual(roomy);
      }),
    );
  });

  test('reads any text in time linear in its length, even when no state is ever met again', () => {
    const set = patternSetOf(['a[ab]{0,40}c', '(ab|ba){1,20}d', '[ab]{10}e'], { maxStates: 8 });
    const visitsFor = (length: number) => {
      let seed = 7;
      let text = '';
      for (let i = 0; i < length; i++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        text += seed % 3 === 0 ? 'a' : 'b';
      }
      const before = set.automaton.visits;
      matchesIn(set, text);
      return set.automaton.visits - before;
    };
    const positions = set.automaton.program.positionCount;
    expect(visitsFor(20_000)).toBeLessThan(20_000 * positions * 3);
    expect(visitsFor(40_000)).toBeLessThan(visitsFor(20_000) * 2.2);
  });
});

describe('conditions', () => {
  const spans = (source: string, text: string, fold = looseFold) =>
    matchesIn(patternSetOf([source], { fold }), text).map(({ start, end }) => text.slice(start, end));

  test('a word start and a word end look at the neighbours and take none of them', () => {
    expect(spans('\\bdan\\b', 'dan Dan, danish sedan (DAN)')).toEqual(['dan', 'Dan', 'DAN']);
  });

  test('a word ends where Chinese begins and begins where it ends', () => {
    expect(spans('\\bdan\\b', '我是dan吗')).toEqual(['dan']);
  });

  test('a token start also refuses hyphens and underscores', () => {
    expect(spans('\\<sk-[a-z]{3}', 'sk-abc task-abc _sk-abc -sk-abc =sk-abc', exactFold)).toEqual([
      'sk-abc',
      'sk-abc',
    ]);
  });

  test('a line start is the start of the text or follows a line break, with any indentation', () => {
    expect(spans('^system:', 'system: x\n   system: y\r\nsystem: z, system: w')).toHaveLength(3);
  });

  test('a word end is also met by the end of the text', () => {
    expect(spans('\\bstop\\b', 'now stop')).toEqual(['stop']);
  });
});

describe('what is not counted', () => {
  const found = (source: string, text: string) =>
    matchesIn(patternSetOf([source], { fold: looseFold }), text);

  test('a gap is up to 12 units of space and light punctuation', () => {
    expect(found('one two', `one${'-'.repeat(12)}two`)).toHaveLength(1);
    expect(found('one two', `one${'-'.repeat(13)}two`)).toHaveLength(0);
    expect(found('one two', 'onetwo')).toHaveLength(0);
  });

  test('a word is up to 24 letters', () => {
    expect(found('one ~ two', `one ${'x'.repeat(24)} two`)).toHaveLength(1);
    expect(found('one ~ two', `one ${'x'.repeat(25)} two`)).toHaveLength(0);
  });

  test('a stretch stays within one sentence', () => {
    expect(found('one … two', 'one and then, on the other side, two')).toHaveLength(1);
    expect(found('one … two', 'one and then. On the other side two')).toHaveLength(0);
  });

  test('a stretch is cut where a sentence does not end for too long, and what it would span is not found', () => {
    expect(found('one … two', `one ${'x '.repeat(90)}two`)).toHaveLength(1);
    expect(found('one … two', `one ${'x '.repeat(300)}two`)).toHaveLength(0);
  });

  test('a match does not begin before the cut that ended its stretch', () => {
    const text = `${'x '.repeat(80)}one ${'x '.repeat(30)}one two`;
    expect(found('one … two', text)).toEqual([]);
    expect(found('one (… )?two', text)).toEqual([{ pattern: 0, start: text.length - 7, end: text.length }]);
  });

  test('a match that is not a stretch is found across a cut', () => {
    for (let pad = 190; pad < 210; pad++) {
      const text = `${'x'.repeat(pad)} forbidden`;
      expect(normaliseText(text).text).toHaveLength(pad + 10);
      expect(found('forbidden|(one … two)', text)).toHaveLength(1);
    }
  });
});
