import type { Route } from '@ringwall/core';
import { ZodType } from 'zod';
import { isMembers, type JsonSchema } from './json-schema.ts';
import type { NamedSchemas } from './named-schemas.ts';

/** Where an operation stands in the document. */
export interface DescribedOperation {
  /** With the parameters in braces: `/api/keys/{id}`. */
  readonly path: string;
  readonly method: 'get' | 'post' | 'delete';
  readonly operation: JsonSchema;
}

/** What a caller may always be refused with. */
const refusal = { $ref: '#/components/responses/Problem' };
const approval = { $ref: '#/components/parameters/Approval' };
const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };

/** One route as an operation of OpenAPI 3.1. */
export function describeOperation(route: Route, schemas: NamedSchemas): DescribedOperation {
  const { method, action, summary, operation } = route;
  const changes = method !== 'GET' && action !== 'public';
  const parameters = [
    ...pathParameters(route.path),
    ...queryParameters(route, schemas),
    ...(changes ? [approval] : []),
    ...(changes && !route.looks ? [idempotencyKey] : []),
  ];
  return {
    path: bracedPath(route.path),
    method: lowered(method),
    operation: {
      operationId: operation,
      tags: [tagOf(route.path)],
      summary,
      ...(action === 'public' && { security: [] }),
      ...(parameters.length > 0 && { parameters }),
      ...(route.body && { requestBody: requestBody(route.body, schemas) }),
      responses: { ...replies(route, schemas), default: refusal },
      ...(action !== 'public' && { 'x-ringwall-action': action }),
    },
  };
}

function lowered(method: Route['method']): DescribedOperation['method'] {
  if (method === 'GET') return 'get';
  return method === 'POST' ? 'post' : 'delete';
}

/** What the operation is about: `keys` of `/api/keys/{id}`, `ledger` of `/ledger/checkpoint`. */
function tagOf(path: string): string {
  const [first = '', second] = path.split('/').slice(1);
  if (first === 'api' && second !== undefined) return second.replace(/\.json$/, '');
  return first.endsWith('z') ? 'health' : first;
}

const parameter = /:(\w+)|\*/g;

/** `:id` as `{id}`, and `*` as `{rest}`. */
function bracedPath(path: string): string {
  return path.replace(parameter, (_, name: string | undefined) => `{${name ?? 'rest'}}`);
}

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(parameter)].map(([, name]) => ({
    name: name ?? 'rest',
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 256 },
    ...(name === undefined && { description: 'The rest of the path; slashes may be encoded as %2F.' }),
  }));
}

function queryParameters({ path, query }: Route, schemas: NamedSchemas): JsonSchema[] {
  if (query === undefined) return [];
  const { properties, required } = schemas.add(query, 'input');
  if (!isMembers(properties)) throw new Error(`The query of ${path} is no object.`);
  const mandatory = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = isMembers(schema) ? schema : {};
    return {
      ...{ name, in: 'query' },
      ...(mandatory.includes(name) && { required: true }),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(rest.type === 'array' && { style: 'form', explode: true }),
    };
  });
}

function requestBody(body: ZodType, schemas: NamedSchemas): JsonSchema {
  const schema = schemas.add(body, 'input');
  // Nothing at all counts as an object without members.
  const required = !body.safeParse({}).success;
  return { required, content: { 'application/json': { schema } } };
}

function replies({ reply, statuses = [] }: Route, schemas: NamedSchemas): JsonSchema {
  const content = contentOf(reply, schemas);
  return Object.fromEntries(
    [200, ...statuses].map((status) => [
      String(status),
      status >= 300 && status < 400
        ? { description: 'Elsewhere.', headers: { location: { schema: { type: 'string' } } } }
        : { description: status === 200 ? 'Done.' : 'Not now.', content },
    ]),
  );
}

function contentOf(reply: Route['reply'], schemas: NamedSchemas): JsonSchema {
  if (reply instanceof ZodType) return { 'application/json': { schema: schemas.add(reply, 'output') } };
  if ('contentType' in reply)
    return Object.fromEntries([reply.contentType].flat().map((type) => [type, { schema: ofType(type) }]));
  const events = Object.entries(reply.events).map(([name, schema]) => [name, schemas.add(schema, 'output')]);
  return {
    'text/event-stream': { schema: { type: 'string' }, 'x-ringwall-events': Object.fromEntries(events) },
  };
}

/** Text is a string; of anything else there is nothing to say but its type. */
function ofType(contentType: string): JsonSchema {
  return contentType.startsWith('text/') ? { type: 'string' } : {};
}
