import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificates } from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { hasOpenssl, testAuthority } from '../testing/test-authority.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { startWitnessServer } from '../witness/witness-server.ts';
import { covers, expiryFindings, nameFindings } from './checks/certificates.ts';
import { clockFinding, skewFindings } from './checks/clock.ts';
import { latencyFinding, roomFinding } from './checks/disk.ts';
import { descriptorFindings, memoryFinding } from './checks/memory.ts';
import { nodeFinding } from './checks/node.ts';
import { listeningInode } from './checks/port-holder.ts';
import { answerFinding } from './checks/upstreams.ts';
import { seenFinding } from './checks/witnesses.ts';
import { doctorReport, type Finding } from './finding.ts';

const superuser = process.getuid?.() === 0;

/** An upstream that lists models for those with the right key, and whose clock is an hour behind. */
const upstream = createServer((request, response) => {
  const known = request.headers.authorization === 'Bearer right';
  response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
  response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end('{"data":[]}');
});
let upstreamPort = 0;

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const bound = upstream.address();
  upstreamPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
});
afterAll(() => void upstream.close());

async function examine(cwd: string, ...flags: readonly string[]) {
  const { code, stdout } = await runHere(['doctor', '--json', ...flags], { cwd });
  const report = doctorReport.parse(JSON.parse(stdout));
  expect(code).toBe(report.ok ? 0 : 1);
  const of = (check: string) => report.findings.filter((finding) => finding.check === check);
  return { ...report, of };
}

/** The disk that tests run on may be as full and as slow as it is. */
const wrongs = ({ findings }: { readonly findings: readonly Finding[] }) =>
  findings.filter(({ check, state }) => state === 'wrong' && check !== 'disk');

const states = (findings: readonly Finding[]) => findings.map(({ state }) => state);

describe('a server that runs well', () => {
  let running: TestServer;
  beforeAll(async () => {
    running = await startTestServer();
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test('has nothing wrong, and it says what was looked at', async () => {
    const report = await examine(running.directory, '--data', 'data');
    expect(report.running).toBe(true);
    expect(wrongs(report)).toEqual([]);
    expect(new Set(report.findings.map(({ check }) => check))).toEqual(
      new Set([
        ...['node', 'memory', 'disk', 'clock', 'configuration', 'permissions', 'ports', 'certificates'],
        ...['server', 'ledger', 'database', 'leftovers', 'upstreams', 'witnesses'],
      ]),
    );
    expect(report.of('ports').map(({ what }) => what)).toEqual([
      `Gateway: ${running.server.gatewayUrl}, held by this server`,
      `Console: ${running.server.consoleUrl}, held by this server`,
    ]);
  });

  test('is told of in words, with what to do', async () => {
    const { stdout } = await runHere(['doctor', '--data', 'data'], { cwd: running.directory });
    expect(stdout).toMatch(/^ok {7}node {11}Node /m);
    expect(stdout).toMatch(
      /^warning {2}configuration {2}No upstream is configured.*\n +Applications.*\n +→ Name a provider/m,
    );
  });

  test('has a witness that is asked, behind or ahead', async () => {
    const key = await readFile(join(running.dataDirectory, 'ledger', 'verifier-key'), 'utf8');
    const witness = await startWitnessServer({
      ...{ directory: join(running.directory, 'witness'), logs: [key.trim()], host: '127.0.0.1', port: 0 },
      log: () => {},
    });
    try {
      const keys = witness.witness.verifierKeys.map((each) => `\n        - ${each}`).join('');
      const config = `ledger:\n  witnesses:\n    - url: ${witness.url}\n      keys:${keys}\n`;
      await writeFile(join(running.directory, 'witnessed.yaml'), config);
      const flags = ['--data', 'data', '--config', 'witnessed.yaml'];
      const [finding] = (await examine(running.directory, ...flags)).of('witnesses');
      expect(finding).toMatchObject({ state: 'warning', what: `${witness.url} has not seen this log yet` });
      const offline = await examine(running.directory, ...flags, '--offline');
      expect(states(offline.of('witnesses'))).toEqual(['skipped']);
    } finally {
      await witness.close();
    }
    const away = await examine(running.directory, '--data', 'data', '--config', 'witnessed.yaml');
    expect(away.of('witnesses')[0]).toMatchObject({
      state: 'wrong',
      advice: expect.stringContaining('ledger witness'),
    });
  });
});

describe('an installation that does not run', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'ringwall-doctor-'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const configure = (yaml: string) => writeFile(join(cwd, 'ringwall.config.yaml'), yaml);

  test('is well before its first start', async () => {
    await configure('gateway: { port: 0 }\nconsole: { port: 0 }\n');
    const report = await examine(cwd);
    expect(report.running).toBe(false);
    expect(wrongs(report)).toEqual([]);
  });

  test('has a configuration that is wrong, and the rest is looked at all the same', async () => {
    await configure('gateway: { prot: 7071 }\n');
    const report = await examine(cwd);
    expect(report.of('configuration')[0]).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('prot'),
    });
    expect(states(report.of('ports'))).toEqual(['skipped']);
    expect(states(report.of('node'))).toEqual(['ok']);
    await configure('gateway: [');
    expect((await examine(cwd)).of('configuration')[0]).toMatchObject({ state: 'wrong' });
  });

  test('finds its port taken, and by whom', async () => {
    await configure(`gateway: { port: ${upstreamPort} }\nconsole: { port: 0 }\n`);
    const [gateway] = (await examine(cwd)).of('ports');
    expect(gateway).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining(`port ${upstreamPort} is taken`),
    });
    if (process.platform === 'linux') expect(gateway?.what).toContain(`(process ${process.pid})`);
  });

  test('has an upstream that takes the credential, refuses it, or is away; and another clock', async () => {
    const withKey = async (key: string, port: number) => {
      await writeFile(join(cwd, 'key'), key, { mode: 0o600 });
      const provider = `{ protocol: openai, baseUrl: "http://127.0.0.1:${port}/v1", apiKeyFile: key }`;
      await configure(`gateway: { port: 0 }\nconsole: { port: 0 }\nproviders:\n  house: ${provider}\n`);
      const report = await examine(cwd);
      expect(JSON.stringify(report)).not.toContain(key);
      return report.of('upstreams');
    };
    const [taken, clock] = await withKey('right', upstreamPort);
    expect(taken).toMatchObject({ state: 'ok', what: 'house: it answers, and takes our credential' });
    expect(clock).toMatchObject({
      state: 'wrong',
      what: expect.stringMatching(/1 h \d+ min ahead of that of house/),
    });
    expect((await withKey('stolen', upstreamPort))[0]).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('401'),
    });
    expect((await withKey('right', 1))[0]).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('does not answer'),
    });
  });

  test('has files that others may read, and left-overs', async () => {
    await configure('gateway: { port: 0 }\nconsole: { port: 0 }\n');
    const data = join(cwd, 'ringwall-data');
    await mkdir(join(data, 'keys'), { recursive: true, mode: 0o700 });
    await mkdir(join(data, 'ledger', 'wal'), { recursive: true });
    await writeFile(join(data, 'keys', 'ledger-signing-key'), 'x');
    await chmod(join(data, 'keys', 'ledger-signing-key'), 0o644);
    await writeFile(join(data, 'ledger', 'wal', 'set-aside-1'), 'x');
    await writeFile(join(data, 'restored.json'), '{}');
    await writeFile(join(data, 'ringwall.sock'), '');
    await writeFile(join(data, 'ringwall.db'), 'no database');
    await writeFile(join(data, 'ledger', 'checkpoint'), 'no checkpoint');
    const segment = join(data, 'ledger', 'wal', '0.seg');
    await writeFile(segment, 'x');
    const later = Date.now() / 1000 + 7_200;
    await utimes(segment, later, later);
    const report = await examine(cwd);
    const exposed = report.of('permissions').map(({ advice }) => advice);
    expect(exposed).toContain(`chmod 600 ${join(data, 'keys', 'ledger-signing-key')}`);
    expect(states(report.of('leftovers'))).toEqual(['ok', 'warning', 'wrong']);
    expect(report.of('clock')[0]).toMatchObject({
      state: 'wrong',
      what: expect.stringMatching(/before the last record/),
    });
    expect(report.of('database')[0]).toMatchObject({ state: 'wrong' });
    expect(report.of('ledger')[0]).toMatchObject({ state: 'wrong' });
  });

  test.skipIf(superuser)('(not as the superuser) cannot write where it should', async () => {
    const locked = join(cwd, 'locked');
    await mkdir(locked, { mode: 0o500 });
    expect(states((await examine(cwd, '--data', locked)).of('disk'))).toContain('wrong');
    await chmod(locked, 0o000);
    expect(states((await examine(cwd, '--data', locked)).of('ledger'))).toEqual(['skipped']);
  });

  test.skipIf(!hasOpenssl)(
    '(needs openssl) has a certificate that ends soon, for another name, or with a broken chain',
    async () => {
      const authority = testAuthority();
      try {
        const { certificateFile, keyFile } = authority.issue('DNS:other.example');
        const tls = `tls: { certificateFile: "${certificateFile}", keyFile: "${keyFile}" }`;
        await configure(`gateway: { port: 0 }\nconsole: { port: 0 }\n${tls}\n`);
        const found = (await examine(cwd)).of('certificates');
        expect(found.map(({ what }) => what)).toEqual([
          expect.stringMatching(/^The certificate for other.example ends in /),
        ]);
        const [own] = readCertificates(await readFile(certificateFile, 'utf8'));
        expect(nameFindings(own, ['gateway.example', '0.0.0.0', 'localhost', 'other.example'])).toMatchObject(
          [
            {
              state: 'warning',
              what: 'The certificate is not for gateway.example, where a listener listens',
            },
          ],
        );
        expect(nameFindings(undefined, [])).toMatchObject([{ state: 'wrong' }]);
        const other = authority.issue('DNS:gateway.example');
        await writeFile(join(cwd, 'chain.pem'), `${other.cert}${other.cert}${authority.ca}`);
        const broken = `tls: { certificateFile: chain.pem, keyFile: "${other.keyFile}" }`;
        await configure(`gateway: { port: 0 }\nconsole: { port: 0 }\n${broken}\n`);
        expect((await examine(cwd)).of('certificates').map(({ what }) => what)).toContain(
          'Certificate 2 of the chain has not issued the one before it',
        );
        await writeFile(join(cwd, 'chain.pem'), `${other.cert}${authority.ca}`);
        expect(states((await examine(cwd)).of('certificates'))).not.toContain('wrong');
        const facts = readCertificates(authority.ca);
        expect(
          states(expiryFindings(facts, Date.now() + 400 * 86_400_000).map((one) => ({ check: '', ...one }))),
        ).toEqual(['wrong']);
      } finally {
        authority.remove();
      }
    },
  );
});

describe('what there is to say of', () => {
  test.each([
    ['24.0.0', 'ok'],
    ['26.10.0', 'ok'],
    ['22.9.0', 'wrong'],
  ])('Node %s: %s', (version, state) => expect(nodeFinding(version).state).toBe(state));

  test.each([
    [10_000, 'ok'],
    [3_000, 'warning'],
    [999, 'wrong'],
  ])('%i free bytes where 1,000 are needed: %s', (free, state) =>
    expect(roomFinding(free, 1_000).state).toBe(state),
  );

  test.each([
    [1, 'ok'],
    [80, 'warning'],
    [2_000, 'wrong'],
  ])('a sync of %i ms: %s', (ms, state) => expect(latencyFinding(ms).state).toBe(state));

  test('little memory and few descriptors', () => {
    expect(memoryFinding(2 ** 33, 2 ** 33).state).toBe('ok');
    expect(memoryFinding(2 ** 26, 2 ** 33).state).toBe('warning');
    expect(descriptorFindings(1_024)).toHaveLength(1);
    expect(descriptorFindings(65_536)).toEqual([]);
    expect(descriptorFindings(undefined)).toEqual([]);
  });

  test('clocks', () => {
    const now = Date.parse('2026-03-01T00:00:00Z');
    expect(clockFinding(now, undefined).state).toBe('ok');
    expect(clockFinding(now, now + 1_000).state).toBe('ok');
    expect(clockFinding(now, now + 60_000).state).toBe('wrong');
    const skew = (date: string | undefined) => skewFindings('x', date, now).map(({ state }) => state);
    expect(skew(undefined)).toEqual([]);
    expect(skew('yesterday')).toEqual([]);
    expect(skew('Sun, 01 Mar 2026 00:00:10 GMT')).toEqual([]);
    expect(skew('Sun, 01 Mar 2026 00:01:00 GMT')).toEqual(['warning']);
    expect(skew('Sat, 28 Feb 2026 23:50:00 GMT')).toEqual(['wrong']);
  });

  test.each([
    [200, 'ok'],
    [404, 'ok'],
    [401, 'wrong'],
    [403, 'wrong'],
    [429, 'warning'],
    [503, 'warning'],
  ])('an upstream that answers %i: %s', (status, state) =>
    expect(answerFinding('x', status, true).state).toBe(state),
  );

  test('a witness: behind, level, or ahead of a log that was put back', () => {
    const seen = (size: number | undefined, running: boolean, status = 200) =>
      seenFinding('w', { status, seen: size, signed: 10, running }).state;
    expect(seen(10, true)).toBe('ok');
    expect(seen(4, true)).toBe('warning');
    expect(seen(4, false)).toBe('ok');
    expect(seen(11, false)).toBe('wrong');
    expect(seen(undefined, true)).toBe('wrong');
    expect(seen(undefined, true, 404)).toBe('warning');
  });

  test('names of certificates', () => {
    expect(covers('a.example', 'A.example')).toBe(true);
    expect(covers('*.example', 'a.example')).toBe(true);
    expect(covers('*.example', 'a.b.example')).toBe(false);
    expect(covers('*.example', 'example')).toBe(false);
  });

  test('whose socket listens', () => {
    const head =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
    const line = (port: string, state: string, inode: string) =>
      `   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1`;
    const table =
      head + [line('1B9F', '01', '11'), line('1B9F', '0A', '12'), line('1B9E', '0A', '13')].join('\n');
    expect(listeningInode(table, 0x1b9f)).toBe('12');
    expect(listeningInode(table, 0x1b9e)).toBe('13');
    expect(listeningInode(table, 80)).toBeUndefined();
  });
});
