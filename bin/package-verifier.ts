import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reachedSources } from './package-sources.ts';
import { reachedDeclarations } from './package-types.ts';

const command = 'bin/ringwall-verify';
const library = 'packages/verifier/src/index';

/**
 * The files of the verifier as it is published alone, `@ringwall/verifier`, by their path in it: the library and its
 * command, and nothing of anyone else.
 * @throws Fault where something needed is missing
 */
export function verifierFiles(root: string): {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly executables: readonly string[];
} {
  const entries = [`${library}.ts`];
  const sources = reachedSources(root, [`${command}.ts`, ...entries]);
  const files = new Map([...sources.files, ...reachedDeclarations(root, entries).files]);
  files.set('LICENSE', readFileSync(join(root, 'LICENSE')));
  files.set('README.md', readFileSync(join(root, 'packages/verifier/README.md')));
  const manifest = publishedManifest(
    readManifest(root, 'packages/verifier'),
    readManifest(root, 'apps/ringwall'),
  );
  files.set('package.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return { files, executables: [`${command}.js`] };
}

/** The package.json that is published. It depends on nothing, and nothing runs when it is installed. */
function publishedManifest(
  own: Readonly<Record<'name' | 'version' | 'description' | 'license', string>>,
  app: { readonly engines: Readonly<Record<string, string>> },
) {
  const { name, version, description, license } = own;
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines: app.engines,
    sideEffects: false,
    bin: { 'ringwall-verify': `${command}.js` },
    imports: { '#ringwall/verifier': `./${library}.js` },
    exports: {
      '.': { types: `./${library}.d.ts`, default: `./${library}.js` },
      './package.json': './package.json',
    },
  };
}

function readManifest(root: string, folder: string) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}
