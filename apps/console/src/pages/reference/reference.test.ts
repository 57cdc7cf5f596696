import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readDocument } from './api-document.ts';
import { curlLine, exampleOf } from './curl-line.ts';
import { schemaWords } from './schema-words.ts';

const root = join(import.meta.dirname, '../../../../..');
const written: unknown = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));
const api = readDocument(written);

function operation(id: string) {
  const found = api.operations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

describe('the reference', () => {
  test('has every operation of the document, with what it is about', () => {
    expect(api.operations.length).toBe(
      Object.values(Object(written).paths).flatMap((item) => Object.keys(Object(item))).length,
    );
    expect(operation('createKey')).toMatchObject({
      ...{ method: 'POST', path: '/api/keys', tag: 'keys', action: 'key.create' },
      replies: [{ status: '200' }, { status: 'default', type: 'application/problem+json' }],
    });
    expect(operation('revokeKey').parameters.map(({ name, place }) => `${place} ${name}`)).toEqual([
      'path id',
      'header x-ringwall-approval',
      'header idempotency-key',
    ]);
    expect(operation('followLedger').replies[0]?.events.map(([name]) => name)).toEqual(['entry', 'position']);
  });

  test('reads of a document that is none that there is nothing', () => {
    for (const none of [undefined, null, [], 'x', {}, { paths: { '/a': { get: 1 }, '/b': [] } }])
      expect(readDocument(none).operations).toEqual([]);
  });

  test.each([
    [{ type: 'integer', minimum: 1, maximum: 500, default: 100 }, 'integer, 1 to 500, 100 where left out'],
    [{ type: 'array', items: { $ref: '#/components/schemas/KeySummary' } }, 'list of KeySummary'],
    [{ enum: ['a', 'b'] }, '"a" or "b"'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'map to string'],
    [{}, 'anything'],
  ])('says of %j that it is %s', (schema, words) => {
    expect(schemaWords(schema)).toBe(words);
  });

  test('shows the line that calls an operation, with nothing a shell would take for its own', () => {
    expect(curlLine(operation('createProject'), api, 'http://localhost:8788')).toBe(
      [
        'curl',
        '-X POST',
        '-H "authorization: Bearer $RINGWALL_TOKEN"',
        "-H 'content-type: application/json'",
        `-d '{"id":"…"}'`,
        "'http://localhost:8788/api/projects'",
      ].join(' \\\n  '),
    );
    expect(curlLine(operation('proveLedgerConsistency'), api, 'http://x')).toContain(
      "'http://x/api/ledger/consistency?from=0'",
    );
    const quoted = { ...operation('createProject'), body: { const: "it's" } };
    expect(curlLine(quoted, api, 'http://x')).toContain(`-d '"it'\\''s"'`);
  });

  test('shows a body for every operation that takes one, of the shape that it takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    // What a text has to look like it does not know.
    const unspelled = JSON.parse(JSON.stringify(written), (name, value: unknown) =>
      name === 'pattern' && typeof value === 'string' ? undefined : value,
    );
    ajv.addSchema(unspelled, 'api');
    for (const each of api.operations) {
      if (each.body === undefined) continue;
      const place = `/paths/${each.path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
      const validate = ajv.compile({
        $ref: `api#${place}/${each.method.toLowerCase()}/requestBody/content/application~1json/schema`,
      });
      validate(exampleOf(each.body, api.schemas));
      expect(validate.errors ?? [], each.id).toEqual([]);
    }
  });
});
