import {
  type Asked,
  decodeEvent,
  type Module,
  type Resource,
  route,
  type Shown,
  wholeNumber,
} from '@ringwall/core';
import { z } from 'zod';
import { bodyMigrations } from './bodies/tables.ts';
import { LedgerError, ledgerErrors } from './errors.ts';
import { holdMigrations } from './holds/tables.ts';
import { type KeyRotation, keyRotated } from './keyring/key-rotation.ts';
import type { Ledger } from './ledger.ts';
import type { Projection } from './projection/projection.ts';
import { projectionMigrations } from './projection/tables.ts';
import { retentionMigrations } from './retention/tables.ts';
import { entryFeed, feedStart } from './search/entry-feed.ts';
import { entryReply, headReply, ledgerEntry, ledgerPage } from './search/entry-reply.ts';
import { searchEntries } from './search/search-entries.ts';
import { entrySearch, feedQuery, searchQuery } from './search/search-query.ts';
import { subjectMigrations } from './subjects/tables.ts';
import { tileRoutes } from './tiles/tile-routes.ts';

interface Services {
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly keyRotation: KeyRotation;
}

const proofQuery = z.strictObject({
  size: wholeNumber
    .optional()
    .describe('In the checkpoint signed over so many entries; in the newest where absent.'),
});
const consistencyQuery = z.strictObject({ from: wholeNumber, to: wholeNumber.optional() });
const count = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const note = z.string().describe('A signed note (C2SP tlog-checkpoint).');

const proofReply = z
  .object({
    index: count,
    size: count.describe('Entries of the tree that it is in.'),
    leafHash: hash,
    hashes: z.array(hash),
    checkpoint: note,
    verifierKey: z.string(),
  })
  .meta({ id: 'LedgerProof' });
export type ProofReply = Shown<typeof proofReply>;

const consistencyReply = z
  .object({ from: count, to: count, hashes: z.array(hash), checkpoint: note })
  .meta({ id: 'LedgerConsistency' });
export type ConsistencyReply = Shown<typeof consistencyReply>;

/** The ledger as the console and the command line read it. */
export const ledgerModule: Module<Services> = {
  name: 'ledger',
  migrations: [
    ...projectionMigrations,
    ...bodyMigrations,
    ...subjectMigrations,
    ...holdMigrations,
    ...retentionMigrations,
  ],
  errors: ledgerErrors,
  routes({ ledger, projection, keyRotation }) {
    const entryOf = async ({ params }: Asked): Promise<Resource | undefined> => {
      const index = indexIn(params.index);
      if (index === undefined || index < ledger.minimumIndex || index >= ledger.size) return undefined;
      const { project } = decodeEvent((await ledger.read(index)).leaf);
      return { kind: 'ledger', id: String(index), project };
    };
    return [
      ...tileRoutes(ledger),
      route({
        ...{ method: 'GET', path: '/api/ledger/entries', operation: 'listLedgerEntries' },
        summary: 'Lists entries of the ledger, newest first.',
        action: 'ledger.read',
        listed: true,
        query: searchQuery,
        reply: ledgerPage,
        async handle({ query, projects, signal }) {
          const search = { ...entrySearch(query), ...(projects !== 'all' && { projects }) };
          const { entries, next } = await searchEntries({ ledger, projection }, search, { signal });
          return {
            items: entries.map(entryReply),
            ...(next !== undefined && { next: String(next), searchedTo: next }),
            head: headReply(ledger),
          };
        },
      }),
      route({
        ...{ method: 'GET', path: '/api/ledger/events', operation: 'followLedger' },
        summary:
          'Entries as they are recorded, as server-sent events: those from `from` on, then those to come. An `entry` has its index as id, to be sent back as Last-Event-ID; below the index that a `position` names nothing else passes.',
        action: 'ledger.read',
        listed: true,
        query: feedQuery,
        reply: { events: { entry: ledgerEntry, position: count } },
        handle({ query, projects, headers, signal }) {
          const { type: types, project, actor } = query;
          const from = feedStart(query, headers['last-event-id'], ledger.size);
          const filter = { types, project, actor, ...(projects !== 'all' && { projects }) };
          return { kind: 'event-stream', events: entryFeed(ledger, { from, filter, signal }) } as const;
        },
      }),
      route({
        ...{ method: 'GET', path: '/api/ledger/entries/:index', operation: 'getLedgerEntry' },
        summary: 'One entry of the ledger.',
        action: 'ledger.read',
        resource: entryOf,
        reply: ledgerEntry,
        handle: async ({ params }) => entryReply(await ledger.read(indexParam(params.index))),
      }),
      route({
        ...{ method: 'GET', path: '/api/ledger/proof/:index', operation: 'proveLedgerEntry' },
        summary: 'The proof that an entry is in the tree a checkpoint was signed over.',
        action: 'ledger.read',
        resource: entryOf,
        query: proofQuery,
        reply: proofReply,
        async handle({ params, query }) {
          const proof = await ledger.prove(indexParam(params.index), query.size);
          return {
            index: proof.index,
            size: proof.size,
            leafHash: hex(proof.leafHash),
            hashes: proof.hashes.map(hex),
            checkpoint: proof.checkpoint,
            verifierKey: proof.verifierKey,
          };
        },
      }),
      route({
        ...{ method: 'GET', path: '/api/ledger/consistency', operation: 'proveLedgerConsistency' },
        summary: 'The proof that the tree of one checkpoint extends that of an earlier size.',
        action: 'ledger.read',
        // Of the tree, which is one for all projects and tells nothing of what is in it.
        listed: true,
        query: consistencyQuery,
        reply: consistencyReply,
        async handle({ query: { from, to } }) {
          const checkpoint = to === undefined ? await ledger.checkpoint() : await ledger.checkpointAt(to);
          const hashes = await ledger.proveConsistency(from, checkpoint.size);
          return { from, to: checkpoint.size, hashes: hashes.map(hex), checkpoint: checkpoint.note };
        },
      }),
      route({
        ...{ method: 'GET', path: '/api/ledger/checkpoint', operation: 'getLedgerCheckpoint' },
        summary: 'The latest signed checkpoint, as a note.',
        action: 'ledger.read',
        listed: true,
        reply: { contentType: 'text/plain' },
        handle: async () => {
          const { note: content } = await ledger.checkpoint();
          return { kind: 'raw', contentType: 'text/plain; charset=utf-8', content } as const;
        },
      }),
      route({
        ...{ method: 'POST', path: '/api/kek/rotate', operation: 'rotateEncryptionKey' },
        summary: 'Replaces the key that wraps the body keys, and destroys the old one.',
        action: 'kek.rotate',
        reply: keyRotated,
        handle: ({ principal: { kind, id } }) => keyRotation.rotate({ kind, id }),
      }),
    ];
  },
};

function indexIn(text: string | undefined): number | undefined {
  const parsed = wholeNumber.safeParse(text);
  return parsed.success ? parsed.data : undefined;
}

function indexParam(text: string | undefined): number {
  const parsed = indexIn(text);
  if (parsed !== undefined) return parsed;
  throw new LedgerError('ledger/not-found', 'An index is a decimal number.');
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
