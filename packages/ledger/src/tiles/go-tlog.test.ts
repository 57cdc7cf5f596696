import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { settled } from '../testing/tiled-log.ts';

// Debian's golang-go and golang-golang-x-mod-dev.
const goPath = '/usr/share/gocode';
const hasGo = existsSync(`${goPath}/src/golang.org/x/mod/sumdb`) && spawnSync('go', ['version']).status === 0;

test.skipIf(!hasGo)(
  "Go's own tlog proves every entry from the files of the log alone",
  { timeout: 300_000 },
  async () => {
    const directory = await temporaryDirectory();
    const program = `${directory}/check-log`;
    const source = fileURLToPath(new URL('../testing/go-tlog/main.go', import.meta.url));
    const env = { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOFLAGS: '', CGO_ENABLED: '0' };
    execFileSync('go', ['build', '-o', program, source], { env });

    const keys = await keyringFor(directory);
    const log = `${directory}/ledger`;
    const ledger = await openLedger({ directory: log, keys, clock: new TestClock(), segmentBytes: 20_000 });
    const older: string[] = [];
    for (const batch of [1, 90, 165, 1, 255, 300, 500]) {
      await appendBatches(ledger, [batch]);
      const { size, root } = await ledger.checkpoint();
      older.push(`${size}:${Buffer.from(root).toString('base64')}`);
    }
    await settled(ledger, 400);
    const checkLog = () => spawnSync(program, [log, keys.verifierKey, ...older], { encoding: 'utf8' });
    // While the ledger is open, as a web server would read its directory.
    expect(checkLog()).toMatchObject({ status: 0, stdout: '1312 records, 7 older trees\n' });
    await ledger.close();

    for (const name of ['checkpoint', 'tile/entries/003', 'tile/0/002', 'tile/1/000.p/5']) {
      const content = await readFile(`${log}/${name}`);
      await writeFile(`${log}/${name}`, content.with(40, (content[40] ?? 0) ^ 1));
      expect(checkLog().status).toBe(1);
      await writeFile(`${log}/${name}`, content);
    }
    expect(checkLog().status).toBe(0);
  },
);
