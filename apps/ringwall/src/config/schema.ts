import { defaultProfile, shippedProfiles } from '@ringwall/guard';
import { z } from 'zod';
import { approvalsSchema } from './approvals.ts';
import { baseUrl } from './base-url.ts';
import { diskSchema } from './disk.ts';
import { keyProvidersSchema } from './key-providers.ts';
import { keysSchema } from './keys.ts';
import { configName as name } from './name.ts';
import { outboundSchema } from './outbound.ts';
import { pricesSchema } from './prices.ts';
import { publishSchema } from './publish.ts';
import { retentionSchema } from './retention.ts';
import { signInSchema } from './sign-in.ts';
import { listenerTlsSchema, tlsSchema } from './tls.ts';
import { tokensSchema } from './tokens.ts';
import { witnessSchema } from './witnesses.ts';

const port = z.int().min(0).max(65_535);
const listener = (defaultPort: number) =>
  z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(defaultPort),
      ...listenerTlsSchema,
    })
    .prefault({});

const provider = z.strictObject({
  protocol: z.enum(['openai', 'anthropic']),
  baseUrl: baseUrl.optional(),
  /** Name of the environment variable that holds the credential. */
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable')
    .optional(),
  /** Path of a file that holds the credential and nothing else. */
  apiKeyFile: z.string().min(1).optional(),
  /** Path of certificates (PEM) that are trusted for it beside those of the system. */
  caFile: z.string().min(1).optional(),
});

const route = z.strictObject({
  name,
  provider: name,
  project: name.default('default'),
  models: z
    .array(z.string().regex(/^[^*\s]{0,255}\*?$/, 'must be a model name, or a prefix ending in *'))
    .min(1)
    .default(['*']),
  upstreamModel: z.string().min(1).max(256).optional(),
  profile: z.enum(shippedProfiles.map((profile) => profile.id)).default(defaultProfile),
  keepBodies: z.boolean().default(false),
  /** `available`: goes on while its records wait in memory for a disk that fails. */
  record: z.enum(['strict', 'available']).default('strict'),
});

const count = z.int().positive();
/** A body is held in memory, several times over while it is read. */
const bytes = count.max(256 << 20);
/** At most a day: a timer of Node that is told to wait for more than 24 days rings at once. */
const milliseconds = count.max(86_400_000);
const limits = z
  .strictObject({
    maxBodyBytes: bytes,
    maxAnswerBytes: bytes,
    recordDeadlineMs: milliseconds,
    guardDeadlineMs: milliseconds,
    upstreamTimeoutMs: milliseconds,
    maxExchangeMs: milliseconds,
    clientStallMs: milliseconds,
    headersTimeoutMs: milliseconds,
    requestTimeoutMs: milliseconds,
    maxConnections: count.max(1_000_000),
  })
  .partial();

/** `ringwall.config.yaml`: everything has a default, unknown members are refused. */
export const configSchema = z.strictObject({
  data: z.string().min(1).optional(),
  gateway: listener(7071),
  console: listener(7070),
  tls: tlsSchema.optional(),
  outbound: outboundSchema,
  tokens: tokensSchema,
  providers: z.record(name, provider).default({}),
  routes: z.array(route).default([]),
  keyProviders: keyProvidersSchema,
  keys: keysSchema,
  limits: limits.default({}),
  prices: pricesSchema,
  retention: retentionSchema,
  approvals: approvalsSchema,
  signIn: z.strictObject(signInSchema).prefault({}),
  ledger: z.strictObject({ ...diskSchema, ...witnessSchema, ...publishSchema }).prefault({}),
});
export type ConfigFile = z.infer<typeof configSchema>;
