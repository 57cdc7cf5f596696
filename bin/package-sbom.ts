import type { Pinned } from './package-lock.ts';

/** The package that the bill of materials is of. */
interface Subject {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * A bill of materials in CycloneDX 1.6 of the packages of others that are inside. It carries no time and no
 * serial number, so that it is the same for the same lock.
 */
export function billOfMaterials(
  subject: Subject,
  packages: readonly Pinned[],
  direct: Iterable<string>,
): string {
  const byFolder = new Map(packages.map((pinned) => [pinned.folder, referenceOf(pinned)]));
  const references = (folders: readonly string[]) =>
    [...new Set(folders.map((folder) => byFolder.get(folder)).filter((found) => found !== undefined))].sort();
  // The same version may lie in two folders: it is one component.
  const components = new Map(packages.map((pinned) => [referenceOf(pinned), pinned]));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...describe(subject) } },
    components: [...components.values()].map((pinned) => ({
      type: 'library',
      ...describe(pinned),
      hashes: [{ alg: 'SHA-512', content: Buffer.from(pinned.sha512, 'base64').toString('hex') }],
    })),
    dependencies: [
      {
        ref: referenceOf(subject),
        dependsOn: references([...direct].map((name) => `node_modules/${name}`)),
      },
      ...[...components].map(([ref, { needs }]) => ({ ref, dependsOn: references(needs) })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describe({ name, version, license }: Subject) {
  const reference = referenceOf({ name, version });
  const licenses = /^[\w.-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
  return { 'bom-ref': reference, name, version, purl: reference, licenses };
}

/** A package URL (purl-spec, type npm). */
function referenceOf({ name, version }: Pick<Subject, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
