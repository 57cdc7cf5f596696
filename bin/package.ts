// node bin/package.ts [--out <folder>]: the tarballs that are published, `ringwall` and `@ringwall/verifier`. Each
// holds what its entries reach and every package they need, so that it runs where there is a Node and nothing else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinnedClosure } from './package-lock.ts';
import { publishedManifest } from './package-manifest.ts';
import { billOfMaterials } from './package-sbom.ts';
import { reachedSources } from './package-sources.ts';
import { packFiles } from './package-tar.ts';
import { consoleImports, noticeOf, vendoredFiles } from './package-third-party.ts';
import { reachedDeclarations } from './package-types.ts';
import { verifierFiles } from './package-verifier.ts';
import { pinnedPackages } from './pinned-node.mjs';
import { Fault } from './steps.mjs';

const command = 'bin/ringwall';
/** Packages of this repository that programs may import, as `ringwall/core`. */
const libraries = ['core', 'sealing', 'verifier'];
const documents = [
  'LICENSE',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/configuration.md',
  'docs/errors.md',
];

/** The files of the published package, by their path in it. @throws Fault where something needed is missing */
export function packageFiles(root: string): ReadonlyMap<string, Uint8Array> {
  const entries = libraries.map((name) => `packages/${name}/src/index.ts`);
  const sources = reachedSources(root, [`${command}.ts`, ...entries]);
  const types = reachedDeclarations(root, entries);
  const app = readManifest(root, 'apps/ringwall');
  const optional: Readonly<Record<string, string>> = Object.assign(
    {},
    ...[...sources.workspaces].map((workspace) => readManifest(root, workspace).optionalDependencies),
  );
  const direct = [...sources.imports].filter((name) => optional[name] === undefined).sort();
  const bundled = pinnedClosure(root, direct);
  const inConsole = consoleImports(root);
  const carried = pinnedClosure(root, [...direct, ...inConsole]);

  const files = new Map([...sources.files, ...types.files]);
  for (const pinned of bundled) {
    const withTypes = types.imports.has(pinned.name);
    for (const [path, content] of vendoredFiles(root, pinned, { withTypes })) files.set(path, content);
  }
  for (const path of documents) files.set(path, readFileSync(join(root, path)));
  files.set('README.md', readFileSync(join(root, 'apps/ringwall/README.md')));
  files.set('NOTICE', Buffer.from(noticeOf(root, carried)));
  const wanted = Object.keys(optional).filter((name) => sources.imports.has(name));
  const onlyInConsole = new Set(carried.map(({ folder }) => folder));
  for (const { folder } of bundled) onlyInConsole.delete(folder);
  const bill = billOfMaterials(app, {
    carried,
    onlyInConsole,
    optional: pinnedClosure(root, wanted, { optional: true }),
    direct: [...direct, ...inConsole, ...wanted],
    runtimes: pinnedPackages(),
  });
  files.set('bom.json', Buffer.from(bill));
  const manifest = publishedManifest(app, {
    command,
    libraries,
    bundled: bundled.filter(({ folder, name }) => folder === `node_modules/${name}` && direct.includes(name)),
    optional: Object.fromEntries(Object.entries(optional).filter(([name]) => wanted.includes(name))),
  });
  files.set('package.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return files;
}

function readManifest(root: string, folder: string) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

if (import.meta.main) {
  const root = dirname(import.meta.dirname);
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } });
  const { version } = readManifest(root, 'apps/ringwall');
  try {
    mkdirSync(values.out, { recursive: true });
    const write = (name: string, files: ReadonlyMap<string, Uint8Array>, executables: readonly string[]) => {
      const tarball = packFiles(files, { executables });
      const path = join(values.out, `${name}-${version}.tgz`);
      writeFileSync(path, tarball);
      process.stdout.write(`${path}\n`);
      process.stderr.write(`${files.size} files, ${(tarball.length / 2 ** 20).toFixed(2)} MiB\n`);
    };
    const files = packageFiles(root);
    write('ringwall', files, [`${command}.js`]);
    const verifier = verifierFiles(root);
    write('ringwall-verifier', verifier.files, verifier.executables);
    // The same that is inside, for who looks before they install.
    const bill = join(values.out, `ringwall-${version}.cdx.json`);
    writeFileSync(bill, files.get('bom.json') ?? '');
    process.stdout.write(`${bill}\n`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`ringwall: ${error.message}\n`);
    process.exitCode = 3;
  }
}
