import { type Route, route } from '@ringwall/core';
import { type Described, openApiDocument } from './document.ts';

/** Serves the description of the routes, itself among them; it is written when somebody first asks for it. */
export function openApiRoute(described: () => Described): Route {
  let content: string | undefined;
  return route({
    ...{ method: 'GET', path: '/api/openapi.json', operation: 'getOpenApi' },
    summary: 'This API, described by OpenAPI 3.1.',
    action: 'public',
    reply: { contentType: 'application/json' },
    handle: () => {
      content ??= JSON.stringify(openApiDocument(described()));
      return { kind: 'raw', contentType: 'application/json', content } as const;
    },
  });
}
