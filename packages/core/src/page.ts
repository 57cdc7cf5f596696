import { type ZodType, z } from 'zod';

const maxPage = 500;

/** What every list takes: how many at once, and where the page before ended. Spread it into the schema of a query. */
export const pageQuery = {
  /** At most so many. */
  limit: z.coerce.number().int().min(1).max(maxPage).default(100),
  /** `next` of the page before; without it the first page. */
  cursor: z.string().min(1).max(128).optional(),
};

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** `cursor` of the next page; absent on the last. */
  readonly next?: string;
}

/** The schema of a page of these. */
export function pageSchema<Item extends ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().exactOptional() });
}

/**
 * One page of a list that is in memory, in the order given. The cursor is the id of the last item of a page: a page
 * begins behind it, and is empty where that one is gone.
 */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  idOf: (item: Item) => string,
): Page<Item> {
  const last = cursor === undefined ? -1 : items.findIndex((item) => idOf(item) === cursor);
  if (cursor !== undefined && last === -1) return { items: [] };
  const some = items.slice(last + 1, last + 1 + limit);
  const end = some.at(-1);
  return last + 1 + limit < items.length && end !== undefined
    ? { items: some, next: idOf(end) }
    : { items: some };
}
