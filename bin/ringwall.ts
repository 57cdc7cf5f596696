#!/usr/bin/env node
// The command of the published package. Plain enough for a Node that is too old to run the rest to say so.
import process from 'node:process';

const oldestMajor = 24;

if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
  process.stderr.write(
    `ringwall: Node ${process.versions.node} is too old; it needs ${oldestMajor} or later.\n`,
  );
  process.exitCode = 3;
} else {
  await keepCompiledCode();
  if (process.argv[2] === 'file') await keepMemorySmall();
  await import('../apps/ringwall/src/main.ts');
}

/** In the user's own cache folder, where nobody else can leave code for us; the launcher of a clone does the same. */
async function keepCompiledCode() {
  const { HOME: home, XDG_CACHE_HOME: cache = home && `${home}/.cache` } = process.env;
  const { enableCompileCache } = await import('node:module');
  if (cache) enableCompileCache(`${cache}/ringwall/compiled`);
}

/**
 * Files of any size are sealed in little memory, of which the room that the collector lets young objects take would be
 * the largest part.
 */
async function keepMemorySmall() {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
}
