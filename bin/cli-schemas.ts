import type { ZodType } from 'zod';
import { z } from 'zod';
import type { JsonOutput } from '../apps/ringwall/src/cli/json-output/json-output.ts';
import { jsonOutputs } from '../apps/ringwall/src/cli/json-output/json-outputs.ts';

const methods = ['get', 'post', 'delete'] as const;
/** The document that operations are looked up in, where the schemas refer to it. */
const apiDocument = 'openapi.json';

type JsonObject = Readonly<Record<string, unknown>>;

/** docs/cli-schemas.json: what `--json` of each command prints, as JSON Schema; of the API's answers by reference. */
export function renderCliSchemas(openApi: unknown): string {
  const named: Record<string, unknown> = {};
  const commands = Object.fromEntries(
    Object.entries(jsonOutputs).map(([path, output]) => [path, schemaOf(path, output, { openApi, named })]),
  );
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What `ringwall <command> --json` prints',
    commands,
    $defs: named,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** `named` gathers the parts that have names of their own. */
function schemaOf(
  path: string,
  { shape, of }: JsonOutput,
  { openApi, named }: { readonly openApi: unknown; readonly named: Record<string, unknown> },
): JsonObject {
  const schemas = of.map((each) =>
    typeof each === 'string' ? { $ref: referenceTo(each, openApi) } : ownSchema(each, named),
  );
  const description = shape === 'lines' ? 'One line each (JSON Lines).' : 'One document.';
  const [only, ...others] = schemas;
  const title = `ringwall ${path} --json`;
  return others.length === 0 ? { title, description, ...only } : { title, description, anyOf: schemas };
}

function ownSchema(schema: ZodType, named: Record<string, unknown>): JsonObject {
  // Within another one, so that it is referred to by its name.
  const whole = z.toJSONSchema(z.object({ it: schema }), { target: 'draft-2020-12' });
  Object.assign(named, whole.$defs);
  return objectAt(whole, ['properties', 'it']);
}

/** Where the OpenAPI document says what an operation answers; of a page, what it is a page of. */
function referenceTo(operation: string, openApi: unknown): string {
  for (const [path, item] of Object.entries(objectAt(openApi, ['paths']))) {
    for (const method of methods) {
      const found = objectAt(item, [method]);
      if (found.operationId !== operation) continue;
      const place = ['responses', '200', 'content', 'application/json', 'schema'];
      const schema = resolved(openApi, ['paths', path, method, ...place]);
      const items = [...schema, 'properties', 'items', 'items'];
      const isPage = Object.keys(objectAt(openApi, items)).length > 0;
      return `${apiDocument}#${pointer(isPage ? resolved(openApi, items) : schema)}`;
    }
  }
  throw new Error(`The API has no operation ${operation}.`);
}

/** The place itself, or the one that it refers to. */
function resolved(document: unknown, place: readonly string[]): readonly string[] {
  const { $ref } = objectAt(document, place);
  return typeof $ref === 'string' ? $ref.slice('#/'.length).split('/') : place;
}

function objectAt(value: unknown, place: readonly string[]): JsonObject {
  let at = value;
  for (const name of place) at = isObject(at) ? at[name] : undefined;
  return isObject(at) ? at : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6901. */
function pointer(place: readonly string[]): string {
  return place.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
