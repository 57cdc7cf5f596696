import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 40 });
const itself = (id: string) => id;

/** Every page there is; `between` may change the list before each further one. */
function allPages(
  first: readonly string[],
  {
    limit,
    newestFirst,
    between = (list) => list,
  }: {
    readonly limit: number;
    readonly newestFirst: boolean;
    readonly between?: (list: readonly string[]) => readonly string[];
  },
): readonly (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  let list = first;
  let cursor: string | undefined;
  do {
    const page = pageOf(list, { limit, cursor }, itself, { newestFirst });
    pages.push(page.items);
    cursor = page.next;
    list = between(list);
  } while (cursor !== undefined);
  return pages;
}

test('whoever reads page by page sees everything exactly once and in order', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 12 }), fc.boolean(), (list, limit, newestFirst) => {
      const pages = allPages(list, { limit, newestFirst });
      const sorted = [...list].sort((a, b) => (a < b ? -1 : 1));
      expect(pages.flat()).toEqual(newestFirst ? sorted.reverse() : sorted);
      expect(pages.every(({ length }) => length <= limit)).toBe(true);
      expect(pages.length).toBe(Math.max(1, Math.ceil(list.length / limit)));
    }),
  );
});

test('what comes and goes between two pages neither hides nor repeats what stays', () => {
  fc.assert(
    fc.property(
      ids,
      ids,
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (stay, others, limit, newestFirst) => {
        const passing = others.filter((id) => !stay.includes(id));
        const begin = [...stay, ...passing.slice(0, passing.length / 2)];
        let turn = 0;
        const between = () => [...stay, ...passing.filter((_, index) => (index + turn++) % 2 === 0)];
        const seen = allPages(begin, { limit, newestFirst, between }).flat();
        expect(seen.filter((id) => stay.includes(id)).sort()).toEqual([...stay].sort());
        expect(new Set(seen).size).toBe(seen.length);
      },
    ),
  );
});

test.each([
  { limit: '0' },
  { limit: '501' },
  { limit: '1.5' },
  { limit: '' },
  { limit: 'all' },
  { limit: ['1', '2'] },
  { cursor: '' },
  { cursor: 'x'.repeat(129) },
  { cursor: ['a', 'b'] },
])('a page of %j is refused', (query) => {
  expect(z.strictObject(pageQuery).safeParse(query).success).toBe(false);
  expect(z.strictObject(pageQuery).parse({})).toEqual({ limit: 100 });
});
