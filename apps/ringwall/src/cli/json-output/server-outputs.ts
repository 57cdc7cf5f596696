import { z } from 'zod';
import { backupHeader } from '../../backup/header.ts';

const count = z.int().nonnegative();

/** What `start --json` prints once it listens. */
export const started = z
  .strictObject({
    version: z.string(),
    gateway: z.url(),
    console: z.url(),
    log: z.url().exactOptional().describe('Where the log is published, where it is.'),
    demo: z.boolean().describe('No upstream is configured: the demo assistant answers.'),
    login: z.url().exactOptional().describe('Signs in once; with --print-key.'),
    apiKey: z.string().exactOptional().describe('A new key; with --print-key.'),
  })
  .meta({ id: 'Started' });
export type Started = z.infer<typeof started>;

/** What `healthcheck --json` prints where all is well; where not, nothing. */
export const healthy = z.strictObject({ status: z.literal('ready') }).meta({ id: 'Healthy' });

/** What `login --json` and `user invite --json` print. */
export const link = z
  .strictObject({ url: z.url().describe('Works once.'), expiresAt: z.iso.datetime() })
  .meta({ id: 'Link' });

/** What `backup --json` and `restore --json` print. */
export const backupReport = z
  .strictObject({
    ok: z.boolean(),
    header: backupHeader,
    faults: z.array(z.string()).describe('What is wrong with its files.'),
    log: z.strictObject({
      ok: z.boolean(),
      entries: count,
      proven: count,
      faults: z.array(z.strictObject({ place: z.string(), index: count, reason: z.string() })),
      notChecked: z.array(z.string()),
    }),
  })
  .meta({ id: 'BackupReport' });

/** What `ca issue --json` prints; the key itself is in its file alone. */
export const certificateFiles = z
  .strictObject({
    certificate: z.looseObject({ id: z.string(), names: z.array(z.string()), notAfter: z.iso.datetime() }),
    files: z.strictObject({ certificate: z.string(), key: z.string().exactOptional() }),
  })
  .meta({ id: 'CertificateFiles' });

/** What `token list --json` prints. */
export const tokens = z
  .strictObject({
    issuers: z.array(z.looseObject({ issuer: z.string(), audiences: z.array(z.string()), keys: count })),
    revoked: z.array(z.looseObject({ target: z.string(), revokedAt: z.iso.datetime() })),
  })
  .meta({ id: 'Tokens' });
