import { ZodType, type z } from 'zod';
import type { Asked, EventStream, PiecesReply, RawReply, Route, RouteReply, RouteRequest } from './module.ts';

/** What a schema describes, as it is handed out: readonly all the way down. */
export type Shown<Schema extends ZodType> = DeepReadonly<z.output<Schema>>;

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: DeepReadonly<Value[Name]> }
    : Value;

type Parsed<Schema> = Schema extends ZodType ? z.output<Schema> : undefined;
type Answer<Reply> = Reply extends ZodType
  ? Shown<Reply> | RawReply
  : Reply extends { readonly events: unknown }
    ? EventStream
    : RawReply | PiecesReply;

type AskedFor<Query, Body> = Omit<Asked, 'query' | 'body'> & {
  readonly query: Parsed<Query>;
  readonly body: Parsed<Body>;
};

/** A route whose handler knows the shapes of what it is asked and of what it answers. */
export type RouteOf<Query, Body, Reply> = Omit<Route, 'query' | 'body' | 'reply' | 'resource' | 'handle'> & {
  readonly query?: Query;
  readonly body?: Body;
  readonly reply: Reply;
  resource?(asked: AskedFor<Query, Body>): ReturnType<NonNullable<Route['resource']>>;
  handle(
    request: Omit<RouteRequest, 'query' | 'body'> & AskedFor<Query, Body>,
  ): Answer<Reply> | Promise<Answer<Reply>>;
};

/**
 * One operation of the admin API from schemas: `query` and `body` reach `resource` and `handle` as their schemas read
 * them, and what the handler answers is held to `reply` by the compiler.
 */
export function route<
  const Reply extends RouteReply,
  const Query extends ZodType | undefined = undefined,
  const Body extends ZodType | undefined = undefined,
>(definition: RouteOf<Query, Body, Reply>): Route {
  const { query, body, resource, handle, ...rest } = definition;
  const read = <Given extends Asked>(asked: Given) => ({
    ...asked,
    query: parsed(query, asked.query),
    body: parsed(body, asked.body),
  });
  return {
    ...rest,
    ...(query && { query }),
    ...(body && { body }),
    ...(resource && { resource: (asked: Asked) => resource(read(asked)) }),
    handle: (request) => handle(read(request)),
  };
}

function parsed<Schema extends ZodType | undefined>(
  schema: Schema | undefined,
  value: unknown,
): Parsed<Schema>;
function parsed(schema: ZodType | undefined, value: unknown): unknown {
  return schema instanceof ZodType ? schema.parse(value ?? {}) : undefined;
}
