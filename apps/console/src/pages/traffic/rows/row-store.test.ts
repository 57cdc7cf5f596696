import fc from 'fast-check';
import type { RequestRow } from 'ringwall';
import { describe, expect, test } from 'vitest';
import { matches, type RequestFilters } from '../../../api/request-filters.ts';
import { RowStore, type RowView } from './row-store.ts';

function row(intent: number, rest: Partial<RequestRow> = {}): RequestRow {
  return {
    ...{ request: `req_${intent}`, time: new Date(intent * 1_000).toISOString(), project: 'default' },
    ...{ key: 'key_1', keyName: 'app', who: 'key_1', route: 'chat', protocol: 'openai', provider: 'p' },
    ...{
      model: 'm',
      stream: false,
      state: 'completed',
      decision: 'allow',
      rules: [],
      intent,
      outcome: intent + 1,
    },
    ...rest,
  };
}

/** A server with rows that can grow, and a list of them. */
function opened(length: number, filters: RequestFilters = {}, isLive = true) {
  const rows = Array.from({ length }, (_, i) => row(i * 2));
  const asked: { skip: number; limit: number }[] = [];
  const timers: (() => void)[] = [];
  let view: RowView | undefined;
  const among = (size: number) =>
    rows.filter((each) => each.intent < size && matches(each, filters)).toReversed();
  const store = new RowStore({
    source: {
      count: async () => {
        const size = (rows.at(-1)?.intent ?? -1) + 1;
        return { count: among(size).length, size };
      },
      page: async ({ size, skip, limit }) => {
        asked.push({ skip, limit });
        return among(size).slice(skip, skip + limit);
      },
    },
    ...{ filters, isLive },
    setTimer: (run) => void timers.push(run),
    onView: (next) => {
      view = next;
    },
  });
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return {
    ...{ rows, asked, store, settle },
    get view() {
      if (view === undefined) throw new Error('Nothing is shown yet.');
      return view;
    },
    /** Something happens on the server, and the feed says so. */
    happen(...news: readonly RequestRow[]) {
      for (const each of news) {
        const at = rows.findIndex(({ request }) => request === each.request);
        if (at === -1) rows.push(each);
        else rows[at] = each;
      }
      store.take(news);
    },
    async passTime() {
      for (const run of timers.splice(0)) run();
      await settle();
    },
  };
}

describe('a list of very many rows', () => {
  test('knows its length at once, and reads what comes into sight and no more', async () => {
    const list = opened(100_000);
    list.store.see(0, 30);
    await list.store.refresh();
    expect(list.view.count).toBe(100_000);
    expect(list.view.at(0)?.intent).toBe(199_998);
    list.store.see(50_000, 50_030);
    await list.settle();
    expect(list.view.at(50_000)?.intent).toBe(199_998 - 100_000);
    expect(list.asked.length).toBeLessThanOrEqual(4);
  });

  test('keeps no more than some thousand rows, whatever is scrolled through', async () => {
    const list = opened(20_000);
    await list.store.refresh();
    for (let at = 0; at < 20_000; at += 90) {
      list.store.see(at, at + 30);
      await list.settle();
    }
    const kept = Array.from({ length: 20_000 }, (_, i) => list.view.at(i)).filter(
      (each) => each !== undefined,
    );
    expect(kept.length).toBeLessThanOrEqual(4_000);
    expect(list.view.at(19_990)).toBeDefined();
    list.store.see(0, 30);
    await list.settle();
    expect(list.view.at(0)?.intent).toBe(39_998);
  });

  test('has every row in its place, whatever comes, ends and is scrolled to', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('come' as const), count: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ kind: fc.constant('see' as const), at: fc.nat(2_000) }),
      fc.record({ kind: fc.constant('end' as const), at: fc.nat(2_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const list = opened(350);
        list.store.see(0, 30);
        await list.store.refresh();
        for (const each of steps) {
          if (each.kind === 'see') list.store.see(each.at, each.at + 30);
          else if (each.kind === 'come') {
            const from = list.rows.length;
            const { outcome: _, decision: __, ...open } = row(0);
            list.happen(
              ...Array.from({ length: each.count }, (_, i) => {
                const intent = (from + i) * 2;
                return { ...open, state: 'open' as const, intent, request: `req_${intent}` };
              }),
            );
          } else {
            const known = list.rows[each.at % list.rows.length];
            if (known) list.happen({ ...known, state: 'completed', outcome: known.intent + 1 });
          }
          await list.settle();
        }
        const expected = list.rows.toReversed();
        expect(list.view.count).toBe(expected.length);
        for (const [i, wanted] of expected.entries()) {
          const shown = list.view.at(i);
          if (shown !== undefined) expect(shown.request).toBe(wanted.request);
          if (shown !== undefined) expect(list.view.indexOf(shown.request)).toBe(i);
        }
        list.store.see(0, 30);
        await list.settle();
        const top = Array.from({ length: Math.min(30, expected.length) }, (_, i) => list.view.at(i));
        expect(top).toEqual(expected.slice(0, 30));
      }),
      { numRuns: 40 },
    );
  });

  test('whose rows come to match while they are open is counted anew, soon and not each time', async () => {
    const list = opened(10, { decision: 'block' });
    await list.store.refresh();
    expect(list.view.count).toBe(0);
    list.happen(row(4, { decision: 'block' }), row(6, { decision: 'block' }));
    expect(list.view.count).toBe(0);
    await list.passTime();
    expect(list.view.count).toBe(2);
    expect(list.view.at(0)?.intent).toBe(6);
    list.happen(row(20, { decision: 'block' }));
    expect(list.view.at(0)?.intent).toBe(20);
  });

  test('in another order tells how many are new and stays as it is', async () => {
    const list = opened(10, {}, false);
    await list.store.refresh();
    const { outcome: _, ...open } = row(20);
    list.happen({ ...open, state: 'open' });
    list.happen(row(20));
    expect(list.view).toMatchObject({ count: 10, news: 1 });
    await list.store.refresh();
    expect(list.view).toMatchObject({ count: 11, news: 0 });
  });

  test('of which rows are removed is counted anew instead of asked for again and again', async () => {
    const list = opened(500);
    list.store.see(0, 30);
    await list.store.refresh();
    list.rows.splice(0, 200);
    list.store.see(470, 500);
    await list.settle();
    const before = list.asked.length;
    await list.settle();
    expect(list.asked.length).toBe(before);
    await list.passTime();
    expect(list.view.count).toBe(300);
  });
});
