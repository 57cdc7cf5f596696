import { z } from 'zod';

const notice = z.looseObject({
  id: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  advice: z.string(),
});

/** What the command line reads out of the server's answers; more members are let through. */
export const statusReply = z.looseObject({
  version: z.string(),
  startedAt: z.string(),
  gateway: z.looseObject({ url: z.string() }),
  ledger: z.looseObject({
    origin: z.string(),
    size: z.number(),
    checkpointSize: z.number(),
    verifierKey: z.string(),
    state: z.string(),
    disk: z
      .looseObject({
        freeBytes: z.number().optional(),
        minFreeBytes: z.number(),
        reserveBytes: z.number(),
        reserve: z.string(),
      })
      .optional(),
  }),
  keys: z.looseObject({
    sealedBy: z.string().optional(),
    encryptionKeyVersion: z.number(),
    replacedLedgerKey: z.looseObject({ verifierKey: z.string(), until: z.string() }).optional(),
  }),
  witnessing: z.looseObject({
    witnesses: z.array(
      z.looseObject({
        name: z.string(),
        state: z.string(),
        witnessedSize: z.number(),
        witnessedAt: z.string().optional(),
        failing: z.looseObject({ since: z.string(), reason: z.string() }).optional(),
      }),
    ),
    witnessedSize: z.number(),
    unwitnessedSince: z.string().optional(),
  }),
  projection: z.looseObject({
    state: z.string(),
    lag: z.looseObject({ entries: z.number(), ms: z.number() }),
  }),
  routes: z.array(
    z.looseObject({
      name: z.string(),
      protocol: z.string(),
      provider: z.string(),
      models: z.array(z.string()),
    }),
  ),
  alarms: z.array(notice),
  risks: z.array(notice),
  demo: z.boolean(),
  demoData: z.looseObject({ seed: z.number(), hours: z.number() }).optional(),
  console: z.looseObject({ url: z.string() }),
});

export const keySummary = z.looseObject({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  prefix: z.string(),
  owner: z.string().optional(),
  routes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  overlapUntil: z.string().optional(),
  lastUsedAt: z.string().optional(),
});

export const keyRotated = z.looseObject({
  version: z.number(),
  destroyed: z.array(z.number()),
  bodyKeys: z.number(),
});
export const ledgerKeyRotated = z.looseObject({ from: z.string(), to: z.string(), overlapUntil: z.string() });
export const ledgerKeyRetired = z.looseObject({ retired: z.string().optional() });
export const backupReply = z.looseObject({
  state: z.enum(['running', 'done', 'failed']),
  doneBytes: z.number(),
  reason: z.string().optional(),
});
export const keyCreated = z.looseObject({ key: keySummary, secret: z.string() });
export const loginLink = z.looseObject({ token: z.string(), expiresAt: z.string() });

export const proofReply = z.looseObject({
  index: z.number(),
  size: z.number(),
  leafHash: z.string(),
  hashes: z.array(z.string()),
  checkpoint: z.string(),
  verifierKey: z.string(),
});

/** Of what it answers, the newest cosigned checkpoint. */
export const witnessReply = z.looseObject({ checkpoint: z.string().optional() });

export const ledgerEntry = z.looseObject({ index: z.number(), leaf: z.string() });
