import { z } from 'zod';
import type { EntrySearch } from './search-entries.ts';

// Queries are parsed twice, by the server and by whoever handles them: what is parsed already stays as it is.
const count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number),
]);
const word = z.string().min(1).max(512).optional();
const type = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z.-]+$/, 'lower-case words and dots');
const time = z.iso.datetime({ offset: true }).optional();

/** The query of `GET /api/ledger/entries`; `type` may be given several times. */
export const searchQuery = z.strictObject({
  before: count.optional(),
  limit: count.refine((limit) => limit >= 1 && limit <= 200, 'from 1 to 200').default(50),
  type: z.union([type.transform((one) => [one]), z.array(type).min(1).max(32)]).optional(),
  project: word,
  actor: word,
  /** RFC 3339; the first instant that counts. */
  from: time,
  /** RFC 3339; the first instant that does not count any more. */
  to: time,
  /** In the canonical JSON of the event, so a quotation mark is searched as `\\"`. */
  text: word,
});

/** What a parsed query looks for. */
export function entrySearch(query: z.output<typeof searchQuery>): EntrySearch {
  const { type: types, from, to, ...rest } = query;
  return {
    ...rest,
    types,
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}
