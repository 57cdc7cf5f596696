import { z } from 'zod';

const count = z.int().nonnegative();
const kind = z.enum(['public-key', 'passphrase', 'provider', 'unknown']);
const recipient = z
  .strictObject({
    kid: z.string().describe('By which it is removed or rotated.'),
    kind,
    alg: z.string(),
    label: z.string().exactOptional(),
    provider: z.strictObject({ name: z.string(), keyId: z.string(), keyVersion: z.string() }).exactOptional(),
    unusable: z.string().exactOptional().describe('Why nobody can open by it with this version.'),
  })
  .meta({ id: 'Recipient' });
const named = { id: z.string(), version: z.string() };

/** What `file seal --json` prints. */
export const sealed = z
  .strictObject({
    path: z.string().exactOptional().describe('Absent where it went to stdout.'),
    keys: z.string(),
    ...named,
    plainBytes: count,
    sealedBytes: count,
    resumedBytes: count,
    members: count.exactOptional().describe('Of a folder.'),
    recipients: z.array(recipient),
  })
  .meta({ id: 'Sealed' });

/** What `file open --json` prints. */
export const opened = z
  .strictObject({ path: z.string().exactOptional(), ...named, plainBytes: count, resumedBytes: count })
  .meta({ id: 'Opened' });

/** One line of `file open --list --json`. */
export const folderMember = z
  .looseObject({
    path: z.string(),
    type: z.enum(['file', 'directory', 'symlink']),
    size: count,
    mtimeMs: z.number(),
  })
  .meta({ id: 'FolderMember' });

/** What `file inspect --json` prints. */
export const inspected = z
  .strictObject({
    path: z.string(),
    keys: z.string(),
    ...named,
    recipients: z.array(recipient),
    sealedBytes: count,
    segmentBytes: count,
    plainBytes: count.describe('If it is whole.'),
    parts: count.exactOptional().describe('Of a folder.'),
    modifiedAt: z.iso.datetime(),
    leftovers: z.array(z.string()).describe('What interrupted runs left beside it.'),
  })
  .meta({ id: 'Inspected' });

/** What `file rekey --json` prints. */
export const rekeyed = z
  .strictObject({
    ...named,
    previousVersion: z.string(),
    recipients: z.array(recipient),
    dropped: z.array(recipient.extend({ reason: z.string() })),
    sealedBytes: count,
  })
  .meta({ id: 'Rekeyed' });

/** What `recipient new --json` prints. */
export const newPair = z
  .strictObject({ kid: z.string(), private: z.string(), public: z.string() })
  .meta({ id: 'NewPair' });

/** What `recipient add --json` and others that change recipients print. */
export const changedRecipients = z
  .strictObject({ ...named, recipients: z.array(recipient) })
  .meta({ id: 'ChangedRecipients' });

/** The same with --dry-run. */
export const wouldBeRecipients = z
  .strictObject({ dryRun: z.literal(true), recipients: z.array(recipient) })
  .meta({ id: 'WouldBeRecipients' });

/** One key of a provider. */
export const providerKey = z
  .strictObject({
    provider: z.string(),
    kind: z.string(),
    keyId: z.string(),
    use: z.enum(['wrap', 'sign']),
    rotateEveryDays: z.number().exactOptional(),
    nextRotation: z.iso.datetime().exactOptional(),
    versions: z
      .array(
        z.strictObject({
          keyVersion: z.string(),
          createdAt: z.iso.datetime(),
          state: z.string(),
          destroyedAt: z.iso.datetime().exactOptional(),
          fingerprint: z.string().exactOptional(),
        }),
      )
      .describe('The oldest first.'),
  })
  .meta({ id: 'ProviderKey' });

const milliseconds = z.number().describe('Milliseconds since 1970.');

/** What `kek destroy --json` prints, and writes with --out. */
export const destruction = z
  .strictObject({
    format: z.literal('ringwall/key-destruction/1'),
    dryRun: z.boolean(),
    ...{ provider: z.string(), kind: z.string(), keyId: z.string(), keyVersion: z.string() },
    fingerprint: z.string().nullable(),
    requestedAt: milliseconds,
    effectiveAt: milliseconds,
    documents: z.array(
      z.strictObject({
        ...{ name: z.string(), ...named, sha256: z.hex(), outcome: z.string() },
        before: z.string().nullable(),
        after: z.string().nullable(),
        readableThrough: z.array(z.strictObject({ kid: z.string(), kind })),
      }),
    ),
  })
  .meta({ id: 'KeyDestruction' });
