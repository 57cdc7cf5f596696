import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { localWitness } from '../testing/local-witness.ts';
import { testLog } from '../testing/test-log.ts';

/** Debian's golang-golang-x-mod-dev. */
const modules = '/usr/share/gocode';
const hasGo =
  existsSync(`${modules}/src/golang.org/x/mod/sumdb`) && spawnSync('go', ['version']).status === 0;
const program = fileURLToPath(new URL('../testing/check-cosignature/main.go', import.meta.url));

function openInGo(note: string, ...keys: readonly string[]) {
  return spawnSync('go', ['run', program, ...keys], {
    input: note,
    encoding: 'utf8',
    env: { ...process.env, GO111MODULE: 'off', GOPATH: modules, GOFLAGS: '' },
  });
}

describe.skipIf(!hasGo)('Go’s note package (skipped where Go or golang-golang-x-mod-dev is missing)', () => {
  test('opens what our logs sign and our witnesses cosign, and nothing that was altered', async () => {
    const log = await testLog();
    const { witness, keys, clock } = await localWitness({ logs: [log.verifierKey] });
    await witness.addCheckpoint(log.request(0, 13));
    const note = witness.latest(log.origin) ?? '';
    const [witnessKey = ''] = keys;
    const root = Buffer.from(log.tree.root(13)).toString('base64');
    const opened = openInGo(note, log.verifierKey, witnessKey);
    expect(opened.stderr).toBe('');
    expect(opened.stdout.split('\n')).toEqual([
      `${log.origin} 13 ${root}`,
      `signed ${log.origin}`,
      'signed witness.example',
      // The other one is ML-DSA-44, which this version of Go does not have.
      'unknown 1',
      `time ${Math.floor(clock.nowMs / 1000)}`,
      '',
    ]);
    expect(openInGo(note.replace('\n13\n', '\n14\n'), log.verifierKey, witnessKey).status).toBe(1);
  }, 120_000);
});
