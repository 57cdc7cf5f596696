import { type Asked, decodeEvent, decodeUtf8, type Module, type Resource, type Route } from '@ringwall/core';
import { z } from 'zod';
import { bodyMigrations } from './bodies/tables.ts';
import { LedgerError, ledgerErrors } from './errors.ts';
import { holdMigrations } from './holds/tables.ts';
import type { KeyRotation } from './keyring/key-rotation.ts';
import type { Ledger } from './ledger.ts';
import type { Projection } from './projection/projection.ts';
import { projectionMigrations } from './projection/tables.ts';
import { retentionMigrations } from './retention/tables.ts';
import { entryFeed, feedQuery, feedStart } from './search/entry-feed.ts';
import { searchEntries } from './search/search-entries.ts';
import { entrySearch, searchQuery } from './search/search-query.ts';
import { subjectMigrations } from './subjects/tables.ts';
import { tileRoutes } from './tiles/tile-routes.ts';
import type { Entry } from './wal/entry-reader.ts';

interface Services {
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly keyRotation: KeyRotation;
}

// Queries are parsed twice, by the server and by whoever handles them: what is a number already stays one.
const index = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number),
]);
const proofQuery = z.strictObject({ size: index.optional() });
const consistencyQuery = z.strictObject({ from: index, to: index.optional() });

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
      {
        method: 'GET',
        path: '/api/ledger/entries',
        summary: 'Entries of the ledger, newest first',
        action: 'ledger.read',
        listed: true,
        query: searchQuery,
        async handle({ query, projects, signal }) {
          const search = {
            ...entrySearch(searchQuery.parse(query)),
            ...(projects !== 'all' && { projects }),
          };
          const { entries, next } = await searchEntries({ ledger, projection }, search, { signal });
          return { head: head(ledger), entries: entries.map(reply), ...(next !== undefined && { next }) };
        },
      },
      {
        method: 'GET',
        path: '/api/ledger/events',
        summary: 'Entries as they are recorded, as server-sent events',
        action: 'ledger.read',
        listed: true,
        query: feedQuery,
        handle({ query, projects, headers, signal }) {
          const parsed = feedQuery.parse(query);
          const { type: types, project, actor } = parsed;
          const from = feedStart(parsed, headers['last-event-id'], ledger.size);
          const filter = { types, project, actor, ...(projects !== 'all' && { projects }) };
          return { kind: 'event-stream', events: entryFeed(ledger, { from, filter, signal }) };
        },
      },
      {
        method: 'GET',
        path: '/api/ledger/entries/:index',
        summary: 'One entry of the ledger',
        action: 'ledger.read',
        resource: entryOf,
        handle: async ({ params }) => reply(await ledger.read(indexParam(params.index))),
      },
      {
        method: 'GET',
        path: '/api/ledger/proof/:index',
        summary: 'Proof that an entry is in the tree a checkpoint was signed over',
        action: 'ledger.read',
        resource: entryOf,
        query: proofQuery,
        async handle({ params, query }) {
          const proof = await ledger.prove(indexParam(params.index), proofQuery.parse(query).size);
          return {
            index: proof.index,
            size: proof.size,
            leafHash: hex(proof.leafHash),
            hashes: proof.hashes.map(hex),
            checkpoint: proof.checkpoint,
            verifierKey: proof.verifierKey,
          };
        },
      },
      {
        method: 'GET',
        path: '/api/ledger/consistency',
        summary: 'Proof that the tree of one checkpoint extends that of an earlier size',
        action: 'ledger.read',
        // Of the tree, which is one for all projects and tells nothing of what is in it.
        listed: true,
        query: consistencyQuery,
        async handle({ query }) {
          const { from, to } = consistencyQuery.parse(query);
          const checkpoint = to === undefined ? await ledger.checkpoint() : await ledger.checkpointAt(to);
          const hashes = await ledger.proveConsistency(from, checkpoint.size);
          return { from, to: checkpoint.size, hashes: hashes.map(hex), checkpoint: checkpoint.note };
        },
      },
      {
        method: 'GET',
        path: '/api/ledger/checkpoint',
        summary: 'The latest signed checkpoint, as a note',
        action: 'ledger.read',
        listed: true,
        handle: async () => ({
          kind: 'raw',
          contentType: 'text/plain; charset=utf-8',
          content: (await ledger.checkpoint()).note,
        }),
      },
      {
        method: 'POST',
        path: '/api/kek/rotate',
        summary: 'Replaces the key that wraps the body keys, and destroys the old one',
        action: 'kek.rotate',
        handle: ({ principal: { kind, id } }) => keyRotation.rotate({ kind, id }),
      },
    ] satisfies readonly Route[];
  },
};

function head(ledger: Ledger) {
  return {
    origin: ledger.origin,
    size: ledger.size,
    checkpointSize: ledger.latestCheckpoint().size,
    verifierKey: ledger.verifierKey,
  };
}

function reply(entry: Entry) {
  return { index: entry.index, leaf: decodeUtf8(entry.leaf), event: decodeEvent(entry.leaf) };
}

function indexIn(text: string | undefined): number | undefined {
  const parsed = index.safeParse(text);
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
