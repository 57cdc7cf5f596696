import { z } from 'zod';
import { decisions } from './detection.ts';
import { severities, threats } from './findings.ts';
import { identityEventData } from './identity-event-data.ts';

const text = z.string().max(512);
const count = z.int().nonnegative();
/** An id, a type or a time: nothing that names a person in clear. */
const token = z.string().regex(/^[\w.:-]{1,128}$/);
const milliseconds = z.number().nonnegative();

/** What a body was, without the body: who holds the project's key can check it, nobody can guess it. */
const bodyRef = z.strictObject({
  bytes: count,
  /** HMAC-SHA-256 under the body key, base64url; the body key dies with its bodies. */
  commitment: text,
  bodyKey: text,
  /** Address of the sealed body (SHA-256 of its ciphertext, hex) where the route keeps bodies. */
  blob: text.optional(),
});
export type BodyRef = z.infer<typeof bodyRef>;

const finding = z.strictObject({
  detector: text,
  rule: text,
  threat: z.enum(threats),
  severity: z.enum(severities),
  confidence: z.number().min(0).max(1),
  reason: text,
  spans: z.array(z.strictObject({ pointer: z.string().max(1024), start: count, end: count })).max(64),
});

const verdict = z.strictObject({
  decision: z.enum(decisions),
  reason: text,
  findings: z.array(finding).max(64),
  unavailable: z.array(text).max(32),
  timings: z.array(z.strictObject({ detector: text, ms: milliseconds })).max(64),
});

const usage = z.strictObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count.optional(),
  cacheWriteTokens: count.optional(),
  cacheWriteHourTokens: count.optional(),
});

export const outcomeStatuses = [
  'completed',
  'blocked',
  'upstream-error',
  'upstream-timeout',
  'client-disconnected',
  'not-recorded',
  'aborted',
  // Whoever it was for lost the right to it meanwhile.
  'revoked',
  // Its route was taken out of service meanwhile.
  'contained',
] as const;

/** What is kept for a time of its own: sealed bodies, and three kinds of records. */
export const retentionClasses = ['bodies', 'traffic', 'access', 'administration'] as const;
export type RetentionClass = (typeof retentionClasses)[number];

/** What a legal hold keeps: whatever all given members are true of. */
export const holdScopeSchema = z
  .strictObject({
    project: text.optional(),
    /** Pseudonyms of one person. */
    subjects: z.array(text).min(1).max(16).optional(),
    /** RFC 3339; `from` is within, `to` is not. */
    from: z.string().max(32).optional(),
    to: z.string().max(32).optional(),
    /** One request, with the ledger's indexes of its records and the keys of its bodies. */
    request: z
      .strictObject({ id: text, entries: z.array(count).max(8), bodyKeys: z.array(text).max(8) })
      .optional(),
  })
  .meta({ id: 'HoldScope' });
export type HoldScope = z.infer<typeof holdScopeSchema>;

/** Every event there is, by type: the schema of its `data`. */
export const eventData = {
  'server.started': z.strictObject({
    version: text,
    node: text,
    /** Bytes of an unacknowledged last batch that replay set aside. */
    setAsideBytes: count,
    configDigest: text,
  }),
  'server.stopped': z.strictObject({ reason: text }),
  /** The first entry of a log that shows made-up traffic: what follows is a demonstration, and no record of real use. */
  'demo.declared': z.strictObject({ seed: count, hours: count }),
  'key.created': z.strictObject({
    key: text,
    name: text,
    routes: z.array(text).max(256),
    expiresAt: z.string().max(32).optional(),
    /** It speaks for one person, whom nothing here tells. */
    bound: z.literal(true).optional(),
    /** The user, service or agent it belongs to. */
    owner: text.optional(),
    models: z.array(text).max(256).optional(),
    datasets: z.array(text).max(256).optional(),
    purposes: z.array(text).max(64).optional(),
    /** How many networks it may come from; absent: any. */
    networks: count.optional(),
    /** It must come with this client certificate (`sha256:…`) or identity (`spiffe://…`). */
    certificate: text.optional(),
    administration: z.literal(true).optional(),
  }),
  'key.revoked': z.strictObject({ key: text }),
  /** A new version of the server's key-encryption key wraps every body key; the replaced ones are then destroyed. */
  'kek.rotated': z.strictObject({
    version: count,
    replaced: z.array(count).max(64),
    bodyKeys: count,
  }),
  /**
   * The log signs with a further key from here on, and with the old one too until `overlapUntil` (RFC 3339). Covered
   * by a checkpoint that the old key signed, it makes the new key as good as the old. Keys in C2SP's spelling.
   */
  'ledger-key.rotated': z.strictObject({ from: text, to: text, overlapUntil: z.string().max(32) }),
  /** The private half of this key is destroyed: it signs nothing from here on. */
  'ledger-key.retired': z.strictObject({ key: text }),
  /**
   * The first entry under a new name and key: an older state was restored, and entries that others had seen are gone.
   * The tree of the first `size` entries is the one signed under the old name; what the old name signed beyond it
   * belongs to a log that does not go on.
   */
  'ledger.restored': z.strictObject({
    /** The new name of the log, and its key. */
    origin: text,
    verifierKey: text,
    /** The key under the old name, which endorses the new one. */
    from: text,
    /** Entries that were there, and the root over them in base64. */
    size: count,
    root: text,
    /** The largest size that a witness is known to have seen, where one is. */
    witnessedSize: count.optional(),
    reason: text,
    /** Ed25519 of `from` over `ringwall/successor/1\n<verifierKey>\n<size>\n<root>\n`, base64. */
    endorsement: text,
  }),
  /**
   * An excerpt was made. Of the entries `[from, to)`, exactly `entries` fit `filter`; `digest` (SHA-256, hex) is over
   * index (8 bytes, big-endian) and leaf hash of each, in order. The log's own statement that nothing was left out.
   */
  'ledger.exported': z.strictObject({
    from: count,
    to: count,
    /** No free text: what is asked for stays readable for ever. */
    filter: z.strictObject({
      types: z.array(token).max(32).optional(),
      project: token.optional(),
      actor: token.optional(),
      request: token.optional(),
      subject: token.optional(),
      since: token.optional(),
      until: token.optional(),
    }),
    entries: count,
    digest: text,
  }),
  /** A copy was made of everything up to `size` entries under `root` (base64); `manifest` is the SHA-256 of its list. */
  'backup.created': z.strictObject({
    backup: text,
    size: count,
    root: text,
    files: count,
    bytes: count,
    withKeys: z.boolean(),
    manifest: text,
  }),
  ...identityEventData,
  'access.denied': z.strictObject({
    action: text,
    resource: text,
    reason: text,
    /** The policies that forbade it; none where nothing permitted it. */
    policies: z.array(text).max(16).optional(),
    request: text.optional(),
    /** Of traffic: what was asked for, and what for, in the caller's words. */
    model: text.optional(),
    purpose: text.optional(),
    /** Like denials since the last record that were counted and not recorded one by one. */
    suppressed: count,
  }),
  'body.opened': z.strictObject({ request: text, reason: text, blobs: z.array(text).max(8) }),
  /** Routes that go on without a record while the disk fails, as configured from here on; none before the first one. */
  'record-policy.changed': z.strictObject({
    available: z.array(text).max(256),
    before: z.array(text).max(256),
  }),
  /** Time in which a route that goes on without a record did so. */
  'ledger.gap': z.strictObject({
    route: text,
    from: z.string().max(32),
    /** When everything that could still be recorded was. */
    to: z.string().max(32),
    /** Served while a record of theirs was not durable: those recorded late and those lost. */
    requests: count,
    late: count,
    /** Of these a record is missing for good. */
    lost: count,
    /** That the route would have kept, and that are not. */
    bodiesNotKept: count,
    /** Code of the error that began it. */
    cause: text,
    /** False after a crash: no fewer than these. */
    exact: z.boolean(),
  }),
  /** A route is out of service until then (RFC 3339) at the latest; given again it has a new end. */
  'route.contained': z.strictObject({ route: text, until: z.string().max(32), reason: text }),
  /** It is in service again: somebody said so, or its time was up. */
  'route.released': z.strictObject({ route: text, by: z.enum(['person', 'end']), reason: text.optional() }),
  /** Rows of traffic left as a file: what is recorded of each, and no bodies. */
  'traffic.exported': z.strictObject({
    format: z.enum(['csv', 'jsonl']),
    rows: count,
    /** No free text: what was searched for stays readable for ever. */
    filter: z.strictObject({
      project: token.optional(),
      from: token.optional(),
      to: token.optional(),
      /** Names of what else it was narrowed by. */
      by: z.array(token).max(32),
    }),
  }),
  /** A person's body keys are destroyed: what was kept about them opens no more, and its commitments say nothing. */
  'subject.erased': z.strictObject({
    /** The pseudonym that records of the person carry. */
    subject: text,
    bodyKeys: count,
    /** API keys that were bound to the person and are revoked with this. */
    keys: z.array(text).max(1024).optional(),
    reason: text,
    /** The entry of another log that this repeats, where a restored ledger lacked it. */
    repeats: z.strictObject({ origin: text, index: count }).optional(),
  }),
  'subject.erasure-refused': z.strictObject({
    subject: text,
    /** The legal holds in the way. */
    holds: z.array(text).max(64),
    reason: text,
  }),
  'hold.placed': z.strictObject({ hold: text, scope: holdScopeSchema, reason: text }),
  'hold.released': z.strictObject({ hold: text, reason: text }),
  /** What is older than its class is kept for was removed, but for what holds keep at this place of the log. */
  'retention.applied': z.strictObject({
    class: z.enum(retentionClasses),
    /** RFC 3339: everything from before, and nothing else. For bodies the beginning of a day. */
    before: z.string().max(32),
    removed: count,
    /** Old enough and kept, for the holds named. */
    held: count,
    holds: z.array(text).max(64),
  }),
  /** Entries below this index are no longer stored here; the tree over them is. */
  'ledger.pruned': z.strictObject({ minimumIndex: count }),
  /** Erasures that a restored ledger lacked were taken from an excerpt of the log it was restored from. */
  'erasures.supplied': z.strictObject({
    origin: text,
    from: count,
    to: count,
    /** SHA-256 of the excerpt, hexadecimal. */
    digest: text,
    subjects: count,
  }),
  /** Somebody decided to open kept bodies without the erasures that a restored ledger may lack. */
  'erasures.waived': z.strictObject({ reason: text }),
  /** A witness would not cosign the log, because it has cosigned another one under the same name. */
  'witness.refused': z.strictObject({
    witness: text,
    /** `shorter`: it has seen more entries than there are. `rewritten`: it has seen others. */
    reason: z.enum(['shorter', 'rewritten']),
    /** Entries of the checkpoint that was refused, and of the newest that the witness has cosigned. */
    size: count,
    witnessedSize: count,
    /** Between which two sizes the logs part, as far as the witness told. */
    agreesUpTo: count.optional(),
    divergesAt: count.optional(),
  }),
  'llm.intent': z.strictObject({
    request: text,
    route: text,
    protocol: z.enum(['openai', 'anthropic']),
    provider: text,
    model: text,
    upstreamModel: text,
    stream: z.boolean(),
    profile: text,
    strict: z.boolean(),
    /** Pseudonym of the person the request is about, where the caller named one. */
    subject: text.optional(),
    /** What for, in the caller's word. */
    purpose: text.optional(),
    /** Keyed digest of the conversation the caller says it belongs to. */
    conversation: token.optional(),
    /** The policies that permitted it. */
    policies: z.array(text).max(16).optional(),
    /** What is set aside of limits and budgets until the outcome says what was used. */
    reserved: z.strictObject({ tokens: count, nanoDollars: count }).optional(),
    body: bodyRef,
  }),
  'llm.outcome': z.strictObject({
    request: text,
    status: z.enum(outcomeStatuses),
    /** What the client was answered; absent where no answer was given. */
    httpStatus: count.optional(),
    upstreamStatus: count.optional(),
    prompt: verdict.optional(),
    completion: verdict.optional(),
    body: bodyRef.optional(),
    usage: usage.optional(),
    /** What it cost by the price list, in billionths of a US dollar; `estimated` where the upstream told no usage. */
    cost: z.strictObject({ nanoDollars: count, estimated: z.boolean() }).optional(),
    /** Tokens it counts for under limits, where the upstream told no usage. */
    estimatedTokens: count.optional(),
    /** Index of the intent this closes. */
    intent: count,
    ms: z.strictObject({
      total: milliseconds,
      guard: milliseconds,
      ledger: milliseconds,
      upstreamFirstByte: milliseconds.optional(),
    }),
  }),
} as const;
