import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile } from './open-file.ts';
import { sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-limits-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
const checkpoints = { fromBytes: 0, everyMs: 0 };
writeFileSync(join(root, 'id'), me.privateJwk);
writeFileSync(join(root, 'pub'), me.publicJwk);
const source = join(root, 'x');
const content = Buffer.from(randomBytes(2_000_000));
writeFileSync(source, content);

const program = fileURLToPath(new URL('../testing/run-sealing.ts', import.meta.url));
const hasBash = spawnSync('bash', ['-c', 'ulimit -n']).status === 0;

/** Runs one operation in a shell that was told what it may use. */
function limited(limits: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const words = [process.execPath, program, ...args, join(root, 'id'), join(root, 'pub')];
  const { status, stderr } = spawnSync('bash', ['-c', `${limits}; exec "$@"`, 'bash', ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stderr };
}

let made = 0;
function place(): string {
  const path = join(root, `${made++}`);
  mkdirSync(path);
  return path;
}

async function sealedIn(folder: string): Promise<string> {
  const target = join(folder, 'x.floe');
  await sealFile({ source, target, recipients });
  return target;
}

describe.skipIf(!hasBash)('where a file may not grow any further', () => {
  // The signal for it is ignored, so that the call fails as it does on a full disk.
  const limits = "trap '' XFSZ; ulimit -f 1000";

  test('sealing says so, keeps its place, and goes on when there is room', async () => {
    const folder = place();
    const target = join(folder, 'x.floe');
    const { status, stderr } = limited(limits, ['seal', source, target]);
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^sealing\/no-space/),
    });
    expect(existsSync(target)).toBe(false);
    expect(existsSync(join(folder, 'x.keys.json'))).toBe(false);
    const result = await sealFile({
      source,
      target,
      recipients,
      segmentBytes: 4096,
      checkpoints,
      resume: identities,
    });
    expect(result.resumedBytes).toBeGreaterThan(0);
    await openFile({ sealed: target, target: join(folder, 'y'), identities });
    expect(readFileSync(join(folder, 'y')).equals(content)).toBe(true);
  });

  test('opening says so, keeps its place, and goes on when there is room', async () => {
    const folder = place();
    const sealed = await sealedIn(folder);
    const y = join(folder, 'y');
    const { status, stderr } = limited(limits, ['open', sealed, y]);
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^sealing\/no-space/),
    });
    expect(existsSync(y)).toBe(false);
    const result = await openFile({ sealed, target: y, identities, checkpoints, resume: true });
    expect(result.resumedBytes).toBeGreaterThan(0);
    expect(readFileSync(y).equals(content)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['x.floe', 'x.keys.json', 'y']);
  });

  test('re-keying says so and leaves the file as it was', async () => {
    const folder = place();
    const sealed = await sealedIn(folder);
    const before = readFileSync(sealed);
    const { stderr } = limited(limits, ['rekey', sealed, '-']);
    expect(stderr).toMatch(/^sealing\/no-space/);
    expect(readFileSync(sealed).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['x.floe', 'x.keys.json']);
  });

  test('sealing a folder leaves no sealed folder', () => {
    const folder = place();
    mkdirSync(join(folder, 'f'));
    writeFileSync(join(folder, 'f', 'x'), content);
    const { stderr } = limited(limits, ['seal-folder', join(folder, 'f'), join(folder, 'f.sealed')]);
    expect(stderr).toMatch(/^sealing\/no-space/);
    expect(existsSync(join(folder, 'f.sealed'))).toBe(false);
  });
});

describe.skipIf(!hasBash)('where no more files may be open', () => {
  test.each(['seal', 'open', 'rekey'])(
    '%s says so at whichever file it is, or does all',
    async (operation) => {
      const endings = new Set<string>();
      for (let left = 0; left < 8; left++) {
        const folder = place();
        const sealed = join(folder, 'x.floe');
        if (operation !== 'seal') await sealedIn(folder);
        const args = {
          seal: ['seal', source, sealed],
          open: ['open', sealed, join(folder, 'y')],
          rekey: ['rekey', sealed, '-'],
        }[operation];
        const { status, stderr } = limited('ulimit -n 64', args ?? [], { LEAVE_DESCRIPTORS: `${left}` });
        endings.add(status === 0 ? 'done' : stderr.replace(/^(\S+):.*\((E\w+)\).*\n$/s, '$1 $2'));
        if (existsSync(sealed)) {
          await openFile({ sealed, target: join(folder, 'z'), identities });
          expect(readFileSync(join(folder, 'z')).equals(content)).toBe(true);
        }
        if (existsSync(join(folder, 'y'))) expect(readFileSync(join(folder, 'y')).equals(content)).toBe(true);
      }
      expect([...endings].sort()).toEqual(['done', 'sealing/not-accessible EMFILE']);
    },
  );
});

const canMount = spawnSync('unshare', ['-m', 'true']).status === 0 && process.getuid?.() === 0;

describe.skipIf(!canMount)('on a disk that is full (needs the right to mount one)', () => {
  test('sealing and opening say so and leave nothing that looks whole', async () => {
    const disk = place();
    const folder = place();
    const sealed = await sealedIn(folder);
    // Mounted where nothing else sees it, and gone with the shell.
    const inMount = (args: string) => {
      const command = `mount -t tmpfs -o size=1m none ${disk} && ${args}; ls -A ${disk} >&2`;
      return spawnSync('unshare', ['-m', 'bash', '-c', command], { encoding: 'utf8' }).stderr;
    };
    const run = `${process.execPath} ${program}`;
    const keys = `${join(root, 'id')} ${join(root, 'pub')}`;
    const sealing = inMount(`${run} seal ${source} ${disk}/x.floe ${keys}`);
    expect(sealing).toMatch(/^sealing\/no-space: The disk is full/);
    expect(sealing.split('\n').slice(1)).not.toContain('x.floe');
    const opening = inMount(`${run} open ${sealed} ${disk}/y ${keys}`);
    expect(opening).toMatch(/^sealing\/no-space: The disk is full/);
    expect(opening.split('\n').slice(1)).not.toContain('y');
    execFileSync('ls', [disk]);
  });
});
