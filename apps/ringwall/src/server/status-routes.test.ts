import { expect, test } from 'vitest';
import { readinessOf } from './status-routes.ts';

const ledger = { state: 'open', space: undefined, unansweredMs: 0, overload: undefined } as const;
const low = { low: true, minFreeBytes: 1, reserveBytes: 0, reserve: 'off' } as const;

test('a server is ready for as long as the next request can be recorded, and says what keeps it from that', () => {
  const ok = { status: 'ready', ledger: 'open', disk: 'ok', backlog: 'ok' };
  const not = { ...ok, status: 'not-ready' };
  expect(readinessOf(ledger, 1000)).toEqual(ok);
  expect(readinessOf({ ...ledger, unansweredMs: 1000 }, 1000)).toEqual(ok);
  expect(readinessOf({ ...ledger, unansweredMs: 1001 }, 1000)).toEqual({ ...not, disk: 'hangs' });
  expect(readinessOf({ ...ledger, state: 'failed' }, 1000)).toEqual({ ...not, ledger: 'failed' });
  expect(readinessOf({ ...ledger, space: low }, 1000)).toEqual({ ...not, disk: 'low' });
  const behind = { ...ledger, overload: 'The tables of events are 200001 entries behind.' };
  expect(readinessOf(behind, 1000)).toEqual({ ...not, backlog: 'too-long' });
});
