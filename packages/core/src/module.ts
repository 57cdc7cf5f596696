import type { ZodType } from 'zod';
import type { Action, Principal, Resource } from './access.ts';
import type { Detector } from './detection.ts';
import type { ErrorTable } from './errors.ts';

export type Dialect = 'sqlite' | 'postgres';

/** One step of the schema, applied once, in the order of the list, in a transaction. Ids are never reused. */
export interface Migration {
  /** `<package>/<four digits>-<what>`, e.g. `identity/0001-keys`. */
  readonly id: string;
  /** Plain SQL; `dialect` only for words the two databases spell differently. */
  statements(dialect: Dialect): readonly string[];
}

/** What a handler of the admin API is given: parsed, authenticated and authorized. */
export interface RouteRequest {
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly signal: AbortSignal;
}

/** A reply that is an endless sequence of server-sent events; `id` is what a reconnect sends back. */
export interface EventStream {
  readonly kind: 'event-stream';
  readonly events: AsyncIterable<{ readonly id?: string; readonly event: string; readonly data: string }>;
}

/** A reply that is not JSON. */
export interface RawReply {
  readonly kind: 'raw';
  /** 200 where absent. */
  readonly status?: number;
  readonly contentType: string;
  readonly content: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One operation of the admin API. `action` is mandatory: a route nobody may call cannot be written by
 * forgetting a check. Parse `query` and `body` with the given schemas before use; they are already validated.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Fastify's spelling: `/api/keys/:id`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: answers before anyone has signed in (health, the login itself). */
  readonly action: Action | 'public';
  readonly query?: ZodType;
  readonly body?: ZodType;
  resource?(params: Readonly<Record<string, string>>): Resource;
  handle(request: RouteRequest): unknown | EventStream | RawReply | Promise<unknown | EventStream | RawReply>;
}

/**
 * What a package adds to the server; the server folds the list. `Services` names the running parts its
 * routes need, and the server's own record of services must have them.
 */
export interface Module<Services = unknown> {
  readonly name: string;
  readonly migrations?: readonly Migration[];
  readonly detectors?: readonly Detector[];
  readonly errors?: ErrorTable<string>;
  routes?(services: Services): readonly Route[];
}
