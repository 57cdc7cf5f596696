import { type ZodType, z } from 'zod';

const maxPage = 500;

/** What every list takes: how many at once, and where the page before ended. Spread it into the schema of a query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(maxPage).default(100).describe('At most so many.'),
  cursor: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('`next` of the page before; without it the first page.'),
};

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** `cursor` of the next page; absent on the last. */
  readonly next?: string;
}

/** The schema of a page of these. */
export function pageSchema<Item extends ZodType>(item: Item) {
  const next = z.string().describe('`cursor` of the next page; absent on the last.');
  return z.object({ items: z.array(item), next: next.exactOptional() });
}

/**
 * One page of a list that is in memory, in the order of the keys, which no two items share and none changes. The cursor
 * is the key of the last item of a page. Whoever reads page by page sees what stays there exactly once, whatever comes
 * and goes meanwhile.
 */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  keyOf: (item: Item) => string,
  { newestFirst = false }: { readonly newestFirst?: boolean } = {},
): Page<Item> {
  const isBefore = (a: string, b: string) => (newestFirst ? a > b : a < b);
  const some = items
    .map((item) => ({ key: keyOf(item), item }))
    .filter(({ key }) => cursor === undefined || isBefore(cursor, key))
    .sort((a, b) => (isBefore(a.key, b.key) ? -1 : 1));
  const last = some.length > limit ? some[limit - 1] : undefined;
  const page = some.slice(0, limit).map(({ item }) => item);
  return last === undefined ? { items: page } : { items: page, next: last.key };
}
