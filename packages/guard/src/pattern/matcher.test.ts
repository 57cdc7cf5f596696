import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltasOf } from '../normalise/deltas-of.ts';
import { looseFold } from './fold.ts';
import { maxGrowth } from './growing-matches.ts';
import { type Match, matchesIn } from './matches-in.ts';
import { compilePatterns } from './pattern-set.ts';

const set = compilePatterns(
  [
    { source: '\\bstop (~ ){0,2}now\\b' },
    { source: 'ab{1,4}c' },
    { source: '\\<key-[a-z]{3}', tail: '[a-z0-9\\-]' },
    { source: 'BEGIN', until: 'END' },
    { source: '://[a-z]{1,5}:[a-z]{1,5}@', lead: 3, trail: 1 },
    { source: '(you (… )?free)|(go … on)' },
  ],
  { fold: looseFold, maxStates: 40 },
);
const found = (text: string | readonly string[], on?: Parameters<typeof matchesIn>[2]) =>
  matchesIn(set, text, on);

/** Texts made of the beginnings, middles and ends of what is looked for. */
const partial = fc
  .array(
    fc.constantFrom(
      ...[
        'stop ',
        'now',
        ' no',
        'w ',
        'a',
        'b',
        'c',
        'ab',
        'abbbb',
        'key-',
        'abc',
        '-x9',
        ' ',
        '.',
        'begin',
        'BEG',
      ],
      ...[
        'IN',
        'END',
        'EN',
        'D',
        '://',
        'u',
        ':',
        '@',
        'you ',
        'are ',
        'free',
        'go ',
        'on',
        '\n',
        '\u200b',
        'é',
        '\u{e0061}',
      ],
      ...['x'.repeat(30), ' - '.repeat(9), 'word '.repeat(50), '\ud83d', '\ude00', 'ﬁ'],
    ),
    { maxLength: 25 },
  )
  .map((pieces) => pieces.join(''));

describe('reading in deltas', () => {
  test('finds exactly what reading at once finds, wherever the text is split', () => {
    fc.assert(
      fc.property(partial, fc.array(fc.nat(2000), { maxLength: 12 }), (text, cuts) => {
        expect(found(deltasOf(text, cuts))).toEqual(found(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('never settles a unit of a match before reporting the match', () => {
    fc.assert(
      fc.property(partial, fc.integer({ min: 1, max: 7 }), (text, size) => {
        const deltas = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
        const steps: { settled: number; reported: number }[] = [];
        const all = found(deltas, (settled, matches) => steps.push({ settled, reported: matches.length }));
        let last = 0;
        for (const { settled, reported } of steps) {
          expect(settled).toBeGreaterThanOrEqual(last);
          for (const match of all.slice(reported)) expect(match.start).toBeGreaterThanOrEqual(settled);
          last = settled;
        }
        expect(last).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('settles all but the longest match of any text, and all of a text that begins nothing', () => {
    const longest = set.automaton.program.maxLength;
    let behind = 0;
    let read = 0;
    const noted = 'stop abb you are '.repeat(200).split('');
    found(noted, (settled) => {
      read = Math.min(read + 1, noted.length);
      behind = Math.max(behind, read - settled);
    });
    expect(behind).toBeLessThanOrEqual(longest);
    found(['the quick brown dog. '], (settled) => expect(settled).toBe(21));
  });
});

describe('where a match could begin at every unit', () => {
  test.each([
    ['a{5}b', 'a'.repeat(20), 'b', 15],
    ['a{5}\\b', 'a'.repeat(20), ' ', 15],
  ])('%s keeps back exactly its longest match', (source, text, last, start) => {
    const own = compilePatterns([{ source }], { fold: looseFold });
    const steps: number[] = [];
    const all = matchesIn(own, [...text, last], (settled) => steps.push(settled));
    expect(all).toEqual([{ pattern: 0, start, end: last === 'b' ? 21 : 20 }]);
    expect(steps[text.length - 1]).toBe(start);
  });
});

describe('matches that grow', () => {
  test('begin where the earliest of their beginnings is, also when that is recognised later', () => {
    const own = compilePatterns([{ source: '(zq)|(a[a-z]{1,4}w)', tail: '[a-z]' }], { fold: looseFold });
    expect(matchesIn(own, 'bazqbwcc dd')).toEqual([{ pattern: 0, start: 1, end: 8 }]);
  });

  const spans = (text: string) => found(text).map(({ start, end }: Match) => [start, end]);

  test('take in the whole run of their tail', () => {
    expect(spans('a key-xyzdefghij1234567890 b')).toEqual([[2, 26]]);
    expect(spans('key-xyz')).toEqual([[0, 7]]);
  });

  test('go on until their end mark, or the end of the text', () => {
    expect(spans('x BEGIN anything at all END y')).toEqual([[2, 27]]);
    expect(spans('x BEGIN anything at all')).toEqual([[2, 23]]);
  });

  test('are reported in pieces that follow each other when they do not end', () => {
    const pieces = spans(`BEGIN${'x'.repeat(3 * maxGrowth)}`);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces[0]?.[0]).toBe(0);
    expect(pieces.at(-1)?.[1]).toBe(3 * maxGrowth + 5);
    pieces.slice(1).forEach(([start], i) => {
      expect(start).toBe(pieces[i]?.[1]);
    });
  });

  test('hold a stream back by no more than one piece', () => {
    const deltas = `BEGIN${'x'.repeat(3 * maxGrowth)}`.match(/[\s\S]{1,100}/g) ?? [];
    let read = 0;
    found(deltas, (settled) => {
      read = Math.min(read + 100, 3 * maxGrowth + 5);
      expect(read - settled).toBeLessThanOrEqual(maxGrowth + 110);
    });
  });
});

describe('what a match covers', () => {
  test('leaves out what only served to recognise it', () => {
    expect(found('db://user:pass@host')).toEqual([{ pattern: 4, start: 5, end: 14 }]);
  });

  test('covers invisible characters inside it and none around it', () => {
    expect(found('\u200ba\u200bbc\u200b')).toEqual([{ pattern: 1, start: 1, end: 5 }]);
  });
});
