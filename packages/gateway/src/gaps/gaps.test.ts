import { type BodyRef, CoreError, newEvent } from '@ringwall/core';
import { LedgerError } from '@ringwall/ledger';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AvailableRecord } from './available-record.ts';
import { Gaps, type RecordBody } from './gaps.ts';
import { type Mode, ShakyLedger } from './testing/shaky-ledger.ts';

const ref: BodyRef = { bytes: 1, commitment: 'c', bodyKey: 'k' };
const kept: RecordBody = () => ({ ref, stored: Promise.resolve() });
const route = { name: 'r', project: 'default', keepBodies: false };
const clock = { now: () => Date.UTC(2026, 0, 1) };

function gapsOver(ledger: ShakyLedger, maxRecords = 10_000): Gaps {
  return new Gaps({ ledger, clock, deadlineMs: 1, maxRecords });
}

const common = { time: clock.now(), project: 'default', actor: { kind: 'key', id: 'k' } } as const;

function intent(record: AvailableRecord, request: string, body = kept): Promise<void> {
  const data = { request, route: 'r', provider: 'p', model: 'm', upstreamModel: 'm', profile: 'x' };
  return record.intent(
    (given) =>
      newEvent('llm.intent', {
        ...common,
        data: { ...data, protocol: 'openai', stream: false, strict: false, body: given },
      }),
    body,
  );
}

function outcome(record: AvailableRecord, request: string, body?: RecordBody): Promise<void> {
  const ms = { total: 0, guard: 0, ledger: 0 };
  return record.outcome(
    (index, given) =>
      newEvent('llm.outcome', {
        ...common,
        data: { request, status: 'completed', intent: index, ms, ...(given && { body: given }) },
      }),
    body,
  );
}

async function serve(gaps: Gaps, request: string, body = kept): Promise<void> {
  const record = gaps.begin(route);
  await intent(record, request, body);
  await outcome(record, request, body);
}

/** Until nothing is left to do. */
async function healed(gaps: Gaps, ledger: ShakyLedger): Promise<void> {
  ledger.turn('works');
  for (let i = 0; gaps.open.length > 0 && i < 100; i++) {
    await gaps.tend();
    await new Promise(setImmediate);
  }
  expect(gaps.open).toEqual([]);
}

describe('records of a route that goes on', () => {
  test('are waited for while the ledger works, and leave no gap', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    await serve(gaps, 'req_1');
    expect(ledger.entries.map(({ type }) => type)).toEqual(['llm.intent', 'llm.outcome']);
    expect(gaps.open).toEqual([]);
  });

  test('are not offered to a ledger that hangs: nothing piles up there', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    ledger.turn('hangs');
    await serve(gaps, 'req_1');
    expect(ledger.appends).toBe(1);
    for (let i = 0; i < 50; i++) await serve(gaps, `req_more_${i}`);
    await gaps.tend();
    expect(ledger.appends).toBe(1);
    expect(gaps.open).toMatchObject([{ requests: 51, waiting: 51, cause: 'ledger/deadline' }]);
    await healed(gaps, ledger);
    expect(ledger.of('ledger.gap')).toMatchObject([{ data: { requests: 51, late: 51, lost: 0 } }]);
    expect(ledger.of('llm.outcome')).toHaveLength(51);
  });

  test('that the schema refuses are an error, not a gap', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    await expect(intent(gaps.begin(route), 'x'.repeat(600))).rejects.toBeInstanceOf(CoreError);
    ledger.turn('fails');
    await serve(gaps, 'req_1');
    await expect(intent(gaps.begin(route), 'x'.repeat(600))).rejects.toBeInstanceOf(CoreError);
    await healed(gaps, ledger);
    expect(ledger.of('llm.intent')).toHaveLength(1);
    expect(gaps.backlog.isIdle).toBe(true);
  });

  test('end with the ledger: a server that stops takes nothing on', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    ledger.append = () => Promise.reject(new LedgerError('ledger/closed', 'closed'));
    await expect(intent(gaps.begin(route), 'req_1')).rejects.toMatchObject({ code: 'ledger/closed' });
    expect(gaps.open).toEqual([]);
  });

  test('a gap whose own record the ledger refuses stays open until it is taken', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    ledger.turn('fails');
    await serve(gaps, 'req_1');
    ledger.turn('works');
    const append = ledger.append;
    ledger.append = (event) =>
      event.type === 'ledger.gap'
        ? Promise.reject(new LedgerError('ledger/write-failed', 'again'))
        : append(event);
    await gaps.tend();
    expect(gaps.open).toMatchObject([{ requests: 1, waiting: 0, lost: 0 }]);
    ledger.append = append;
    await healed(gaps, ledger);
    expect(ledger.of('ledger.gap')).toHaveLength(1);
  });

  test('an outcome whose intent found no room in memory does not wait for it for ever', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger, 1);
    ledger.turn('hangs');
    const record = gaps.begin(route);
    await intent(record, 'req_1');
    await outcome(record, 'req_1');
    // The intent that hung is refused when the only place is taken.
    ledger.turn('fails');
    await new Promise(setImmediate);
    await healed(gaps, ledger);
    expect(gaps.backlog.isIdle).toBe(true);
    expect(ledger.entries).toMatchObject([{ type: 'ledger.gap', data: { requests: 1, late: 0, lost: 1 } }]);
  });

  test('on a disk that is nearly full what ends is recorded, behind what begins and is not', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    const before = gaps.begin(route);
    await intent(before, 'req_1');
    ledger.turn('fails');
    await intent(gaps.begin(route), 'req_2');
    await outcome(before, 'req_1');
    ledger.turn('low');
    await gaps.tend();
    expect(ledger.of('llm.outcome')).toHaveLength(1);
    expect(gaps.open).toMatchObject([{ requests: 2, waiting: 1 }]);
    await healed(gaps, ledger);
  });

  test('each route has a gap of its own', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    ledger.turn('fails');
    await serve(gaps, 'req_1');
    const other = gaps.begin({ ...route, name: 'other' });
    await intent(other, 'req_2');
    expect(gaps.open.map((gap) => gap.route)).toEqual(['r', 'other']);
    await healed(gaps, ledger);
    await outcome(other, 'req_2');
    expect(ledger.of('ledger.gap').map(({ data }) => data.route)).toEqual(['r', 'other']);
  });
});

describe('bodies', () => {
  const keeping = { ...route, keepBodies: true };
  const body = (stored: Promise<void>, asked: boolean[] = []): RecordBody => {
    stored.catch(() => undefined);
    return ({ keep }) => {
      asked.push(keep);
      return { ref, stored };
    };
  };

  test('that fail are a gap, though the records are there; the next are spared the wait', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    const record = gaps.begin(keeping);
    const asked: boolean[] = [];
    await intent(record, 'req_1', body(Promise.reject(new Error('disk')), asked));
    expect(gaps.open).toMatchObject([{ requests: 1, waiting: 0, lost: 0, bodiesNotKept: 1 }]);
    await outcome(record, 'req_1', body(Promise.resolve(), asked));
    expect(asked).toEqual([true, false]);
    expect(gaps.open).toMatchObject([{ bodiesNotKept: 2 }]);
    expect(ledger.entries.map(({ type }) => type)).toEqual(['llm.intent', 'llm.outcome']);
  });

  test('that hang are counted when it is known what became of them', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    const slow = Promise.withResolvers<void>();
    await intent(gaps.begin(keeping), 'req_1', body(slow.promise));
    expect(gaps.open).toMatchObject([{ bodiesNotKept: 1 }]);
    slow.resolve();
    await healed(gaps, ledger);
    expect(ledger.of('ledger.gap')).toMatchObject([{ data: { requests: 1, bodiesNotKept: 0, late: 1 } }]);
  });

  test('are not kept while the ledger does not work: they would wait in memory too', async () => {
    const ledger = new ShakyLedger();
    const gaps = gapsOver(ledger);
    ledger.turn('fails');
    const asked: boolean[] = [];
    const record = gaps.begin(keeping);
    await intent(record, 'req_1', body(Promise.resolve(), asked));
    await outcome(record, 'req_1', body(Promise.resolve(), asked));
    expect(asked).toEqual([true, false]);
  });
});

describe('whatever the disk does', () => {
  const modes = fc.constantFrom<Mode>('works', 'fails', 'hangs', 'low');
  /** Requests begin, end, and the disk changes, in any order. */
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('begin' as const) }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat(20) }),
      fc.record({ kind: fc.constant('disk' as const), mode: modes }),
      fc.record({ kind: fc.constant('tend' as const) }),
    ),
    { maxLength: 40 },
  );

  test('every request is on record whole, or counted as lost; never both, and memory stays bounded', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 12 }), async (list, maxRecords) => {
        const ledger = new ShakyLedger();
        const gaps = gapsOver(ledger, maxRecords);
        const open: { record: AvailableRecord; request: string }[] = [];
        let served = 0;
        const end = async (index: number) => {
          const [ended] = open.splice(index % open.length, 1);
          if (ended) await outcome(ended.record, ended.request);
        };
        for (const step of list) {
          if (step.kind === 'disk') ledger.turn(step.mode);
          else if (step.kind === 'tend') await Promise.race([gaps.tend(), new Promise(setImmediate)]);
          else if (step.kind === 'end') await (open.length > 0 && end(step.which));
          else {
            const request = `req_${served++}`;
            const record = gaps.begin(route);
            await intent(record, request);
            open.push({ record, request });
          }
          expect(gaps.backlog.size).toBeLessThanOrEqual(maxRecords);
        }
        while (open.length > 0) await end(0);
        await healed(gaps, ledger);
        const intents = ledger.of('llm.intent');
        const outcomes = ledger.of('llm.outcome');
        // Each at most once, and each outcome names the index of its own intent.
        expect(new Set(intents.map(({ data }) => data.request)).size).toBe(intents.length);
        expect(new Set(outcomes.map(({ data }) => data.request)).size).toBe(outcomes.length);
        for (const { data } of outcomes) {
          expect(ledger.entries[data.intent]).toMatchObject({
            type: 'llm.intent',
            data: { request: data.request },
          });
        }
        const told = ledger.of('ledger.gap').map(({ data }) => data);
        const lost = told.reduce((sum, data) => sum + data.lost, 0);
        expect(lost).toBe(served - outcomes.length);
        for (const data of told) expect(data.late + data.lost).toBe(data.requests);
        expect(gaps.backlog.isIdle).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
