import { type EventData, parseBoundedJson, type Scope, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityTables } from '../tables.ts';

export type KeyRow = IdentityTables['api_keys'];

const time = z.iso.datetime();

/** What may be shown of an API key. `*` in a list stands for everything. */
export const keySummary = z
  .object({
    id: z.string(),
    name: z.string(),
    project: z.string(),
    prefix: z.string().describe('How its text begins.'),
    owner: z
      .string()
      .exactOptional()
      .describe(
        'The user, service or agent it belongs to; absent: it speaks for itself, as a service of its project.',
      ),
    routes: z.array(z.string()),
    models: z.array(z.string()),
    datasets: z.array(z.string()),
    purposes: z.array(z.string()),
    networks: z
      .array(z.string())
      .exactOptional()
      .describe('In CIDR notation; absent: it may come from anywhere.'),
    certificate: z.string().exactOptional().describe('The certificate or identity it must come with.'),
    administration: z.literal(true).exactOptional().describe('It may be used on the admin API too.'),
    createdAt: time,
    expiresAt: time.exactOptional(),
    revokedAt: time.exactOptional(),
    overlapUntil: time
      .exactOptional()
      .describe('Until when the secret before the last rotation is good too.'),
    lastUsedAt: time.exactOptional().describe('To the minute; absent: never.'),
    bound: z.literal(true).exactOptional().describe('It speaks for one person, whom nothing here tells.'),
  })
  .meta({ id: 'KeySummary' });
export type KeySummary = Shown<typeof keySummary>;

/** A key, and the only sight of its text. */
export const keyCreated = z
  .object({
    key: keySummary,
    secret: z.string().describe('The key itself; no other answer ever carries it.'),
  })
  .meta({ id: 'KeyCreated' });
export type KeyCreated = Shown<typeof keyCreated>;

/** A key as lists show it. @throws IdentityError identity/row-damaged */
export function summarizeKey(row: KeyRow, nowMs: number): KeySummary {
  const overlapUntil = row.previous_until !== null && nowMs < row.previous_until ? row.previous_until : null;
  return {
    id: row.id,
    name: row.name,
    project: row.project,
    prefix: row.prefix,
    ...(row.owner === null ? {} : { owner: row.owner }),
    routes: storedNames(row, 'routes'),
    models: storedNames(row, 'models'),
    datasets: storedNames(row, 'datasets'),
    purposes: storedNames(row, 'purposes'),
    ...(row.networks === null ? {} : { networks: storedNames(row, 'networks') }),
    ...(row.certificate === null ? {} : { certificate: row.certificate }),
    ...(row.administration === 0 ? {} : { administration: true as const }),
    createdAt: timeOf(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: timeOf(row.expires_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: timeOf(row.revoked_at) }),
    ...(overlapUntil === null || row.revoked_at !== null ? {} : { overlapUntil: timeOf(overlapUntil) }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: timeOf(row.last_used_at) }),
    ...(row.subject === null ? {} : { bound: true as const }),
  };
}

/** What a key is confined to. @throws IdentityError identity/row-damaged */
export function scopeOfKey(row: KeyRow): Scope {
  return {
    project: row.project,
    routes: storedNames(row, 'routes'),
    models: storedNames(row, 'models'),
    datasets: storedNames(row, 'datasets'),
    purposes: storedNames(row, 'purposes'),
    administration: row.administration === 1,
  };
}

/** What is recorded of a new key. */
export function keyCreatedEvent(row: KeyRow): EventData<'key.created'> {
  const key = summarizeKey(row, row.created_at);
  const unlessAll = (names: readonly string[]) => (names.includes('*') ? undefined : [...names]);
  const { expiresAt, bound, owner, networks, certificate, administration } = key;
  const [models, datasets, purposes] = [key.models, key.datasets, key.purposes].map(unlessAll);
  return {
    key: key.id,
    name: key.name,
    routes: [...key.routes],
    ...(expiresAt !== undefined && { expiresAt }),
    ...(bound && { bound }),
    ...(owner !== undefined && { owner }),
    ...(models && { models }),
    ...(datasets && { datasets }),
    ...(purposes && { purposes }),
    ...(networks && { networks: networks.length }),
    ...(certificate !== undefined && { certificate }),
    ...(administration && { administration }),
  };
}

const names = z.array(z.string());
/** As most columns say it: lists of thousands of keys read them all. */
const everything = { text: '["*"]', names: ['*'] } as const;

/** @throws IdentityError identity/row-damaged */
export function storedNames(
  row: KeyRow,
  column: 'routes' | 'models' | 'datasets' | 'purposes' | 'networks',
): readonly string[] {
  const text = row[column] ?? '[]';
  if (text === everything.text) return everything.names;
  try {
    return names.parse(parseBoundedJson(text));
  } catch (cause) {
    throw new IdentityError('identity/row-damaged', `The scope of the key ${row.id} cannot be read.`, {
      cause,
    });
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
