// node bin/dev.mjs <start | demo | test | check | bench | torture | docs | package | image | screenshots | ringwall> [arguments]
// From a fresh clone to the task, on any Node >= 18: finds or fetches a Node that can run Ringwall, installs
// what the lock file names, builds the console when it is stale, runs the task. Plain JavaScript without
// dependencies, because none of them are there yet.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executable, freshConsole, freshDependencies } from './freshness.mjs';
import { environmentFor, suitableNode } from './pinned-node.mjs';
import { Fault, run, trace } from './steps.mjs';

/**
 * @typedef {(...words: string[]) => Promise<number>} RunNode
 * @typedef {(node: RunNode, args: string[]) => Promise<number>} Run
 * @typedef {{ needsConsole?: (args: string[]) => boolean, run: Run }} Task
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'apps', 'ringwall', 'src', 'main.ts');

/** @type {Record<string, Task>} */
const tasks = {
  start: { needsConsole: () => true, run: (node, args) => node(cli, 'start', ...args) },
  demo: { needsConsole: () => true, run: (node, args) => node(join(root, 'bin', 'demo.ts'), ...args) },
  test: { needsConsole: () => true, run: runTests },
  check: { needsConsole: (args) => args.length === 0 || args.includes('tests'), run: check },
  bench: {
    needsConsole: ([name]) => name === 'console',
    run: (node, args) => node(join(root, 'bench', 'run.ts'), ...args),
  },
  torture: { needsConsole: () => true, run: (node, args) => node(join(root, 'bin', 'torture.ts'), ...args) },
  docs: { run: writeDocs },
  package: {
    needsConsole: () => true,
    // Node's own stripping of types is announced as an experiment.
    run: (node, args) =>
      node('--disable-warning=ExperimentalWarning', join(root, 'bin', 'package.ts'), ...args),
  },
  image: {
    needsConsole: () => true,
    run: (node, args) =>
      node('--disable-warning=ExperimentalWarning', join(root, 'bin', 'image-tree.ts'), ...args),
  },
  screenshots: { needsConsole: () => true, run: (node) => node(join(root, 'bin', 'screenshots.ts')) },
  ringwall: { run: (node, args) => node(cli, ...args) },
};

/** @type {Record<string, (node: RunNode) => Promise<number>>} */
const checks = {
  lint: (node) => node(tool('@biomejs/biome', 'biome'), 'ci', root),
  types: (node) => node(tool('typescript', 'tsc'), '--project', root),
  unused: (node) => node(tool('knip'), '--directory', root),
  tests: (node) => runTests(node, []),
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`ringwall: ${error.message}\n`);
  process.exitCode = 3;
}

/** @param {string[]} words */
async function main([name = '', ...args]) {
  const task = Object.entries(tasks).find(([known]) => known === name)?.[1];
  if (task === undefined) {
    process.stderr.write(`Usage: node bin/dev.mjs <${Object.keys(tasks).join(' | ')}> [arguments]\n`);
    return 2;
  }
  const node = await suitableNode(root);
  const env = environmentFor(node.program);
  await freshDependencies(root, env);
  if (task.needsConsole?.(args)) await freshConsole(root, node, env);
  trace('prepared', performance.now());
  return task.run(
    (...words) => run(node.program, [...node.flags, ...words], { cwd: process.cwd(), env }),
    args,
  );
}

/** @param {RunNode} node */
async function writeDocs(node) {
  for (const page of ['errors-doc.ts', 'openapi-doc.ts', 'cli-doc.ts']) {
    const status = await node(join(root, 'bin', page), '--write');
    if (status !== 0) return status;
  }
  return 0;
}

/** @param {string} dependency @param {string} command */
function tool(dependency, command = dependency) {
  return executable(root, dependency, command);
}

/**
 * @param {RunNode} node
 * @param {string[]} args
 */
function runTests(node, args) {
  return node(tool('vitest'), 'run', '--root', root, ...args);
}

/**
 * Runs the named checks, or all of them: one that fails does not hide the next.
 * @param {RunNode} node
 * @param {string[]} args
 */
async function check(node, args) {
  const wanted = args.length > 0 ? args : Object.keys(checks);
  /** @type {string[]} */
  const report = [];
  let failed = false;
  for (const name of wanted) {
    const work = checks[name];
    if (work === undefined) throw new Fault(`no check is called ${name}: ${Object.keys(checks).join(', ')}.`);
    const started = performance.now();
    const ok = (await work(node)) === 0;
    failed ||= !ok;
    report.push(
      `${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
    );
  }
  process.stderr.write(`\n${report.join('')}`);
  return failed ? 1 : 0;
}
