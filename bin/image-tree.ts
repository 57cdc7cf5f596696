// node bin/image-tree.ts --out <folder>: what the Dockerfile lays over a base that has the C and C++ libraries of Debian
// and nothing to run: the published package, the pinned Node, and the command. Also what its tests run.
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFiles } from './package.ts';
import { suitableNode } from './pinned-node.mjs';
import { Fault } from './steps.mjs';

/** Where the package lies in the image, and its Node. */
const place = { package: 'opt/ringwall', node: 'opt/node/bin/node', command: 'usr/bin/ringwall' };

/** A library that Node needs and bases without a compiler lack. */
const libatomic = 'libatomic.so.1';

/**
 * Writes the tree into a folder, with the Node binary that is given.
 * @throws Fault where something needed is missing
 */
export function writeImageTree(root: string, out: string, options: { readonly node: string }): void {
  const write = (path: string, content: Uint8Array | string, mode: number) => {
    const target = join(out, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, mode);
  };
  for (const [path, content] of packageFiles(root)) write(join(place.package, path), content, 0o644);
  write(place.node, readFileSync(options.node), 0o755);
  // No shell is there to find Node on a path: the kernel starts it by its own.
  const command = `#!/${place.node}\nimport '/${place.package}/bin/ringwall.js';\n`;
  write(place.command, command, 0o755);
  const [library] = globSync(`/{usr/lib,lib}/*-linux-gnu/${libatomic}`).sort();
  if (library === undefined) throw new Fault(`${libatomic} is not here: install libatomic1.`);
  write(join('usr/lib', library.split('/').at(-2) ?? '', libatomic), readFileSync(library), 0o644);
  for (const folder of ['data', 'etc/ringwall']) mkdirSync(join(out, folder), { recursive: true });
  for (const document of ['NOTICE', 'LICENSE', 'bom.json']) {
    mkdirSync(join(out, 'usr/share/doc/ringwall'), { recursive: true });
    copyFileSync(join(out, place.package, document), join(out, 'usr/share/doc/ringwall', document));
  }
}

if (import.meta.main) {
  const root = dirname(import.meta.dirname);
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  try {
    if (values.out === undefined) throw new Fault('--out names the folder to write into.');
    // As if this Node were too old: the image has the pinned one, whatever runs here.
    const machine = { version: '0', platform: `${process.platform}-${process.arch}`, env: process.env };
    const { program } = await suitableNode(root, machine);
    writeImageTree(root, values.out, { node: program });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`ringwall: ${error.message}\n`);
    process.exitCode = 3;
  }
}
