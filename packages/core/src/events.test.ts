import { describe, expect, test } from 'vitest';
import { eventData } from './event-data.ts';
import { decodeEvent, encodeEvent, newEvent, recordEvent } from './events.ts';

const fields = {
  time: 1_700_000_000_000,
  project: 'default',
  actor: { kind: 'shell', id: 'local' },
} as const;
const revoked = newEvent('key.revoked', { ...fields, data: { key: 'key_1' }, uid: 'evt_1' });

describe('events', () => {
  test('are recorded in their canonical form and read back the same', () => {
    const leaf = encodeEvent(revoked);
    expect(Buffer.from(leaf).toString()).toBe(
      '{"actor":{"id":"local","kind":"shell"},"data":{"key":"key_1"},"project":"default","time":"2023-11-14T22:13:20.000Z","type":"key.revoked","uid":"evt_1","v":1}',
    );
    expect(decodeEvent(leaf)).toEqual(revoked);
  });

  test('stay as they were recorded, whatever becomes of what was given', () => {
    const given = newEvent('key.created', { ...fields, data: { key: 'key_1', name: 'n', routes: ['a'] } });
    const { leaf, event } = recordEvent(given);
    given.data.routes.push('b');
    given.actor = { kind: 'server', id: 'other' };
    expect(event).toEqual(decodeEvent(leaf));
    expect(event).toMatchObject({ actor: fields.actor, data: { routes: ['a'] } });
  });

  test('with a member that is there and undefined are recorded without it', () => {
    const data = { key: 'key_1', name: 'n', routes: [] };
    const { leaf, event } = recordEvent(newEvent('key.created', { ...fields, data, uid: 'evt_1' }));
    const undefinedToo = newEvent('key.created', {
      ...fields,
      data: Object.assign({ expiresAt: undefined }, data),
      uid: 'evt_1',
    });
    expect(recordEvent(undefinedToo)).toEqual({ leaf, event });
    expect('expiresAt' in recordEvent(undefinedToo).event.data).toBe(false);
  });

  test('get a uid of their own when none is given', () => {
    const a = newEvent('key.revoked', { ...fields, data: { key: 'key_1' } });
    const b = newEvent('key.revoked', { ...fields, data: { key: 'key_1' } });
    expect(a.uid).not.toBe(b.uid);
  });

  test('with a member that their schema does not name are not recorded', () => {
    const smuggled = { ...revoked, data: { ...revoked.data, text: 'the matched text' } };
    expect(() => encodeEvent(smuggled)).toThrow(expect.objectContaining({ code: 'core/event-invalid' }));
  });

  test('too large for a leaf are not recorded', () => {
    const span = { pointer: '/x'.repeat(500), start: 0, end: 1 };
    const finding = {
      detector: 'd',
      rule: 'r',
      threat: 'prompt-injection',
      severity: 'high',
      confidence: 1,
      reason: 'x',
      spans: Array.from({ length: 64 }, () => span),
    } as const;
    const event = newEvent('llm.outcome', {
      ...fields,
      data: {
        request: 'req_1',
        status: 'blocked',
        intent: 0,
        prompt: {
          decision: 'block',
          reason: 'x',
          findings: Array.from({ length: 64 }, () => finding),
          unavailable: [],
          timings: [],
        },
        ms: { total: 1, guard: 1, ledger: 1 },
      },
    });
    expect(() => encodeEvent(event)).toThrow(/do not fit a leaf/);
  });

  test('of every type in the table can be encoded', () => {
    // The union that encodes and the table that documents are written in two places.
    for (const type of Object.keys(eventData)) {
      const forged = JSON.parse(JSON.stringify({ ...revoked, type, data: {} }));
      expect(() => encodeEvent(forged)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('type:') }),
      );
    }
  });
});
