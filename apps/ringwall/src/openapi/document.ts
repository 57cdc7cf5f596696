import type { ErrorTable, Route } from '@ringwall/core';
import type { JsonSchema } from './json-schema.ts';
import { namedSchemas } from './named-schemas.ts';
import { describeOperation } from './operation.ts';

/** What the document is made of. */
export interface Described {
  readonly routes: readonly Route[];
  /** Every table of errors whose codes may be answered. */
  readonly errors: readonly ErrorTable<string>[];
  /** Of the product. */
  readonly version: string;
}

const summary =
  'Everything the console and the command line do. Lists come in pages: `limit` and `cursor` in, `items` and `next` out. Refusals are problem details (RFC 9457) with a `code` that never changes its meaning.';

/**
 * The admin API as an OpenAPI 3.1 document. The same routes give the same document, byte for byte.
 * @throws Error where two routes have one operation or one path, or a schema cannot be described.
 */
export function openApiDocument({ routes, errors, version }: Described): JsonSchema {
  const schemas = namedSchemas();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const operations = new Set<unknown>();
  for (const route of routes) {
    const { path, method, operation } = describeOperation(route, schemas);
    const { operationId } = operation;
    if (operations.has(operationId)) throw new Error(`Two operations have the name ${String(operationId)}.`);
    operations.add(operationId);
    const methods = paths[path] ?? {};
    if (methods[method] !== undefined) throw new Error(`${method} ${path} is there twice.`);
    paths[path] = { ...methods, [method]: operation };
  }
  const tags = new Set(Object.values(paths).flatMap(Object.values).flatMap(tagsOf));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Ringwall',
      version,
      description: summary,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The console, or the socket in the data directory' }],
    security: [{ session: [] }, { bearer: [] }, { certificate: [] }],
    tags: [...tags].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: { ...schemas.all(), Problem: problemSchema(errors) },
      ...{ responses, parameters, securitySchemes },
    },
  };
}

function tagsOf({ tags }: JsonSchema): string[] {
  return Array.isArray(tags) ? tags : [];
}

const problemText = (description: string) => ({ type: 'string', description });

function problemSchema(errors: readonly ErrorTable<string>[]): JsonSchema {
  const codes = [...new Set(errors.flatMap((table) => Object.keys(table)))].sort();
  return {
    type: 'object',
    description: 'Problem details (RFC 9457): what was refused, why, and what can be done.',
    properties: {
      type: problemText('`urn:ringwall:error:` and the code.'),
      title: problemText('The kind of refusal, in words.'),
      status: { type: 'integer', description: 'The HTTP status.' },
      detail: problemText('What was wrong this time.'),
      code: { type: 'string', enum: codes },
      advice: problemText('What can be done about it.'),
    },
    required: ['type', 'title', 'status', 'detail', 'code', 'advice'],
    additionalProperties: false,
  };
}

const text = { type: 'string' };

const responses = {
  Problem: {
    description: 'Refused.',
    headers: {
      'x-ringwall-approval': {
        description: 'Where this takes a second person: the id of the approval that is waited for.',
        schema: text,
      },
    },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  },
};

const parameters = {
  Approval: {
    ...{ name: 'x-ringwall-approval', in: 'header', schema: text },
    description: 'The approval that a second person gave to this very request.',
  },
  IdempotencyKey: {
    ...{ name: 'idempotency-key', in: 'header' },
    description:
      'A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice.',
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  },
};

const securitySchemes = {
  session: {
    ...{ type: 'apiKey', in: 'cookie', name: 'ringwall_session' },
    description:
      'The cookie of a signed-in browser, `__Host-ringwall_session` over TLS. Whatever changes something also needs the header `x-ringwall-console: 1`.',
  },
  bearer: {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'A token of a trusted issuer, or the key of a service that may administer.',
  },
  certificate: {
    type: 'mutualTLS',
    description: 'A client certificate that the own authority or a trusted one has issued.',
  },
};
