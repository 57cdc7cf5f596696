import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  openApiPage,
  openApiTypes,
  renderOpenApiPage,
  renderOpenApiTypes,
  servedDocument,
} from './openapi-doc.ts';

describe('the description of the API', () => {
  let served = '';
  beforeAll(async () => {
    served = await servedDocument();
  });

  test('in docs/openapi.json is what a server of today serves: `npm run docs` writes it', () => {
    expect(readFileSync(openApiPage, 'utf8')).toBe(renderOpenApiPage(served));
  });

  test('in the types that the console uses is the same: `npm run docs` writes them', async () => {
    expect(readFileSync(openApiTypes, 'utf8')).toBe(await renderOpenApiTypes(served));
  });
});
