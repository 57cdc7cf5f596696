import type { Detector, DetectorStream, Edit, Finding, Severity } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedDetectors } from '../detectors.ts';
import { deltasOf } from '../normalise/deltas-of.ts';
import type { Profile } from '../profiles/profile.ts';
import { shippedProfiles } from '../profiles/shipped.ts';
import { createGuard } from './guard.ts';
import type { GuardProgress, GuardStream } from './guard-stream.ts';

const part = { pointer: '/c', role: 'assistant', trust: 'untrusted', syntax: 'text' } as const;
const key = `gh${'p'}_${'a1B2'.repeat(9)}`;

/** What a client gets: settled text with the edits made, and what had been decided when it ended. */
function release(
  stream: GuardStream,
  deltas: readonly string[],
): { text: string; decisions: string[]; edits: Edit[] } {
  const all = deltas.join('');
  const edits: Edit[] = [];
  const decisions: string[] = [];
  let settled = 0;
  let text = '';
  const take = (progress: GuardProgress) => {
    edits.push(...progress.verdict.edits);
    decisions.push(progress.verdict.decision);
    expect(progress.settled).toBeGreaterThanOrEqual(settled);
    for (; settled < progress.settled; settled++) {
      const edit = edits.find(({ start, end }) => settled >= start && settled < end);
      if (edit === undefined) text += all[settled];
      else if (settled === edit.start) text += edit.replacement;
    }
  };
  for (const delta of deltas) take(stream.push(delta));
  take(stream.end());
  return { text, decisions, edits };
}

function fake(
  id: string,
  step: (length: number, isEnd: boolean) => ReturnType<DetectorStream['end']>,
): Detector {
  return {
    ...{ id, title: id, threat: 'sensitive-disclosure', stages: ['completion'], budgetMs: 1000 },
    standards: { atlas: [], owasp: [] },
    inspect: () => ({ detector: id, status: 'ok', scores: {}, findings: [] }),
    stream() {
      let length = 0;
      return {
        push(delta) {
          length += delta.length;
          return step(length, false);
        },
        end: () => step(length, true),
      };
    },
  };
}
const found = (
  start: number,
  end: number,
  severity: Severity = 'high',
  detector = 'secret-rules',
): Finding => ({
  ...{ detector, rule: `r${start}`, threat: 'sensitive-disclosure', severity, confidence: 1, reason: 'So.' },
  spans: [{ pointer: '/c', start, end }],
});
const open = (detectors: readonly Detector[], profile = 'balanced') =>
  createGuard({ detectors, profiles: shippedProfiles }).openStream(profile, part);

describe('the shipped guard over a stream', () => {
  const text = `Here you are: ${key} and, for the database, postgres://app:hunter22x@db/main. Bye.`;
  const redacted =
    'Here you are: [redacted:github-token] and, for the database, postgres://[redacted:url-password]@db/main. Bye.';

  test('releases no unit of a secret, however the text is split, and everything else', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
        expect(release(open(shippedDetectors), deltasOf(text, cuts)).text).toBe(redacted);
      }),
    );
    expect(release(open(shippedDetectors), [...text]).text).toBe(redacted);
  });

  test('redacts the same as the whole text would be', async () => {
    const guard = createGuard({ detectors: shippedDetectors, profiles: shippedProfiles });
    const whole = await guard.inspect({ stage: 'completion', parts: [{ ...part, text }] }, 'balanced');
    expect(release(open(shippedDetectors), [...text]).edits).toEqual(whole.edits);
  });

  test('releases ordinary text as it comes', () => {
    const stream = open(shippedDetectors);
    let length = 0;
    for (const word of ['The ', 'answer ', 'is ', '42.\n', 'Ask ', 'again.']) {
      length += word.length;
      expect(length - stream.push(word).settled).toBeLessThanOrEqual(1);
    }
    expect(stream.end()).toMatchObject({ settled: length, verdict: { decision: 'allow' } });
  });

  test('sees a secret spelled with escapes in the arguments of a tool', () => {
    const escaped = `{"k":"\\u0067${key.slice(1)}"}`;
    const guard = createGuard({ detectors: shippedDetectors, profiles: shippedProfiles });
    const stream = guard.openStream('balanced', { ...part, syntax: 'json' });
    expect(release(stream, [...escaped]).text).toBe('{"k":"[redacted:github-token]"}');
  });

  test('tells how long each detector took, once, at the end', () => {
    const stream = open(shippedDetectors);
    expect(stream.push('x').verdict.timings).toEqual([]);
    expect(stream.end().verdict.timings.map(({ detector }) => detector)).toEqual([
      'hidden-characters',
      'secret-rules',
    ]);
  });
});

describe('several detectors over one channel', () => {
  test('settle what the slowest of them has settled', () => {
    const eager = fake('a', (length) => ({ settled: length, findings: [] }));
    const wary = fake('b', (length, isEnd) => ({
      settled: isEnd ? length : Math.max(0, length - 5),
      findings: [],
    }));
    const stream = open([eager, wary]);
    expect(stream.push('0123456789').settled).toBe(5);
    expect(stream.end().settled).toBe(10);
  });

  test('nothing of a place to redact is settled before its edit is told, even if others have settled half of it', () => {
    const quick = fake('a', (length, isEnd) => ({
      settled: length,
      findings: length === 8 && !isEnd ? [found(2, 6)] : [],
    }));
    const wary = fake('b', (length, isEnd) => ({ settled: isEnd ? length : length - 4, findings: [] }));
    const stream = open([quick, wary]);
    expect(stream.push('01234567')).toMatchObject({ settled: 2, verdict: { decision: 'allow', edits: [] } });
    expect(stream.push('8')).toMatchObject({ settled: 2, verdict: { edits: [] } });
    expect(stream.push('9')).toMatchObject({
      settled: 6,
      verdict: { decision: 'redact', edits: [{ start: 2, end: 6 }] },
    });
  });

  test('overlapping places are one edit, told once', () => {
    const first = fake('a', (length, isEnd) => ({
      settled: length,
      findings: length === 8 && !isEnd ? [found(2, 6)] : [],
    }));
    const second = fake('b', (length, isEnd) => ({
      settled: isEnd || length >= 10 ? length : 3,
      findings: length === 10 && !isEnd ? [found(4, 9)] : [],
    }));
    expect(release(open([first, second]), ['01234567', '89', 'ab']).text).toBe('01[redacted]9ab');
  });

  test('edits never overlap and no covered unit is released, whatever is found when', () => {
    const place = fc.record({
      start: fc.nat(30),
      length: fc.integer({ min: 1, max: 8 }),
      late: fc.nat(6),
      by: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), (places) => {
        const text = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN';
        const real = places.filter(({ start, length }) => start + length <= text.length);
        const detectors = [0, 1].map((by) =>
          fake(`d${by}`, (length, isEnd) => {
            const mine = real.filter((p) => p.by === by);
            const seenAt = (p: (typeof mine)[number]) => Math.min(text.length, p.start + p.length + p.late);
            const open = mine.filter((p) => seenAt(p) > length).map((p) => p.start);
            const now = mine.filter((p) => !isEnd && seenAt(p) === length);
            return {
              settled: Math.min(length, ...open),
              findings: now.map((p) => found(p.start, p.start + p.length)),
            };
          }),
        );
        const { text: out, edits } = release(open(detectors), [...text]);
        const covered = new Set(real.flatMap((p) => Array.from({ length: p.length }, (_, i) => p.start + i)));
        const bare = out.replace(/\[redacted(:[a-z0-9]+)?\]/g, '');
        expect(bare).toBe([...text].filter((_, i) => !covered.has(i)).join(''));
        edits.slice(1).forEach((edit, i) => {
          expect(edit.start).toBeGreaterThanOrEqual(edits[i]?.end ?? 0);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a stream that is stopped', () => {
  const blocker = fake('a', (length) => ({
    settled: length,
    findings: length === 4 ? [found(1, 3, 'critical')] : [],
  }));
  const blocking: Profile = {
    id: 'hard',
    title: 'Hard',
    rules: [{ minSeverity: 'critical', decision: 'block' }],
    unavailable: 'block',
  };

  test('settles nothing more, and stays stopped to its end', () => {
    const stream = createGuard({ detectors: [blocker], profiles: [blocking] }).openStream('hard', part);
    expect(stream.push('01')).toMatchObject({ settled: 2, verdict: { decision: 'allow' } });
    const stop = stream.push('23');
    expect(stop).toMatchObject({ settled: 2, verdict: { decision: 'block' } });
    expect(stop.verdict.findings).toHaveLength(1);
    expect(stream.push('45')).toMatchObject({ settled: 2, verdict: { decision: 'block', findings: [] } });
    expect(stream.end()).toMatchObject({ settled: 2, verdict: { decision: 'block' } });
  });

  test.each<[string, Detector]>([
    [
      'throws while opening',
      {
        ...blocker,
        stream: () => {
          throw new Error('no');
        },
      },
    ],
    [
      'throws on a delta',
      fake('a', () => {
        throw new Error('no');
      }),
    ],
  ])('is what a detector that %s makes of it', (_what, detector) => {
    const stream = open([detector]);
    expect(stream.push('x')).toMatchObject({
      settled: 0,
      verdict: { decision: 'block', unavailable: ['a'] },
    });
    expect(stream.end()).toMatchObject({ settled: 0, verdict: { decision: 'block' } });
  });

  test('in a profile that only looks, the text goes on without the detector', () => {
    const stream = open(
      [
        fake('a', () => {
          throw new Error('no');
        }),
      ],
      'observe',
    );
    expect(stream.push('xy')).toMatchObject({
      settled: 2,
      verdict: { decision: 'flag', unavailable: ['a'] },
    });
  });
});

test('after its end a stream takes nothing', () => {
  const stream = open(shippedDetectors);
  stream.end();
  expect(() => stream.push('x')).toThrow(expect.objectContaining({ code: 'guard/stream-ended' }));
  expect(() => stream.end()).toThrow(expect.objectContaining({ code: 'guard/stream-ended' }));
});
