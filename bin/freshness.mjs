// What has to be made before a task can run: dependencies and the console's pages.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, npmCommand, run, step } from './steps.mjs';

/**
 * Installs what the lock file names, when node_modules is missing, unfinished or older than it.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function freshDependencies(root, env) {
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  if (installed > 0 && installed >= modified(join(root, 'package-lock.json'))) return;
  await step('install', 'installing dependencies', async () => {
    // Development dependencies build the console; an inherited NODE_ENV=production would leave them out.
    const npm = npmCommand(['ci', '--include=dev', '--no-audit', '--no-fund'], env);
    if ((await run(npm.program, npm.args, { cwd: root, env, quiet: true })) !== 0) {
      throw new Fault('npm ci failed; nothing was started.');
    }
  });
}

/**
 * Builds the console when its pages are missing or older than anything they are made of.
 * @param {string} root
 * @param {import('./pinned-node.mjs').Node} node
 * @param {NodeJS.ProcessEnv} env
 */
export async function freshConsole(root, node, env) {
  const folder = join(root, 'apps', 'console');
  const sources = [folder, join(root, 'packages', 'verifier', 'src')];
  const built = modified(join(folder, 'dist', 'index.html'));
  if (built >= Math.max(modified(join(root, 'package-lock.json')), ...sources.map(newest))) return;
  await step('build', 'building the console', async () => {
    const words = [...node.flags, executable(root, 'vite', 'vite'), 'build', '--logLevel', 'error'];
    if ((await run(node.program, words, { cwd: folder, env, quiet: true })) !== 0) {
      throw new Fault('the console did not build; nothing was started.');
    }
  });
}

/**
 * The script behind a dependency's command, to be run by Node itself: node_modules/.bin differs by platform.
 * @param {string} root
 * @param {string} dependency
 * @param {string} command
 */
export function executable(root, dependency, command) {
  const folder = join(root, 'node_modules', ...dependency.split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Milliseconds since the epoch; 0 for what is not there.
 * @param {string} path
 * @returns {number}
 */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * When anything in the folder last changed, its own build left out.
 * @param {string} folder
 * @returns {number}
 */
function newest(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const times = entries
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : modified(path);
    });
  return Math.max(modified(folder), ...times);
}
