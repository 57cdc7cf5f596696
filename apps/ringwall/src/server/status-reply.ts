import type { Shown } from '@ringwall/core';
import { ledgerHead, witnessingState } from '@ringwall/ledger';
import { z } from 'zod';

const count = z.int().nonnegative();

const notice = z
  .object({
    id: z.string().describe('Stays the same while it lasts: `disk-low`, `gap:<route>`, `routes-available`.'),
    title: z.string(),
    detail: z.string().exactOptional(),
    advice: z.string(),
    since: z.string().exactOptional(),
  })
  .meta({ id: 'Notice' });

const disk = z
  .object({
    low: z.boolean().describe('New requests are not recorded, and refused on strict routes.'),
    lowSince: z.number().exactOptional().describe('Milliseconds since the epoch.'),
    freeBytes: count
      .exactOptional()
      .describe('At the last look; absent where the file system does not tell.'),
    minFreeBytes: count,
    reserveBytes: count,
    reserve: z.enum(['off', 'missing', 'held', 'given-up']),
  })
  .meta({ id: 'DiskState' });

const gap = z
  .object({
    route: z.string(),
    since: z.string(),
    cause: z.string().describe('Code of the error that began it.'),
    requests: count.describe('Answered while a record of theirs was not durable.'),
    waiting: count.describe('Of these a record waits in memory.'),
    lost: count.describe('Of these a record is missing for good.'),
    bodiesNotKept: count,
  })
  .meta({ id: 'GapSummary' });
export type GapSummary = Shown<typeof gap>;

const routeOfGateway = z
  .object({
    name: z.string(),
    protocol: z.enum(['openai', 'anthropic']),
    provider: z.string(),
    models: z.array(z.string()),
    profile: z.string(),
    strict: z.boolean(),
    keepBodies: z.boolean(),
    demo: z.boolean(),
  })
  .meta({ id: 'ConfiguredRoute' });
export type RouteSummary = Shown<typeof routeOfGateway>;

const at = z.object({ url: z.string() });
const ledgerState = z.enum(['open', 'failed', 'closed']);

/** What `GET /api/status` answers. */
export const statusReply = z
  .object({
    version: z.string(),
    startedAt: z.string(),
    gateway: at,
    console: at,
    ledger: ledgerHead.extend({
      state: ledgerState,
      setAsideBytes: count.describe('Bytes of an unacknowledged last batch that the start set aside.'),
      disk: disk.exactOptional().describe('The disk under the ledger.'),
    }),
    keys: z.object({
      sealedBy: z
        .string()
        .exactOptional()
        .describe('What seals the key files, in words; absent where nothing does.'),
      encryptionKeyVersion: count.describe('The version of the key-encryption key that wraps the body keys.'),
      replacedLedgerKey: z
        .object({ verifierKey: z.string(), until: z.string() })
        .exactOptional()
        .describe('The key of the log that a newer one replaces, while both sign.'),
    }),
    witnessing: witnessingState.describe('How far witnesses have cosigned the ledger.'),
    projection: z
      .object({
        position: count,
        state: z.enum(['following', 'stopped', 'closed']),
        lag: z
          .object({ entries: count, ms: z.number() })
          .describe('Entries that are not in them yet, and for how long the oldest of these is recorded.'),
      })
      .describe('How far the tables behind the console have followed the ledger.'),
    routes: z.array(routeOfGateway),
    gaps: z.array(gap).describe('Routes that answer requests which are not on record now.'),
    alarms: z.array(notice).describe('What is wrong now.'),
    risks: z.array(notice).describe('What was configured, or left out, and weakens what is promised.'),
    demo: z.boolean().describe('True while the built-in demo assistant answers.'),
    demoData: z
      .object({ seed: z.int(), hours: z.number() })
      .exactOptional()
      .describe('Present where the log holds a day of made-up traffic, and no record of real use.'),
  })
  .meta({ id: 'Status' });
export type StatusReply = Shown<typeof statusReply>;

/** What `GET /readyz` answers. */
export const readiness = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    ledger: ledgerState,
    disk: z.enum(['ok', 'low', 'hangs']),
    backlog: z.enum(['ok', 'too-long']).describe('Of what follows the log.'),
  })
  .meta({ id: 'Readiness' });
