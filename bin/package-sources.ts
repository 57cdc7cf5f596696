import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin, stripTypeScriptTypes } from 'node:module';
import { join, posix } from 'node:path';
import { packageOf, replaceSpecifiers, type SpecifierKind } from './package-specifiers.ts';
import { Fault } from './steps.mjs';

/** What the entries need to run, as it ships. */
export interface Sources {
  /** The modules as JavaScript and the files they name, by their path in the repository. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Folders of the packages of this repository that are among them. */
  readonly workspaces: ReadonlySet<string>;
  /** Packages of others that the modules import. */
  readonly imports: ReadonlySet<string>;
}

/**
 * Everything the entries reach, and nothing else: tests, fixtures and tools stay behind because nothing that
 * ships imports them. Types are blanked out in place, so that every line and column is the source's.
 * @throws Fault for a module that is not there
 */
export function reachedSources(root: string, entries: readonly string[]): Sources {
  const files = new Map<string, Uint8Array>();
  const workspaces = new Set<string>();
  const imports = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const path = shippedPath(file);
    if (files.has(path)) continue;
    if (!file.endsWith('.ts')) {
      for (const [name, content] of filesBelow(root, file)) files.set(name, content);
      continue;
    }
    const here = file;
    const code = stripTypeScriptTypes(read(root, here).toString('utf8'));
    const shipped = replaceSpecifiers(code, (specifier, kind) => {
      if (isRelative(specifier, kind)) {
        waiting.push(posix.join(posix.dirname(here), specifier));
      } else if (ownPackage(specifier) !== undefined) {
        const workspace = `packages/${ownPackage(specifier)}`;
        workspaces.add(workspace);
        waiting.push(`${workspace}/src/index.ts`);
      } else if (!isBuiltin(specifier)) {
        imports.add(packageOf(specifier));
      }
      return shippedSpecifier(specifier, kind);
    });
    files.set(path, Buffer.from(shipped));
  }
  return { files, workspaces, imports };
}

/** `@ringwall/core` is no package out there: it becomes `#ringwall/core`, which the manifest maps to its file. */
export function shippedSpecifier(specifier: string, kind: SpecifierKind): string {
  if (isRelative(specifier, kind)) return shippedPath(specifier);
  const own = ownPackage(specifier);
  return own === undefined ? specifier : `#ringwall/${own}`;
}

function shippedPath(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

function isRelative(specifier: string, kind: SpecifierKind): boolean {
  return kind === 'url' || /^\.{1,2}\//.test(specifier);
}

function ownPackage(specifier: string): string | undefined {
  return /^@ringwall\/([a-z-]+)$/.exec(specifier)?.[1];
}

function filesBelow(root: string, path: string): (readonly [path: string, content: Uint8Array])[] {
  if (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() !== true)
    return [[path, read(root, path)]];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(root, posix.join(path, name)));
}

function read(root: string, path: string): Buffer {
  try {
    return readFileSync(join(root, path));
  } catch (cause) {
    throw new Fault(`${path} is needed in the package and cannot be read.`, { cause });
  }
}
