import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { openKeyring } from './keyring.ts';

const script = fileURLToPath(new URL('../testing/hold-keys.ts', import.meta.url));

/** How often each needle is in the writable memory of a process of ours; undefined where the system forbids to look. */
function occurrences(pid: number, needles: Readonly<Record<string, Uint8Array>>) {
  const counts = new Map(Object.keys(needles).map((name) => [name, 0]));
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return undefined;
  }
  const chunk = Buffer.alloc(4 << 20);
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from = '0', to = '0'] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    // Chunks overlap by more than a needle is long, and a needle in the overlap counts once.
    for (let at = Number.parseInt(from, 16); at < Number.parseInt(to, 16); at += chunk.length - 256) {
      const length = Math.min(chunk.length, Number.parseInt(to, 16) - at);
      let read = 0;
      try {
        read = readSync(memory, chunk, 0, length, at);
      } catch {
        // Some mappings cannot be read by anybody.
      }
      for (const [name, needle] of Object.entries(needles)) {
        const found = chunk.subarray(0, read);
        const limit = chunk.length - 256;
        for (let i = found.indexOf(needle); i !== -1 && i < limit; i = found.indexOf(needle, i + 1))
          counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  closeSync(memory);
  return Object.fromEntries(counts);
}

test.skipIf(process.platform !== 'linux')(
  'a process that holds opened keys has each of them in memory once, and their text and passphrase not at all',
  async ({ skip }) => {
    const root = await temporaryDirectory();
    const passphrase = Buffer.from('a passphrase that nothing else would spell');
    await writeFile(`${root}/passphrase`, passphrase);
    await openKeyring(`${root}/keys`);
    const [signing = '', encryption = ''] = await Promise.all(
      ['ledger-signing-key', 'key-encryption-key'].map((name) => readFile(`${root}/keys/${name}`, 'latin1')),
    );
    const [seedText = '', keyText = ''] = [signing, encryption].map((content) => content.trim().slice(-44));
    const child = spawn(process.execPath, [script, `${root}/keys`, `${root}/passphrase`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    const found = occurrences(child.pid ?? 0, {
      seed: Buffer.from(seedText, 'base64').subarray(1),
      key: Buffer.from(keyText, 'base64'),
      seedText: Buffer.from(seedText.slice(2, 42)),
      keyText: Buffer.from(keyText.slice(0, 40)),
      passphrase,
    });
    child.stdin.end();
    expect((await exited)[0]).toBe(0);
    if (found === undefined) skip('the system does not let a process look into its child');
    expect(found).toEqual({ seed: 1, key: 1, seedText: 0, keyText: 0, passphrase: 0 });
  },
  60_000,
);
