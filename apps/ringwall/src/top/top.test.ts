import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coloursOf } from '../cli/colours.ts';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { frame, plainFrame } from './frame.ts';
import { keysIn } from './keys.ts';
import { rowCount } from './panel-table.ts';
import { type TopSnapshot, topSnapshot } from './snapshot.ts';
import { summarize } from './summary.ts';
import { maxRows, type TopRow, TrafficWindow } from './traffic-window.ts';
import { firstView, panels, viewAfter } from './view.ts';

const plain = coloursOf(fakeTerminal({ person: false }).terminal, 'stdout');
const bright = coloursOf(fakeTerminal({ person: true }).terminal, 'stdout');
const nowMs = Date.parse('2026-03-04T05:06:07.000Z');
const windowMs = 300_000;

function row(id: number, rest: Partial<TopRow> = {}): TopRow {
  return {
    request: `req_${id}`,
    time: new Date(nowMs - 1_000).toISOString(),
    ...{ key: 'key_1', keyName: 'support bot', route: 'chat', model: 'gpt-5' },
    ...{ state: 'completed', decision: 'allow', rules: [] },
    ...rest,
  };
}

function snapshotOf(rows: readonly TopRow[], rest: Partial<TopSnapshot> = {}): TopSnapshot {
  return topSnapshot.parse({
    ...{ at: new Date(nowMs).toISOString(), windowMs, partial: false },
    ...summarize(rows, nowMs, windowMs),
    limits: [],
    server: { version: '0.1.0', startedAt: 'now', gateway: 'http://a', console: 'http://b' },
    ledger: { origin: 'log', size: 10, signed: 9, state: 'open' },
    ...{ witnesses: [], alarms: [] },
    ...rest,
  });
}

describe('what is counted', () => {
  test('every request once, whatever becomes of it, until it leaves the window', () => {
    const window = new TrafficWindow(windowMs);
    window.add(row(1, { state: 'open' }));
    window.add(row(1));
    window.add(row(2, { time: new Date(nowMs - windowMs - 1).toISOString() }));
    expect(window.rows(nowMs).rows.map(({ request, state }) => [request, state])).toEqual([
      ['req_1', 'completed'],
    ]);
    expect(window.rows(nowMs + windowMs).rows).toEqual([]);
  });

  test('no more than are kept, and it says that there were more', () => {
    const window = new TrafficWindow(windowMs);
    for (let id = 0; id <= maxRows; id++) window.add(row(id));
    const { rows, partial } = window.rows(nowMs);
    expect([rows.length, rows[0]?.request, partial]).toEqual([maxRows, 'req_1', true]);
  });

  test('verdicts, latency, tokens, money and who asked', () => {
    const summary = summarize(
      [
        row(1, { totalMs: 100, inputTokens: 5, outputTokens: 7, nanoDollars: 3 }),
        row(2, { totalMs: 300, decision: 'block', state: 'blocked', rules: ['a/b'], key: 'key_2' }),
        row(3, { state: 'upstream-error' }),
        row(4, { state: 'open', time: new Date(nowMs - 60_000).toISOString() }),
      ],
      nowMs,
      windowMs,
    );
    expect(summary).toMatchObject({
      ...{ requests: 4, perSecond: 0.3, failed: 1, running: 1 },
      verdicts: { allow: 3, flag: 0, redact: 0, block: 1 },
      latencyMs: { p50: 300, p95: 300 },
      ...{ inputTokens: 5, outputTokens: 7, nanoDollars: 3 },
      rules: [{ rule: 'a/b', requests: 1 }],
    });
    expect(summary.keys.map(({ id, requests, blocked }) => [id, requests, blocked])).toEqual([
      ['key_1', 3, 0],
      ['key_2', 1, 1],
    ]);
    expect(summary.trend.at(-1)).toBe(3);
  });

  test('all requests are in the trend, and in one verdict at most', () => {
    const anyRow = fc.record({
      agoMs: fc.integer({ min: -5_000, max: windowMs - 1 }),
      decision: fc.constantFrom('allow' as const, 'flag' as const, 'redact' as const, 'block' as const),
      key: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(anyRow), (given) => {
        const rows = given.map(({ agoMs, ...rest }, i) =>
          row(i, { ...rest, time: new Date(nowMs - agoMs).toISOString() }),
        );
        const { trend, verdicts, keys } = summarize(rows, nowMs, windowMs);
        const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
        expect(total(trend)).toBe(rows.length);
        expect(total(Object.values(verdicts))).toBe(rows.length);
        expect(total(keys.map(({ requests }) => requests))).toBe(rows.length);
      }),
    );
  });
});

describe('the picture', () => {
  const busy = snapshotOf([row(1, { nanoDollars: 12_345_678_901 }), row(2, { decision: 'block' })], {
    limits: [{ id: 'lim_1', of: 'key:key_1', metric: 'requests', amount: 10, used: 9, share: 0.9 }],
    witnesses: [{ name: 'witness.example', state: 'failing', witnessedSize: 4 }],
    alarms: [{ title: 'A witness does not answer', advice: 'Look at it.' }],
  });

  test('says how things stand', () => {
    expect(
      frame({ snapshot: busy, view: firstView }, { columns: 100, rows: 16 }, plain),
    ).toMatchInlineSnapshot(`
      [
        "Ringwall 0.1.0   0.2 requests/s  ···················█  2 in 5 min",
        "2026-03-04 05:06:07 UTC  live",
        "",
        "Verdicts  1 allowed  0 flagged  0 redacted  1 blocked  0 failed  0 running",
        "Latency   no request has ended",
        "Use       0 tokens in, 0 out, $12.35",
        "Limits    key:key_1 requests at 90 %",
        "Ledger    10 entries, 9 signed, open; witness.example has seen 4 and FAILS",
        "ALARM     A witness does not answer. Look at it.",
        "",
        "[Keys]  Routes   Models   Findings   Limits ",
        "  KEY                 REQUESTS  BLOCKED  TOKENS    COST",
        "› support bot  key_1         2        1       0  $12.35",
        "",
        "",
        "←→ table  ↑↓ row  p pause  q quit   ringwall key revoke key_1",
      ]
    `);
  });

  test('fits every screen, with and without colours', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const input = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
      panel: fc.constantFrom(...panels),
      row: fc.integer({ min: 0, max: 50 }),
      names: fc.array(text, { maxLength: 40 }),
      colours: fc.constantFrom(plain, bright),
    });
    fc.assert(
      fc.property(input, ({ columns, rows, panel, row: chosen, names, colours }) => {
        const requests = names.map((name, i) =>
          row(i, { key: name, keyName: name, route: name, rules: [name] }),
        );
        const snapshot = snapshotOf(requests, { alarms: names.map((title) => ({ title, advice: title })) });
        const view = { panel, row: chosen, paused: false };
        const lines = frame({ snapshot, view }, { columns, rows }, colours);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) {
          const bare = line.replaceAll(/\u001b\[\d+m/g, '');
          expect([...bare].length).toBeLessThanOrEqual(columns);
          expect(bare).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  test('keeps the chosen row in sight', () => {
    const many = snapshotOf(Array.from({ length: 50 }, (_, i) => row(i, { route: `route-${i}` })));
    for (const chosen of [0, 10, 49]) {
      const view = { panel: 'routes', row: chosen, paused: false } as const;
      const lines = frame({ snapshot: many, view }, { columns: 80, rows: 20 }, plain);
      expect(lines.find((line) => line.startsWith('›'))).toContain(many.routes[chosen]?.name);
    }
  });

  test('without a terminal has every table', () => {
    const text = plainFrame(busy, plain).join('\n');
    for (const part of ['KEY', 'ROUTE', 'MODEL', 'LIMIT', 'ALARM']) expect(text).toContain(part);
    expect(text).not.toContain('quit');
  });
});

describe('keys', () => {
  test('are read one by one, and unknown ones passed over', () => {
    expect(keysIn('\u001b[A\u001bOBx\u001b[15~q\u0003')).toEqual(['up', 'down', 'quit', 'interrupt']);
  });

  test('choose a table and a row within it, pause, and end', () => {
    const snapshot = snapshotOf([row(1), row(2, { key: 'key_2' })]);
    const press = (keys: string) =>
      keysIn(keys).reduce<typeof firstView | undefined>(
        (view, key) => view && viewAfter(view, key, rowCount(snapshot, view)),
        firstView,
      );
    expect(press('jjjj')).toMatchObject({ panel: 'keys', row: 1 });
    expect(press('jl')).toMatchObject({ panel: 'routes', row: 0 });
    expect(press('h')).toMatchObject({ panel: 'limits', row: 0 });
    expect(press('p')).toMatchObject({ paused: true });
    expect(press('q')).toBeUndefined();
  });
});
