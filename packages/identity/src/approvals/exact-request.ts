import { type Action, type Asked, canonicalJson, type Resource, sha256Hex } from '@ringwall/core';
import { IdentityError } from '../errors.ts';

/** One call of the admin API, to be made exactly so. */
export interface ExactRequest {
  readonly action: Action;
  readonly method: string;
  /** As it was asked for, without the query. */
  readonly path: string;
  /** As they came, before anything was read into them. */
  readonly query: unknown;
  readonly body: unknown;
  readonly resource: Resource;
  /** Members of the body that name a person. */
  readonly personal: readonly string[];
}

/** Whoever decides reads all of it. */
const maxShownBytes = 256 << 10;
const person = '[person]';

/**
 * What an approval is bound to: SHA-256 over the canonical JSON of action, method, path, query and body.
 * @throws CoreError core/json-not-canonical
 */
export function requestDigest({ action, method, path, query, body }: ExactRequest): string {
  return sha256Hex(canonicalJson({ action, method, path, query: query ?? null, body: body ?? null }));
}

/**
 * The query and body as whoever decides sees them. Persons' names are left out: what is kept of them must go when they
 * are erased. @throws IdentityError identity/approval-invalid for one that is too long to be read
 */
export function shownRequest({ query, body, personal }: ExactRequest): string {
  const text = canonicalJson({ query: query ?? null, body: withoutNames(body, personal) });
  if (Buffer.byteLength(text) <= maxShownBytes) return text;
  throw new IdentityError(
    'identity/approval-invalid',
    `A request that waits for a second person has at most ${maxShownBytes} bytes.`,
  );
}

/** What a request says it is for. */
export function reasonIn({ body }: Pick<Asked, 'body'>): string {
  const reason = isRecord(body) ? body.reason : undefined;
  return typeof reason === 'string' ? reason.trim().slice(0, 200).toWellFormed() : '';
}

function withoutNames(body: unknown, personal: readonly string[]): unknown {
  if (!isRecord(body)) return body ?? null;
  const members = Object.entries(body).map(([name, value]) => [
    name,
    personal.includes(name) ? person : value,
  ]);
  return Object.fromEntries(members);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
