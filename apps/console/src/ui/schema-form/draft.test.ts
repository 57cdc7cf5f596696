import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { zonedTimes } from '../../preferences/zoned-time.ts';
import { draftOf, readDraft } from './draft.ts';
import { field, fieldsOf } from './field-spec.ts';

const times = zonedTimes('Europe/Berlin');
const schema = z.object({
  name: field(z.string().check(z.minLength(1), z.maxLength(8)), { label: 'Name' }),
  role: field(z.enum(['engineer', 'auditor']), { label: 'Role' }),
  amount: field(z.exactOptional(z.number().check(z.minimum(1))), { label: 'Amount' }),
  routes: field(z.exactOptional(z.array(z.string())), { label: 'Routes' }),
  ends: field(z.exactOptional(z.iso.datetime()), { label: 'Ends' }),
  lasts: field(z.exactOptional(z.number()), { label: 'Lasts', kind: 'duration' }),
  budget: field(z.exactOptional(z.number()), { label: 'Budget', kind: 'money' }),
  secret: field(z.exactOptional(z.string().check(z.minLength(3))), { label: 'Secret', kind: 'secret' }),
  admin: field(z.boolean(), { label: 'Administrator' }),
  id: z.exactOptional(z.string()),
});
const read = (draft: Record<string, string | boolean>) =>
  readDraft(schema, { name: 'ada', role: 'engineer', ...draft }, times);

describe('a form made from a schema', () => {
  test('asks for every value of which something is said, in the way of its type', () => {
    expect(fieldsOf(schema).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['name', 'text', true],
      ['role', 'choice', true],
      ['amount', 'number', false],
      ['routes', 'list', false],
      ['ends', 'time', false],
      ['lasts', 'duration', false],
      ['budget', 'money', false],
      ['secret', 'secret', false],
      ['admin', 'check', true],
    ]);
    expect(fieldsOf(schema)[1]?.choices?.map(({ value }) => value)).toEqual(['engineer', 'auditor']);
  });

  test('reads what is typed into what the schema names, and leaves out what is empty', () => {
    expect(read({})).toEqual({ ok: true, value: { name: 'ada', role: 'engineer', admin: false } });
    expect(
      read({
        ...{ name: ' ada ', amount: '1,200', routes: 'a, b a', ends: '2026-01-31T23:59', lasts: '15 min' },
        ...{ budget: '$0.25', secret: ' x y ', admin: true },
      }),
    ).toEqual({
      ok: true,
      value: {
        ...{ name: 'ada', role: 'engineer', amount: 1200, routes: ['a', 'b'], lasts: 900_000 },
        ...{ ends: '2026-01-31T22:59:00.000Z', budget: 250_000_000, secret: ' x y ', admin: true },
      },
    });
  });

  test('says of each value what is wrong with it', () => {
    const reading = read({
      ...{ name: '', role: 'king', amount: '0', lasts: '15', budget: 'much', ends: 'soon', secret: 'ab' },
    });
    expect(reading).toEqual({
      ok: false,
      problems: {
        name: 'Fill this in.',
        role: 'Choose one of what there is.',
        amount: 'At least 1.',
        lasts: 'Write a number and a unit: s, min, h or d. For example 15 min.',
        budget: 'Write an amount in US dollars, such as 50 or 0.25.',
        ends: 'Choose a day and a time.',
        secret: 'At least 3 characters.',
      },
    });
    expect(read({ name: 'ada lovelace', amount: 'ten' })).toMatchObject({
      problems: { name: 'At most 8 characters.', amount: 'Write a number, such as 600.' },
    });
  });

  test('opens with what is there already, which reads as the same again', () => {
    const value = {
      ...{ name: 'ada', role: 'auditor', amount: 7, routes: ['a', 'b'], ends: '2026-01-31T22:59:00.000Z' },
      ...{ lasts: 5_400_000, budget: 1_250_000_000, admin: true },
    } as const;
    const draft = draftOf(schema, value, times);
    expect(draft).toMatchObject({ ends: '2026-01-31T23:59', lasts: '90 min', budget: '1.25' });
    expect(readDraft(schema, draft, times)).toEqual({ ok: true, value });
  });
});
