import { createHash } from 'node:crypto';
import type { Pinned } from './package-lock.ts';

/** A package, and what it may be used under. */
interface Subject {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** What a bill of materials lists beside the package that it is of. */
export interface Materials {
  /** Packages of others that are inside. */
  readonly carried: readonly Pinned[];
  /** Folders of those among them that are nowhere but in the built console. */
  readonly onlyInConsole: ReadonlySet<string>;
  /** Packages of others that are not inside: npm installs them where it can. */
  readonly optional: readonly Pinned[];
  /** Names of those packages, inside or not, that our own modules import. */
  readonly direct: readonly string[];
  /** The Node that all of it was tested on, for each platform: not inside the package, but inside the image. */
  readonly runtimes: readonly Pick<Pinned, 'name' | 'version' | 'sha512'>[];
}

/**
 * A bill of materials in CycloneDX 1.6: every package of others with its licence, the SHA-512 of what was fetched and
 * what it needs. It carries no time, and its serial number is made of its content, so that it is the same for the same
 * lock, byte for byte.
 */
export function billOfMaterials(subject: Subject, materials: Materials): string {
  const { carried, optional, direct, runtimes } = materials;
  const packages = [...carried, ...optional];
  const byFolder = new Map(packages.map((pinned) => [pinned.folder, referenceOf(pinned)]));
  const references = (folders: readonly string[]) =>
    [...new Set(folders.map((folder) => byFolder.get(folder)).filter((found) => found !== undefined))].sort();
  // The same version may lie in two folders: it is one component.
  const components = new Map(packages.map((pinned) => [referenceOf(pinned), pinned]));
  const isCarried = new Set(carried.map(referenceOf));
  const inConsole = new Set([...materials.onlyInConsole].flatMap((folder) => byFolder.get(folder) ?? []));
  const content = {
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', ...describe(subject) },
    },
    components: [
      ...[...components].map(([reference, pinned]) => ({
        type: 'library',
        ...describe(pinned),
        scope: isCarried.has(reference) ? 'required' : 'optional',
        hashes: [sha512(pinned)],
        properties: [{ name: 'ringwall:part', value: inConsole.has(reference) ? 'console' : 'server' }],
      })),
      ...runtimes.map((runtime) => ({
        type: 'platform',
        ...describe({ ...runtime, license: 'MIT' }),
        description:
          'Node.js. Not in the package, which takes any from its engines on; in the image, and in clones.',
        scope: 'excluded',
        hashes: [sha512(runtime)],
      })),
    ],
    dependencies: [
      { ref: referenceOf(subject), dependsOn: references(direct.map((name) => `node_modules/${name}`)) },
      ...[...components].map(([ref, { needs }]) => ({ ref, dependsOn: references(needs) })),
    ],
    compositions: [{ aggregate: 'complete', assemblies: [referenceOf(subject)] }],
  };
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumberOf(JSON.stringify(content)),
    version: 1,
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describe({ name, version, license }: Subject) {
  const reference = referenceOf({ name, version });
  const licenses = /^[\w.-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
  return { 'bom-ref': reference, name, version, purl: reference, licenses };
}

function sha512({ sha512: base64 }: Pick<Pinned, 'sha512'>) {
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}

/** A UUID of version 8 (RFC 9562): made of what it names. */
function serialNumberOf(content: string): string {
  const digest = createHash('sha256').update(content).digest('hex');
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(18, 20)}-${digest.slice(20, 32)}`;
}

/** A package URL (purl-spec, type npm). */
function referenceOf({ name, version }: Pick<Subject, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
