import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cliPage, cliSchemas, renderCliDocs } from './cli-doc.ts';

describe('docs/cli.md and docs/cli-schemas.json', () => {
  test('are what `npm run docs` writes from the commands of today', () => {
    const { page, schemas } = renderCliDocs();
    expect(readFileSync(cliPage, 'utf8')).toBe(page);
    expect(readFileSync(cliSchemas, 'utf8')).toBe(schemas);
  });
});
