import type { RequestRow } from 'ringwall';
import { describe, expect, test } from 'vitest';
import { appendOlder, matches, maxRows, mergeLive, newer } from './request-rows.ts';

function row(intent: number, rest: Partial<RequestRow> = {}): RequestRow {
  return {
    request: `req_${intent}`,
    time: new Date(1_700_000_000_000 + intent * 1_000).toISOString(),
    project: 'default',
    key: 'key_1',
    keyName: 'app',
    who: 'key_1',
    route: 'demo',
    protocol: 'openai',
    provider: 'demo',
    model: 'demo-1',
    stream: false,
    state: 'open',
    rules: [],
    intent,
    ...rest,
  };
}

const closed = { state: 'completed', decision: 'allow', outcome: 99 } as const;

describe('the rows of Traffic', () => {
  test('a new request goes on top, a closing one changes its row where it stands', () => {
    const window = { rows: [row(5), row(3)] };
    const merged = mergeLive(window, [row(7), row(3, closed)], {});
    expect(merged.rows.map((r) => [r.intent, r.state])).toEqual([
      [7, 'open'],
      [5, 'open'],
      [3, 'completed'],
    ]);
  });

  test('an opening that arrives late does not reopen a closed request', () => {
    expect(newer(row(3, closed), row(3)).state).toBe('completed');
    expect(mergeLive({ rows: [row(3, closed)] }, [row(3)], {}).rows[0]?.state).toBe('completed');
  });

  test('a row appears once it matches the filters and leaves once it does not', () => {
    const blocked = { ...closed, state: 'blocked', decision: 'block' } as const;
    const appeared = mergeLive({ rows: [] }, [row(3), row(4, blocked)], { decision: 'block' });
    expect(appeared.rows.map((r) => r.intent)).toEqual([4]);
    expect(mergeLive({ rows: [row(3)] }, [row(3, closed)], { state: 'open' }).rows).toEqual([]);
  });

  test('what is older than the loaded pages does not tear a hole into the list', () => {
    const merged = mergeLive({ rows: [row(9)], next: 9 }, [row(2, closed)], {});
    expect(merged.rows.map((r) => r.intent)).toEqual([9]);
  });

  test('keeps a bounded number of rows and can load the rest again', () => {
    const rows = Array.from({ length: maxRows }, (_, i) => row(maxRows - i));
    const merged = mergeLive({ rows }, [row(maxRows + 1)], {});
    expect(merged.rows.length).toBe(maxRows);
    expect(merged.rows[0]?.intent).toBe(maxRows + 1);
    expect(merged.next).toBe(2);
  });

  test('an older page follows without repeating rows, and the last one ends the list', () => {
    const window = appendOlder({ rows: [row(9), row(8)], next: 8 }, { rows: [row(8), row(7)] });
    expect(window.rows.map((r) => r.intent)).toEqual([9, 8, 7]);
    expect(window).not.toHaveProperty('next');
  });

  test('filters mean the same here as on the server', () => {
    const it = row(1, { ...closed, rules: ['secrets/aws-key'], key: 'key_2', protocol: 'anthropic' });
    expect(matches(it, {})).toBe(true);
    expect(matches(it, { decision: 'allow', state: 'completed', route: 'demo', key: 'key_2' })).toBe(true);
    expect(matches(it, { rule: 'secrets/aws-key', protocol: 'anthropic' })).toBe(true);
    for (const miss of [
      { decision: 'block' },
      { state: 'open' },
      { route: 'other' },
      { key: 'key_1' },
      { protocol: 'openai' },
      { rule: 'secrets' },
      { from: new Date(Date.parse(it.time) + 1).toISOString() },
      { to: it.time },
    ]) {
      expect(matches(it, miss)).toBe(false);
    }
    expect(matches(it, { from: it.time })).toBe(true);
  });
});
