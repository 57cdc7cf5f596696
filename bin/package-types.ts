import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { executable } from './freshness.mjs';
import { shippedSpecifier } from './package-sources.ts';
import { packageOf, replaceSpecifiers } from './package-specifiers.ts';
import { Fault } from './steps.mjs';

/** The declarations that the entries reach, by their path in the package, and whose types they name. */
export interface Declarations {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly imports: ReadonlySet<string>;
}

/**
 * Has the compiler write declarations for the entries. It does not look for type errors again: that is a check.
 * @throws Fault where a declaration cannot be written
 */
export function reachedDeclarations(root: string, entries: readonly string[]): Declarations {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-types-'));
  try {
    compile(root, entries, folder);
    return collect(folder, entries);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(root: string, entries: readonly string[], folder: string): void {
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    noCheck: true,
    checkJs: false,
    rootDir: root,
    outDir: folder,
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions,
    include: [],
    files: entries.map((entry) => join(root, entry)),
  };
  const file = join(folder, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(project));
  const tsc = executable(root, 'typescript', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', file], { encoding: 'utf8' });
  if (status !== 0) throw new Fault(`the declarations could not be written:\n${stdout}`);
}

function collect(folder: string, entries: readonly string[]): Declarations {
  const files = new Map<string, Uint8Array>();
  const imports = new Set<string>();
  const waiting = entries.map(declarationOf);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    const here = file;
    const shipped = replaceSpecifiers(readFileSync(join(folder, here), 'utf8'), (specifier, kind) => {
      const target = shippedSpecifier(specifier, kind);
      const own = /^#ringwall\/(.+)$/.exec(target)?.[1];
      if (own !== undefined) waiting.push(`packages/${own}/src/index.d.ts`);
      else if (target.startsWith('.'))
        waiting.push(declarationOf(posix.join(posix.dirname(here), specifier)));
      else imports.add(packageOf(specifier));
      return target;
    });
    files.set(here, Buffer.from(shipped));
  }
  return { files, imports };
}

function declarationOf(file: string): string {
  return file.replace(/\.ts$/, '.d.ts');
}
