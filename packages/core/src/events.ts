import { z } from 'zod';
import { parseBoundedJson } from './bounded-json.ts';
import { canonicalCopier } from './canonical-copier.ts';
import { canonicalJson } from './canonical-json.ts';
import { CoreError } from './errors.ts';
import { eventData } from './event-data.ts';
import { newId } from './ids.ts';

/** C2SP tlog-tiles gives an entry a 16-bit length. */
export const maxLeafBytes = 65_535;

export type EventType = keyof typeof eventData;
export type EventData<Type extends EventType> = z.infer<(typeof eventData)[Type]>;

const text = z.string().max(512);
/** Who has done something: the credential, and whom it speaks for. */
export const actorSchema = z
  .strictObject({
    kind: z.enum(['key', 'token', 'certificate', 'session', 'shell', 'server', 'anonymous']),
    id: text,
    who: text
      .optional()
      .describe(
        'The user, service or agent that the credential speaks for, where it is not the credential itself.',
      ),
  })
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof actorSchema>;

function envelope<Type extends EventType>(type: Type) {
  return z
    .strictObject({
      v: z.literal(1),
      uid: text.describe('Given by the producer, so that a retry is recorded once.'),
      type: z.literal(type),
      time: z
        .string()
        .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        .describe('RFC 3339 in UTC with milliseconds.'),
      project: text,
      actor: actorSchema,
      data: eventData[type],
    })
    .meta({ id: nameOf(type) });
}

/** `KeyCreatedEvent` of `key.created`. */
function nameOf(type: EventType): string {
  const words = type.split(/[.-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

/** The record of a request before anything of it leaves. */
export const intentEvent = envelope('llm.intent');
/** The record of how it ended, made before its answer leaves. */
export const outcomeEvent = envelope('llm.outcome');

const anyEvent = z.discriminatedUnion('type', [
  envelope('server.started'),
  envelope('server.stopped'),
  envelope('demo.declared'),
  envelope('key.created'),
  envelope('key.revoked'),
  envelope('key.rotated'),
  envelope('credential.noticed'),
  envelope('token.revoked'),
  envelope('project.created'),
  envelope('user.created'),
  envelope('user.changed'),
  envelope('service.created'),
  envelope('service.changed'),
  envelope('grant.created'),
  envelope('grant.revoked'),
  envelope('login.failed'),
  envelope('login.locked'),
  envelope('policy.changed'),
  envelope('limit.set'),
  envelope('limit.removed'),
  envelope('limit.reached'),
  envelope('approval.requested'),
  envelope('approval.decided'),
  envelope('approval.used'),
  envelope('ca.created'),
  envelope('certificate.issued'),
  envelope('certificate.revoked'),
  envelope('certificate.loaded'),
  envelope('transport-exceptions.changed'),
  envelope('kek.rotated'),
  envelope('ledger-key.rotated'),
  envelope('ledger-key.retired'),
  envelope('ledger.restored'),
  envelope('backup.created'),
  envelope('ledger.exported'),
  envelope('session.created'),
  envelope('session.ended'),
  envelope('login-link.created'),
  envelope('access.denied'),
  envelope('body.opened'),
  envelope('record-policy.changed'),
  envelope('ledger.gap'),
  envelope('route.contained'),
  envelope('route.released'),
  envelope('traffic.exported'),
  envelope('subject.erased'),
  envelope('subject.erasure-refused'),
  envelope('hold.placed'),
  envelope('hold.released'),
  envelope('retention.applied'),
  envelope('ledger.pruned'),
  envelope('erasures.supplied'),
  envelope('erasures.waived'),
  envelope('witness.refused'),
  intentEvent,
  outcomeEvent,
]);

/** What happened, once. Its id is (ledger origin, index), given by the ledger when it is appended. */
export type RingwallEvent = z.infer<typeof anyEvent>;

/** The schema of every event, as a reply carries one. */
export const eventSchema = anyEvent.meta({ id: 'Event' });
export type EventOf<Type extends EventType> = Extract<RingwallEvent, { type: Type }>;

/** An event as the ledger holds it. */
export interface RecordedEvent {
  /** Its canonical JSON (RFC 8785) in UTF-8, which is what is hashed. */
  readonly leaf: Uint8Array;
  /** What the leaf says: a copy, which whoever gave the event cannot change any more. */
  readonly event: RingwallEvent;
}

const copiers: ReadonlyMap<unknown, (value: unknown) => RingwallEvent | undefined> = new Map(
  anyEvent.options.map((schema) => [schema.def.shape.type.value, canonicalCopier(schema)]),
);

/**
 * Puts an event into the form in which it is recorded.
 * @throws CoreError core/event-invalid when it does not fit its schema or a leaf's 65,535 bytes.
 */
export function recordEvent(event: RingwallEvent): RecordedEvent {
  const copy = copiers.get(event.type)?.(event);
  if (copy !== undefined) return { leaf: asLeaf(event.type, JSON.stringify(copy)), event: copy };
  const parsed = anyEvent.safeParse(event);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new CoreError('core/event-invalid', `${event.type}: ${first?.path.join('.')}: ${first?.message}`);
  }
  const leaf = asLeaf(event.type, canonicalJson(parsed.data));
  return { leaf, event: decodeEvent(leaf) };
}

/** The leaf of an event. @throws like `recordEvent` */
export function encodeEvent(event: RingwallEvent): Uint8Array {
  return recordEvent(event).leaf;
}

function asLeaf(type: string, text: string): Uint8Array {
  const leaf = Buffer.from(text, 'utf8');
  if (leaf.length > maxLeafBytes) {
    throw new CoreError(
      'core/event-invalid',
      `${type}: ${leaf.length} bytes do not fit a leaf of ${maxLeafBytes}.`,
    );
  }
  return leaf;
}

/** Reads a leaf back. @throws CoreError core/event-invalid, or what `parseBoundedJson` throws. */
export function decodeEvent(leaf: Uint8Array): RingwallEvent {
  const value = parseBoundedJson(leaf, { maxBytes: maxLeafBytes });
  const copy = typed(value) ? copiers.get(value.type)?.(value) : undefined;
  if (copy !== undefined) return copy;
  const parsed = anyEvent.safeParse(value);
  if (!parsed.success)
    throw new CoreError('core/event-invalid', 'The leaf is not an event this version knows.');
  return parsed.data;
}

function typed(value: unknown): value is { readonly type: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value;
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
