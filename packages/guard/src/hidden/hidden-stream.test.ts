import type { Finding } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltasOf } from '../normalise/deltas-of.ts';
import { joinedPlaces } from '../rules/joined-places.ts';
import { hiddenCharacters } from './hidden-characters.ts';
import { minInvisibleRun } from './hidden-scanner.ts';
import { HiddenStream } from './hidden-stream.ts';

const tags = (text: string) => [...text].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('');
const england = `\u{1f3f4}${tags('gbeng')}\u{e007f}`;

function read(deltas: readonly string[], syntax: 'text' | 'json' = 'text') {
  const stream = new HiddenStream({ pointer: '', role: 'user', trust: 'untrusted', syntax });
  const found: { rule: string; start: number; end: number; step: number }[] = [];
  const settled: number[] = [];
  const all: Finding[] = [];
  const note = (progress: ReturnType<HiddenStream['end']>) => {
    settled.push(progress.settled);
    all.push(...progress.findings);
    for (const { rule, spans } of progress.findings) {
      for (const { start, end } of spans) found.push({ rule, start, end, step: settled.length - 1 });
    }
  };
  for (const delta of deltas) note(stream.push(delta));
  note(stream.end());
  return { found, settled, places: joinedPlaces(all) };
}

const rulesIn = (text: string) => read([text]).found.map((finding) => finding.rule);

describe('hidden characters', () => {
  test('text in tag characters is found, whatever it spells', () => {
    expect(read([`hi ${tags('do it')} there`]).found).toMatchObject([
      { rule: 'tag-characters', start: 3, end: 13 },
    ]);
    expect(rulesIn('\u{e0001}')).toEqual(['tag-characters']);
  });

  test('flags that Unicode spells with tags are no secret', () => {
    expect(rulesIn(`Go ${england}!`)).toEqual([]);
    expect(rulesIn(england + england)).toEqual([]);
  });

  test('tags behind a flag that spell anything else, or more, are found', () => {
    expect(rulesIn(`\u{1f3f4}${tags('usca')}\u{e007f}`)).toEqual(['tag-characters']);
    expect(rulesIn(`${england}${tags('x')}`)).toEqual(['tag-characters']);
    expect(rulesIn(`x${tags('gbeng')}\u{e007f}`)).toEqual(['tag-characters']);
  });

  test('a long run of invisible characters is found, the few that writing needs are not', () => {
    expect(rulesIn(`a${'\u200b\u200d'.repeat(minInvisibleRun / 2)}b`)).toEqual(['invisible-run']);
    expect(rulesIn(`a${'\u200b'.repeat(minInvisibleRun - 1)}b`)).toEqual([]);
    expect(rulesIn('👩‍👩‍👧‍👦 ❤️‍🔥 می‌خواهم क्‍ष co\u00adop\u00aderate')).toEqual([]);
  });

  test('bytes smuggled as variation selectors are a run', () => {
    expect(
      rulesIn(
        `😀${[...'hidden payload'].map((c) => String.fromCodePoint(0xe0100 + c.charCodeAt(0))).join('')}`,
      ),
    ).toEqual(['invisible-run']);
  });

  test('an override of the direction is found, a mark of it is not', () => {
    expect(rulesIn('user\u202etxt.exe')).toEqual(['bidi-override']);
    expect(rulesIn('\u200fשלום\u200e \u2067אב\u2069')).toEqual([]);
  });

  test('escapes in JSON hide nothing', () => {
    const text = '{"a":"\\udb40\\udc41\\udb40\\udc42"}';
    expect(read([text], 'json').found).toMatchObject([{ rule: 'tag-characters', start: 6, end: 30 }]);
  });

  test('a split anywhere changes nothing, and nothing found was settled before', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      tags('gbeng'),
      '\u{1f3f4}',
      '\u{e007f}',
      '\u200b',
      '\u200b'.repeat(9),
      '\u202e',
      '\ud83d',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(80)), (pieces, cuts) => {
        const text = pieces.join('');
        const whole = read([text]);
        const split = read(deltasOf(text, cuts));
        expect(split.places).toEqual(whole.places);
        expect(split.settled).toEqual([...split.settled].sort((a, b) => a - b));
        split.settled.forEach((settled, i) => {
          for (const finding of split.found.filter(({ step }) => step > i)) {
            expect(finding.start).toBeGreaterThanOrEqual(settled);
          }
        });
      }),
    );
  });

  test('are looked for in every part, also those of the application', async () => {
    const parts = [
      { pointer: '/0', role: 'system', trust: 'trusted', syntax: 'text', text: `a${tags('x')}` },
      { pointer: '/1', role: 'tool-definition', trust: 'trusted', syntax: 'text', text: tags('y') },
    ] as const;
    const { findings } = await hiddenCharacters.inspect(
      { stage: 'prompt', parts },
      new AbortController().signal,
    );
    expect(findings.map((finding) => finding.spans.map((span) => span.pointer))).toEqual([['/0', '/1']]);
  });
});
