import { z } from 'zod';
import { parseBoundedJson } from './bounded-json.ts';
import { canonicalJson } from './canonical-json.ts';
import { decisions } from './detection.ts';
import { CoreError } from './errors.ts';
import { severities, threats } from './findings.ts';
import { newId } from './ids.ts';

/** C2SP tlog-tiles gives an entry a 16-bit length. */
export const maxLeafBytes = 65_535;

const text = z.string().max(512);
const count = z.int().nonnegative();
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

const usage = z.strictObject({ inputTokens: count, outputTokens: count });

export const outcomeStatuses = [
  'completed',
  'blocked',
  'upstream-error',
  'upstream-timeout',
  'client-disconnected',
  'not-recorded',
  'aborted',
] as const;

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
  'key.created': z.strictObject({
    key: text,
    name: text,
    routes: z.array(text).max(256),
    expiresAt: z.string().max(32).optional(),
  }),
  'key.revoked': z.strictObject({ key: text }),
  /** A new version of the server's key-encryption key wraps every body key; the replaced ones are then destroyed. */
  'kek.rotated': z.strictObject({
    version: count,
    replaced: z.array(count).max(64),
    bodyKeys: count,
  }),
  'session.created': z.strictObject({ session: text }),
  'session.ended': z.strictObject({ session: text }),
  'login-link.created': z.strictObject({ expiresAt: z.string().max(32) }),
  'access.denied': z.strictObject({
    action: text,
    resource: text,
    reason: text,
    /** Like denials since the last record that were counted and not recorded one by one. */
    suppressed: count,
  }),
  'body.opened': z.strictObject({ request: text, reason: text, blobs: z.array(text).max(8) }),
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

export type EventType = keyof typeof eventData;
export type EventData<Type extends EventType> = z.infer<(typeof eventData)[Type]>;

const actor = z.strictObject({ kind: z.enum(['key', 'session', 'shell', 'server', 'anonymous']), id: text });
export type Actor = z.infer<typeof actor>;

function envelope<Type extends EventType>(type: Type) {
  return z.strictObject({
    v: z.literal(1),
    /** Given by the producer, so that a retry is recorded once. */
    uid: text,
    type: z.literal(type),
    /** RFC 3339 in UTC with milliseconds. */
    time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    project: text,
    actor,
    data: eventData[type],
  });
}

const anyEvent = z.discriminatedUnion('type', [
  envelope('server.started'),
  envelope('server.stopped'),
  envelope('key.created'),
  envelope('key.revoked'),
  envelope('kek.rotated'),
  envelope('session.created'),
  envelope('session.ended'),
  envelope('login-link.created'),
  envelope('access.denied'),
  envelope('body.opened'),
  envelope('llm.intent'),
  envelope('llm.outcome'),
]);

/** What happened, once. Its id is (ledger origin, index), given by the ledger when it is appended. */
export type RingwallEvent = z.infer<typeof anyEvent>;
export type EventOf<Type extends EventType> = Extract<RingwallEvent, { type: Type }>;

/**
 * The leaf of an event: its canonical JSON (RFC 8785) in UTF-8, which is what is hashed.
 * @throws CoreError core/event-invalid when it does not fit its schema or a leaf's 65,535 bytes.
 */
export function encodeEvent(event: RingwallEvent): Uint8Array {
  const parsed = anyEvent.safeParse(event);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new CoreError('core/event-invalid', `${event.type}: ${first?.path.join('.')}: ${first?.message}`);
  }
  const leaf = Buffer.from(canonicalJson(parsed.data), 'utf8');
  if (leaf.length > maxLeafBytes) {
    throw new CoreError(
      'core/event-invalid',
      `${event.type}: ${leaf.length} bytes do not fit a leaf of ${maxLeafBytes}.`,
    );
  }
  return leaf;
}

/** Reads a leaf back. @throws CoreError core/event-invalid, or what `parseBoundedJson` throws. */
export function decodeEvent(leaf: Uint8Array): RingwallEvent {
  const parsed = anyEvent.safeParse(parseBoundedJson(leaf, { maxBytes: maxLeafBytes }));
  if (!parsed.success)
    throw new CoreError('core/event-invalid', 'The leaf is not an event this version knows.');
  return parsed.data;
}

/** Builds an event of one type; `uid` may be given where a retry must not record it twice. */
export function newEvent<Type extends EventType>(
  type: Type,
  fields: {
    readonly time: number;
    readonly project: string;
    readonly actor: Actor;
    readonly data: EventData<Type>;
    readonly uid?: string;
  },
) {
  return {
    v: 1 as const,
    uid: fields.uid ?? newId('evt', fields.time),
    type,
    time: new Date(fields.time).toISOString(),
    project: fields.project,
    actor: fields.actor,
    data: fields.data,
  };
}
