import { newEvent } from '@ringwall/core';
import { expect, test } from 'vitest';
import { eventLine } from './event-line.ts';

const fields = { time: Date.UTC(2026, 0, 2, 3, 4, 5, 6), project: 'default', uid: 'evt_1' };

test('an event is one line: words and numbers first, then what lies deeper', () => {
  const actor = { kind: 'shell', id: 'local' } as const;
  const data = { key: 'key_1', name: 'of the "team"', routes: ['a', 'b'], expiresAt: '2027-01-01' };
  expect(eventLine(42, newEvent('key.created', { ...fields, actor, data }))).toBe(
    '     42  2026-01-02T03:04:05.006Z  key.created       default  shell local  key=key_1 name="of the \\"team\\"" routes=a,b expiresAt=2027-01-01',
  );
  const ended = {
    ...{ request: 'req_1', status: 'completed' as const, intent: 41 },
    ms: { total: 1.5, guard: 0, ledger: 0 },
    usage: { inputTokens: 7, outputTokens: 8 },
    body: { bytes: 9, commitment: 'c', bodyKey: 'k', blob: 'b' },
  };
  expect(eventLine(43, newEvent('llm.outcome', { ...fields, actor, data: ended }))).toContain(
    'request=req_1 status=completed intent=41 ms.total=1.5 ms.guard=0 ms.ledger=0 usage.inputTokens=7 usage.outputTokens=8 body.bytes=9',
  );
});

test('what others wrote neither acts on a terminal nor makes the line longer than it may be', () => {
  const actor = { kind: 'key', id: 'key_\u001b[2J\n' } as const;
  const data = { key: 'k', name: `\u202e${'x'.repeat(400)}`, routes: [] };
  const line = eventLine(1, newEvent('key.created', { ...fields, actor, data }));
  expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(line.length).toBeLessThan(300);
});
