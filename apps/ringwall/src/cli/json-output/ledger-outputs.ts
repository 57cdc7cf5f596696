import { z } from 'zod';

const count = z.int().nonnegative();
const fault = z.strictObject({ place: z.string(), index: count, reason: z.string() });

/** What `ledger verify --json` prints. */
export const logReport = z
  .strictObject({
    ok: z.boolean().describe('Nothing was found wrong; what could not be looked at is in notChecked.'),
    origin: z.string(),
    entries: count,
    checkpoint: z.strictObject({ size: count, root: z.hex() }).exactOptional(),
    proven: count.describe('Entries that are what a trusted key has signed.'),
    unproven: count,
    prunedBelow: count,
    faults: z.array(fault),
    stale: z.array(fault).describe('Files that differ and that nothing relies on.'),
    keySource: z.enum(['given', 'directory']),
    trustedKeys: z.array(z.string()),
    witnessed: z.array(z.strictObject({ by: z.string(), size: count, at: z.string().exactOptional() })),
    restored: z
      .strictObject({
        ...{ index: count, key: z.string(), reason: z.string() },
        witnessedSize: count.exactOptional(),
      })
      .exactOptional(),
    notChecked: z.array(z.string()),
  })
  .meta({ id: 'LogReport' });

/** One line of `ledger tail --json`. */
export const tailedEntry = z
  .strictObject({
    index: count,
    event: z.looseObject({
      v: z.literal(1),
      uid: z.string(),
      type: z.string(),
      time: z.iso.datetime(),
      project: z.string(),
      actor: z.looseObject({ kind: z.string(), id: z.string() }),
      data: z.looseObject({}),
    }),
  })
  .meta({ id: 'TailedEntry' });

/** What `ledger prove --json` prints. */
export const provenEntry = z
  .strictObject({
    index: count,
    size: count.describe('Entries of the log that the proof is about.'),
    leafHash: z.hex(),
    hashes: z.array(z.hex()),
    checkpoint: z.string(),
    verifierKey: z.string(),
    leaf: z.string().describe('The entry itself, byte for byte.'),
    verified: z.boolean(),
  })
  .meta({ id: 'ProvenEntry' });

/** What `ledger export --json` prints beside the file that it writes. */
export const writtenSlice = z
  .strictObject({
    file: z.string(),
    from: count,
    to: count.describe('Not included.'),
    filter: z.record(z.string(), z.unknown()),
    entries: count,
    statement: count.describe('Index of the entry that says that it was made.'),
    size: count,
    verifierKey: z.string(),
  })
  .meta({ id: 'WrittenSlice' });

/** What `ledger witness --json` prints once it listens. */
export const startedWitness = z
  .strictObject({
    name: z.string(),
    url: z.url(),
    verifierKeys: z.array(z.string()),
    logs: z.array(z.strictObject({ origin: z.string(), size: count.exactOptional() })),
  })
  .meta({ id: 'StartedWitness' });

/** What `ledger reindex --json` prints. */
export const reindexed = z
  .strictObject({ entries: count, from: count, seconds: z.number() })
  .meta({ id: 'Reindexed' });
