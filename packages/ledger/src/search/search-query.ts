import { pageQuery, wholeNumber } from '@ringwall/core';
import { z } from 'zod';
import type { EntrySearch } from './search-entries.ts';

const word = z.string().min(1).max(512).optional();
const type = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z.-]+$/, 'lower-case words and dots');
const time = z.iso.datetime({ offset: true }).optional();
const filters = {
  type: z
    .preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(type).min(1).max(32))
    .optional()
    .describe('Any of these types; `llm.` stands for all that begin so.'),
  project: word,
  actor: word.describe('Id of who did it.'),
};

/** The query of `GET /api/ledger/entries`; all that is given must hold. */
export const searchQuery = z.strictObject({
  ...pageQuery,
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .optional()
    .describe(pageQuery.cursor.description ?? ''),
  ...filters,
  from: time.describe('RFC 3339; the first instant that counts.'),
  to: time.describe('RFC 3339; the first instant that does not count any more.'),
  text: word.describe(
    'Found letter by letter in the canonical JSON of the event, where a quotation mark is `\\"`.',
  ),
});

/** The query of `GET /api/ledger/events`; all that is given must hold. */
export const feedQuery = z.strictObject({
  ...filters,
  from: wholeNumber
    .optional()
    .describe(
      'Only entries from this index on; the next that is recorded where absent. `Last-Event-ID` goes before it.',
    ),
});

/** What a parsed query looks for. */
export function entrySearch(query: z.output<typeof searchQuery>): EntrySearch {
  const { type: types, from, to, cursor, ...rest } = query;
  return {
    ...rest,
    types,
    before: cursor === undefined ? undefined : Number(cursor),
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}
