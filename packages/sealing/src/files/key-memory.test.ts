import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileKey, openKeys, parseKeys, randomBytes, sealedPlace } from '@ringwall/core';
import { afterAll, expect, test } from 'vitest';
import { filePath } from './sealed-keys.ts';

const script = fileURLToPath(new URL('../testing/hold-after-sealing.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'ringwall-memory-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The writable memory of a child process, in overlapping pieces; undefined where the system forbids to look. */
function memoryOf(pid: number): readonly Buffer[] | undefined {
  const pieces: Buffer[] = [];
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return undefined;
  }
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from = '0', to = '0'] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    for (let at = Number.parseInt(from, 16); at < Number.parseInt(to, 16); at += 1 << 20) {
      const piece = Buffer.alloc(Math.min((1 << 20) + 64, Number.parseInt(to, 16) - at));
      try {
        pieces.push(piece.subarray(0, readSync(memory, piece, 0, piece.length, at)));
      } catch {
        // Some mappings cannot be read by anybody.
      }
    }
  }
  closeSync(memory);
  return pieces;
}

test.skipIf(process.platform !== 'linux')(
  'a process that sealed and opened a file has none of its keys in memory',
  async ({ skip }) => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const [source, pub, pem] = [join(root, 'x'), join(root, 'pub'), join(root, 'pem')];
    writeFileSync(source, randomBytes(200_000));
    writeFileSync(pub, publicKey.export({ format: 'pem', type: 'spki' }));
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' });
    writeFileSync(pem, secret);
    const child = spawn(process.execPath, [script, source, pub, pem], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    const memory = memoryOf(child.pid ?? 0);
    child.stdin.end();
    expect((await exited)[0]).toBe(0);
    if (memory === undefined) skip('the system does not let a process look into its child');
    const document = parseKeys(readFileSync(`${source}.keys.json`));
    const data = await openKeys(document, [{ kind: 'private-key', key: secret.toString() }]);
    const file = fileKey(data, sealedPlace({ ...document, path: filePath }));
    // Its second half: what frees memory may write into the beginning.
    const found = (key: Uint8Array) => memory?.filter((piece) => piece.includes(key.subarray(16))).length;
    expect([found(data), found(file)]).toEqual([0, 0]);
    // What it must have shows that its memory was looked into.
    expect(found(Buffer.from(`${' '.repeat(16)}ringwall/sealed/1`))).toBeGreaterThan(0);
  },
  60_000,
);
