import type { Pinned } from './package-lock.ts';

/** What the manifest of apps/ringwall says that is published as it stands. */
interface AppManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
}

interface Contents {
  /** The module behind the command, without its extension. */
  readonly command: string;
  /** Packages of this repository that programs may import. */
  readonly libraries: readonly string[];
  /** Packages of others that our modules import. */
  readonly bundled: readonly Pinned[];
  /** What npm may install beside them, with their versions. */
  readonly optional: Readonly<Record<string, string>>;
}

/** The package.json that is published. It has no scripts: nothing runs when it is installed. */
export function publishedManifest(app: AppManifest, { command, libraries, bundled, optional }: Contents) {
  const { name, version, description, license, engines } = app;
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines,
    bin: { ringwall: `${command}.js` },
    imports: { '#ringwall/*': './packages/*/src/index.js' },
    exports: {
      ...Object.fromEntries(
        libraries.map((library) => [`./${library}`, `./packages/${library}/src/index.js`]),
      ),
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(bundled.map((pinned) => [pinned.name, pinned.version])),
    bundleDependencies: bundled.map((pinned) => pinned.name),
    optionalDependencies: optional,
  };
}
