import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTickets } from './tickets.ts';

function open() {
  const clock = { time: 1_000_000, now: () => clock.time };
  const schema = z.strictObject({ user: z.string() });
  const tickets = createTickets('kind', { schema, lifeMs: 60_000, clock });
  return { clock, schema, tickets };
}

test('a ticket gives back what it was made of until its time is over, and can be used up once', () => {
  const { clock, tickets } = open();
  const text = tickets.issue({ user: 'usr_1' });
  expect(text).not.toContain('usr_1');
  const opened = tickets.open(text);
  expect(opened?.content).toEqual({ user: 'usr_1' });
  clock.time += 59_999;
  expect(tickets.open(text)).toEqual(opened);
  expect(tickets.spend(opened?.id ?? '')).toBe(true);
  expect(tickets.spend(opened?.id ?? '')).toBe(false);
  expect(tickets.open(text)).toBeUndefined();
  const other = tickets.issue({ user: 'usr_1' });
  clock.time += 60_000;
  expect(tickets.open(other)).toBeUndefined();
});

test('one that was changed, or is of another kind, process or shape, is none', () => {
  const { clock, schema, tickets } = open();
  const text = tickets.issue({ user: 'usr_1' });
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09-_'), (at, char) => {
      const bent = text.slice(0, at) + char + text.slice(at + 1);
      // The last character has bits that no byte is made of.
      if (Buffer.from(bent, 'base64url').equals(Buffer.from(text, 'base64url'))) return;
      expect(tickets.open(bent)).toBeUndefined();
    }),
  );
  const others = createTickets('kind', { schema, lifeMs: 60_000, clock });
  const strict = createTickets('kind', {
    schema: z.strictObject({ name: z.string() }),
    lifeMs: 60_000,
    clock,
  });
  expect(others.open(text)).toBeUndefined();
  expect(strict.open(strict.issue({ name: 'x' }))).toBeDefined();
  for (const wrong of ['', 'x', '{}', 'A'.repeat(100_000), tickets.issue({ user: 'x'.repeat(4000) })]) {
    expect(tickets.open(wrong)).toBeUndefined();
  }
});
