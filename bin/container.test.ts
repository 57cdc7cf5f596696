import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, matchesGlob, normalize } from 'node:path';
import { parseConfig } from '@ringwall/core';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noSandbox, Sandbox } from './doc-commands/sandbox.ts';
import { writeImageTree } from './image-tree.ts';

const root = dirname(import.meta.dirname);
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const words = z.array(z.string());

/** What compose.yaml may say of a service: all that it says is understood here, and applied where the tree is run. */
const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  user: z.string(),
  profiles: words.optional(),
  network_mode: z.literal('service:ringwall').optional(),
  read_only: z.literal(true),
  tmpfs: words,
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  pids_limit: z.number(),
  mem_limit: z.string(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  entrypoint: words.optional(),
  command: words.optional(),
  ports: words.optional(),
  volumes: words,
  secrets: words,
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: z.string(),
    timeout: z.string(),
    start_period: z.string(),
    retries: z.number(),
  }),
});
const composition = z.strictObject({
  services: z.strictObject({ ringwall: service, witness: service }),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
const compose = parseConfig(readFileSync(join(root, 'compose.yaml'), 'utf8'), composition, 'compose.yaml');

/** The instructions of the last stage: what the image is. */
const image = dockerfile
  .replace(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '');
const final = image.slice(image.findLastIndex((line) => line.startsWith('FROM ')));
const instruction = (name: string) =>
  final.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
const listed = (name: string) => words.parse(JSON.parse(instruction(name)));

describe('the Dockerfile', () => {
  test('is one that the linter has nothing to say about', () => {
    expect(validate(dockerfile, {})).toEqual([]);
  });

  test('makes an image without a shell that runs as nobody in particular', () => {
    expect(final.filter((line) => /^(?:RUN|ADD|SHELL|ONBUILD)\b/.test(line))).toEqual([]);
    expect(instruction('USER')).toBe('65532:65532');
    expect(listed('ENTRYPOINT')).toEqual(['/usr/bin/ringwall']);
    expect(instruction('HEALTHCHECK')).toMatch(/ CMD \["\/usr\/bin\/ringwall", "healthcheck"\]$/);
  });

  test('names no image but by a version', () => {
    const images = image.flatMap((line) => /^ARG \w+_IMAGE=(.*)$/.exec(line)?.[1] ?? []);
    expect(images.map((name) => basename(name))).toEqual([
      `node:${readFileSync(join(root, '.nvmrc'), 'utf8').trim()}-trixie-slim`,
      'cc-debian13:nonroot',
    ]);
    expect(image.filter((line) => line.startsWith('FROM '))).toEqual([
      `FROM ${'$'}{BUILD_IMAGE} AS build`,
      `FROM ${'$'}{BASE_IMAGE}`,
    ]);
  });

  test('gets all sources into the build, and nothing that a checkout may hold beside them', () => {
    const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const ignored = (path: string) =>
      patterns.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));
    const sources = globSync('{apps,bin,packages}/**/*.{ts,tsx,mjs,css,json,html}', {
      cwd: root,
      exclude: ['**/node_modules', '**/dist'],
    });
    expect(sources.length).toBeGreaterThan(1000);
    expect(sources.filter(ignored)).toEqual([]);
    const others = [
      '.git/config',
      'apps/console/node_modules/a',
      'ringwall-data/keys/a',
      'deploy/secrets/log-key',
    ];
    expect(others.filter((path) => !ignored(path))).toEqual([]);
  });
});

describe('compose.yaml', () => {
  test('publishes its ports on this machine only', () => {
    expect(compose.services.ringwall.ports).toEqual(['127.0.0.1:7071:7071', '127.0.0.1:7070:7070']);
  });

  test('runs what the Dockerfile says, and the witness with the same program', () => {
    const { ringwall, witness } = compose.services;
    expect([ringwall.user, witness.user]).toEqual([instruction('USER'), instruction('USER')]);
    expect(witness.image).toBe(ringwall.image);
    expect(ringwall.healthcheck.test.slice(1)).toEqual([...listed('ENTRYPOINT'), 'healthcheck']);
    expect(ringwall.image).toBe(`ringwall:${versionOf('apps/ringwall')}`);
  });

  test('has every volume and secret that a service names, and keeps secrets out of the repository', () => {
    const services = Object.values(compose.services);
    const volumes = services.flatMap((each) => each.volumes).filter((volume) => !volume.startsWith('./'));
    expect(Object.keys(compose.volumes).sort()).toEqual(volumes.map((volume) => volume.split(':')[0]).sort());
    expect(Object.keys(compose.secrets).sort()).toEqual(services.flatMap((each) => each.secrets).sort());
    const files = Object.values(compose.secrets).map(({ file }) => normalize(file));
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toContain('\ndeploy/secrets/\n');
    expect(files.filter((file) => !file.startsWith('deploy/secrets/'))).toEqual([]);
  });
});

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version;
}

/** What `gcr.io/distroless/cc` has that matters here, from the machine that runs the tests. */
const libraries = [
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libresolv.so.2'],
  ...['libstdc++.so.6', 'libgcc_s.so.1'],
];

/** Lays the tree that the Dockerfile makes over such a base. */
function layOut(tree: string): void {
  for (const library of libraries) {
    const [found] = globSync(`/{usr/lib,lib}/*-linux-gnu/${library}`).sort();
    if (found === undefined) throw new Error(`${library} is not here.`);
    const folder = join(tree, 'usr/lib', basename(dirname(found)));
    mkdirSync(folder, { recursive: true });
    copyFileSync(found, join(folder, library));
  }
  for (const loader of globSync('/lib{,64}/ld-linux-*.so.*')) {
    mkdirSync(join(tree, dirname(loader).replace(/^\/lib/, 'usr/lib')), { recursive: true });
    copyFileSync(loader, join(tree, loader.replace(/^\/lib/, 'usr/lib')));
  }
  for (const folder of ['lib', 'lib64']) symlinkSync(`usr/${folder}`, join(tree, folder));
  mkdirSync(join(tree, 'usr/lib64'), { recursive: true });
  for (const loader of globSync('/lib64/ld-linux-*.so.*')) copyFileSync(loader, join(tree, 'usr', loader));
  for (const folder of ['tmp', 'run', 'proc', 'dev']) mkdirSync(join(tree, folder));
  writeImageTree(root, tree, { node: process.execPath });
}

/** The words that run a program as compose would run it in a service: on a read-only tree, as nobody, with no rights. */
function confined(name: 'ringwall' | 'witness', home: string, program: readonly string[]): string {
  const { user, tmpfs, volumes, secrets } = compose.services[name];
  const [uid = '', gid = ''] = user.split(':');
  const environment = instruction('ENV')
    .trim()
    .split(/\s+/)
    .flatMap((each) => ['--setenv', ...each.split('=')]);
  const mounts = volumes.flatMap((volume) => {
    const [from = '', to = '', mode] = volume.split(':');
    return [mode === 'ro' ? '--ro-bind' : '--bind', join(home, from), to];
  });
  return [
    ...['bwrap', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--uid', uid, '--gid', gid, '--cap-drop', 'ALL', '--clearenv', ...environment],
    ...['--ro-bind', join(home, 'tree'), '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/run'],
    ...tmpfs.flatMap((mount) => ['--tmpfs', mount.split(':')[0] ?? '']),
    ...mounts,
    ...secrets.flatMap((secret) => [
      '--ro-bind',
      join(home, compose.secrets[secret]?.file ?? ''),
      `/run/secrets/${secret}`,
    ]),
    ...['--chdir', instruction('WORKDIR'), ...program],
  ].join(' ');
}

const cannot =
  noSandbox() ??
  (spawnSync('bwrap', ['--version']).status === 0 ? undefined : 'bwrap (Debian: bubblewrap) is not here');

describe.skipIf(cannot !== undefined)(`what the image holds${cannot ? ` (skipped: ${cannot})` : ''}`, () => {
  let machine: Sandbox;
  const run = async (command: string) => {
    const { output, exit } = await machine.run(command, AbortSignal.timeout(60_000));
    expect(exit, `${command}\n${output}`).toBe(0);
    return output;
  };
  const inside = (name: 'ringwall' | 'witness', ...program: readonly string[]) =>
    confined(name, machine.workplace, program);
  const start = (name: 'ringwall' | 'witness') => {
    const {
      entrypoint = listed('ENTRYPOINT'),
      command = listed('CMD'),
      healthcheck,
    } = compose.services[name];
    const program = inside(name, ...entrypoint, ...command);
    const healthy = inside(name, ...healthcheck.test.slice(1));
    return run(
      `${program} > ${name}.txt 2>&1 & ${name}=$!
until ${healthy} > /dev/null 2>&1; do kill -0 $${name} || { cat ${name}.txt; false; break; }; sleep 0.2; done`,
    );
  };
  const stop = () => run('kill $ringwall; wait $ringwall 2> /dev/null; true');

  beforeAll(async () => {
    machine = new Sandbox(root);
    layOut(join(machine.workplace, 'tree'));
    await run('mkdir -p data witness deploy/etc deploy/secrets');
    writeFileSync(
      join(machine.workplace, 'deploy/secrets/keys-passphrase'),
      'correct horse battery staple\n',
      {
        mode: 0o600,
      },
    );
    copyFileSync(
      join(root, 'deploy/etc/ringwall.config.yaml'),
      join(machine.workplace, 'deploy/etc/ringwall.config.yaml'),
    );
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  test('serves, is witnessed and verifies on a read-only root, as nobody, with no rights', {
    timeout: 120_000,
  }, async () => {
    await start('ringwall');
    await run('tail -n +1 data/ledger/verifier-key > deploy/secrets/log-key');
    await start('witness');

    const witnessed = await run(`sed -n '/^ledger:/,$p' witness.txt`);
    expect(witnessed).toContain('- url: http://127.0.0.1:7074');
    await stop();
    writeFileSync(
      join(machine.workplace, 'deploy/etc/ringwall.config.yaml'),
      `${readFileSync(join(root, 'deploy/etc/ringwall.config.yaml'), 'utf8')}\n${witnessed}`,
    );
    await start('ringwall');

    await run(`${inside('ringwall', '/usr/bin/ringwall', 'ca', 'show')} > ca.pem`);
    const key = (
      await run(`${inside('ringwall', '/usr/bin/ringwall', 'key', 'create', 'app')} 2> /dev/null`)
    ).trim();
    const body = JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] });
    const answer = await run(
      `curl -s --cacert ca.pem https://localhost:7071/v1/chat/completions -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${body}'`,
    );
    expect(answer).toContain('[demo assistant] Hello!');

    const status = inside('ringwall', '/usr/bin/ringwall', 'status', '--json');
    await run(`until ${status} | grep -q witnessedAt; do sleep 0.2; done`);
    const verified = await run(inside('ringwall', '/usr/bin/ringwall', 'ledger', 'verify', '--witness'));
    expect(verified).toMatch(/The log is intact\.[\s\S]*^Witnessed {2}the first \d+ by witness\.example/m);
  });

  test('cannot be written to, and has nothing else to run', async () => {
    const script = `
      const { existsSync, writeFileSync, readdirSync } = require('node:fs');
      const written = ['/opt/ringwall/x', '/etc/x', '/usr/bin/x'].filter((path) => { try { writeFileSync(path, ''); return true; } catch { return false; } });
      const uid = process.getuid();
      const shells = ['/bin/sh', '/usr/bin/sh', '/bin/bash'].filter(existsSync);
      console.log(JSON.stringify({ written, uid, shells, programs: readdirSync('/usr/bin') }));`;
    writeFileSync(join(machine.workplace, 'data/look.cjs'), script);
    const seen = await run(inside('ringwall', '/opt/node/bin/node', '/data/look.cjs'));
    expect(JSON.parse(seen)).toEqual({ written: [], uid: 65532, shells: [], programs: ['ringwall'] });
  });

  test('is not healthy where nothing runs', { timeout: 60_000 }, async () => {
    await stop();
    const { exit } = await machine.run(
      inside('ringwall', ...compose.services.ringwall.healthcheck.test.slice(1)),
      AbortSignal.timeout(60_000),
    );
    expect(exit).toBe(3);
  });
});
