import { type EventData, parseBoundedJson, type Scope } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityTables } from '../tables.ts';

export type KeyRow = IdentityTables['api_keys'];

/** What may be shown of an API key. `*` in a list stands for everything. */
export interface KeySummary {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly prefix: string;
  /** The user, service or agent it belongs to; absent: it speaks for itself, as a service of its project. */
  readonly owner?: string;
  readonly routes: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
  readonly purposes: readonly string[];
  /** In CIDR notation; absent: it may come from anywhere. */
  readonly networks?: readonly string[];
  /** The certificate or identity it must come with. */
  readonly certificate?: string;
  /** It may be used on the admin API too. */
  readonly administration?: true;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** Until when the secret before the last rotation is good too. */
  readonly overlapUntil?: string;
  /** To the minute; absent: never. */
  readonly lastUsedAt?: string;
  /** It speaks for one person, whom nothing here tells. */
  readonly bound?: true;
}

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
    createdAt: time(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: time(row.expires_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: time(row.revoked_at) }),
    ...(overlapUntil === null || row.revoked_at !== null ? {} : { overlapUntil: time(overlapUntil) }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: time(row.last_used_at) }),
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
export function keyCreated(row: KeyRow): EventData<'key.created'> {
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

/** @throws IdentityError identity/row-damaged */
export function storedNames(
  row: KeyRow,
  column: 'routes' | 'models' | 'datasets' | 'purposes' | 'networks',
): readonly string[] {
  try {
    return z.array(z.string()).parse(parseBoundedJson(row[column] ?? '[]'));
  } catch (cause) {
    throw new IdentityError('identity/row-damaged', `The scope of the key ${row.id} cannot be read.`, {
      cause,
    });
  }
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
