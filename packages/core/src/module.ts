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

/** Projects by id, or every one there is and will be, with what belongs to none. */
export type Projects = 'all' | readonly string[];

/** Whether something of this project is among them; what belongs to the whole installation only where all are. */
export function isAmong(projects: Projects, project: string | undefined): boolean {
  return projects === 'all' || (project !== undefined && project !== '*' && projects.includes(project));
}

/** What a request of the admin API asks for, parsed. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** What a handler of the admin API is given: parsed, authenticated and authorized. */
export interface RouteRequest extends Asked {
  readonly principal: Principal;
  /** Where the route's action is allowed to the caller: a list answers what `isAmong` these and nothing else. */
  readonly projects: Projects;
  /** The peer's address as the socket says it; empty on the Unix socket. */
  readonly address: string;
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
  /** Of a header that may be sent several times, as `set-cookie`, all of its values. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A reply of another type than JSON that is sent as it is made, for as long as the caller may have it. */
export interface PiecesReply {
  readonly kind: 'pieces';
  readonly contentType: string;
  readonly pieces: AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route answers: JSON of a schema, server-sent events by name, or content of another type. */
export type RouteReply =
  | ZodType
  | { readonly events: Readonly<Record<string, ZodType>> }
  | { readonly contentType: string | readonly string[] };

/**
 * One operation of the admin API, best written by `route`. `action` is mandatory: a route nobody may call cannot be written by
 * forgetting a check. Parse `query` and `body` with the given schemas before use; they are already validated.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Fastify's spelling: `/api/keys/:id`. */
  readonly path: string;
  readonly summary: string;
  /** Its `operationId` in the OpenAPI document: a verb and what it is done to, `listKeys`. */
  readonly operation: string;
  /** What it answers with 200. */
  readonly reply: RouteReply;
  /** What else it may answer with on purpose: the same content, or the way elsewhere (3xx). */
  readonly statuses?: readonly number[];
  /** `public`: answers before anyone has signed in (health, the login itself). */
  readonly action: Action | 'public';
  readonly query?: ZodType;
  readonly body?: ZodType;
  /**
   * The one thing it is about, with its project; undefined where there is no such thing. Somebody who may see only some
   * projects is answered alike for what is not there and for what is elsewhere. Absent (and not `listed`): the whole
   * installation.
   */
  resource?(asked: Asked): Resource | undefined | Promise<Resource | undefined>;
  /** It answers what there is in every project where the caller may do this: see `RouteRequest.projects`. */
  readonly listed?: true;
  /**
   * It only looks, however it is sent: an idempotency key has no meaning for it, and its answer is kept nowhere, so that
   * what is erased meanwhile is not given out again.
   */
  readonly looks?: true;
  /** Members of the body that name a person: they are left out of what is kept of a request that waits for approval. */
  readonly personal?: readonly string[];
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
