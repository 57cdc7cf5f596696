import { expect, test } from 'vitest';
import { daySpan } from './day-span.ts';
import { planDay } from './plan-day.ts';
import type { Planned, PlannedRequest } from './planned.ts';

const endMs = Date.UTC(2026, 10, 23, 17);
const hourOf = (timeMs: number) => new Date(timeMs).getUTCHours();
const span = daySpan({ endMs, hours: 24, hourOf });
const requests = (plan: readonly Planned[]): readonly PlannedRequest[] =>
  plan.filter((one) => one.kind === 'request');

test('the same seed gives the same day, another seed another', () => {
  expect(planDay(span, 1)).toEqual(planDay(span, 1));
  expect(planDay(span, 2)).not.toEqual(planDay(span, 1));
});

test('a day lies within its span, earliest first, and is as busy as a working day', () => {
  const plan = planDay(span, 7);
  const times = plan.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(times.at(-1)).toBeLessThan(span.spanMs);
  const office = requests(plan).filter(({ caller }) => caller === 'handbook');
  const hour = ({ atMs }: PlannedRequest) => span.hourAt(atMs);
  const byDay = office.filter((one) => hour(one) >= 9 && hour(one) < 18);
  expect(byDay.length).toBeGreaterThan(office.length * 0.7);
});

test('a day has every application, and requests whole and streamed, refused, broken off and left alone', () => {
  const sent = requests(planDay(span, 7));
  expect([...new Set(sent.map(({ caller }) => caller))].toSorted()).toEqual([
    'advisor',
    'code',
    'handbook',
    'invoices',
    'reviews',
    'stranger',
    'support',
    'trainee',
  ]);
  expect(new Set(sent.map(({ stream }) => stream))).toEqual(new Set([true, false]));
  const endings = sent.map(({ answer }) => (answer.kind === 'said' ? answer.ending : answer.kind));
  expect(new Set(endings)).toEqual(new Set([undefined, 'refused', 'breaks-off', 'hangs']));
});

test.each([1, 6, 24, 168])('in %i hours every campaign runs to its end', (hours) => {
  const plan = planDay(daySpan({ endMs, hours, hourOf }), 7);
  expect(requests(plan).some(({ fromElsewhere }) => fromElsewhere)).toBe(true);
  expect(plan.flatMap((one) => (one.kind === 'act' ? [one.act] : []))).toEqual([
    'replace-leaked-key',
    'contain-advisor',
    'release-advisor',
  ]);
});
