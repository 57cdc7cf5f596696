import { decodeEvent, decodeUtf8, eventSchema, pageSchema, type Shown } from '@ringwall/core';
import { z } from 'zod';
import type { Ledger } from '../ledger.ts';
import type { Entry } from '../wal/entry-reader.ts';

const count = z.int().nonnegative();

/** How far the log is, and by which key it is known. */
export const ledgerHead = z
  .object({
    origin: z.string(),
    size: count.describe('Durable entries.'),
    checkpointSize: count.describe('Entries the newest signed checkpoint covers.'),
    verifierKey: z
      .string()
      .describe("Public key of the log in C2SP's spelling, to be pinned by whoever verifies."),
  })
  .meta({ id: 'LedgerHead' });
export type LedgerHead = Shown<typeof ledgerHead>;

/** One entry of the log. */
export const ledgerEntry = z
  .object({
    index: count,
    leaf: z
      .string()
      .describe('The leaf as it was hashed: canonical JSON, to be taken byte for byte as UTF-8.'),
    event: eventSchema,
  })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = Shown<typeof ledgerEntry>;

/** Entries, newest first. */
export const ledgerPage = pageSchema(ledgerEntry)
  .extend({
    head: ledgerHead,
    searchedTo: count
      .exactOptional()
      .describe(
        'Where there is a next page: everything from this index on was looked at. A search for a text may have found less than asked for, or nothing, so far.',
      ),
  })
  .meta({ id: 'LedgerPage' });
export type LedgerPage = Shown<typeof ledgerPage>;

export function entryReply({ index, leaf }: Entry): LedgerEntry {
  return { index, leaf: decodeUtf8(leaf), event: decodeEvent(leaf) };
}

export function headReply(ledger: Ledger): LedgerHead {
  return {
    origin: ledger.origin,
    size: ledger.size,
    checkpointSize: ledger.latestCheckpoint().size,
    verifierKey: ledger.verifierKey,
  };
}
