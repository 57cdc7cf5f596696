import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from './cli/command-line.ts';
import { hasOpenssl } from './testing/test-authority.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
const yaml = `
tls: { authority: true, names: [localhost, 127.0.0.1], clientCertificates: optional }
`;
const hasCurl = await promisify(execFile)('/usr/bin/env', ['curl', '--version']).then(
  () => true,
  () => false,
);
if (!hasCurl) console.warn('Skipped: a test that needs the curl command.');

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer({ yaml });
});
afterAll(() => running[Symbol.asyncDispose]());

async function run(args: readonly string[], stdin = '') {
  const chunks = { stdout: '', stderr: '' };
  const into = (name: keyof typeof chunks) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks[name] += chunk;
        done();
      },
    });
  const input = new PassThrough();
  input.end(stdin);
  const place = { env: { RINGWALL_DATA: running.dataDirectory }, cwd: running.directory, stdin: input };
  const code = await runCommandLine([...args], { ...place, stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...chunks };
}

async function newService(name: string): Promise<string> {
  const { identity } = running.server;
  const { id } = await identity.services.create({ name }, actor);
  await identity.grants.create({ to: id, role: 'service', project: 'default' }, actor);
  return id;
}

describe('ringwall ca', () => {
  test('says what there is, and that it is made once', async () => {
    const shown = await run(['ca', 'show']);
    expect(shown).toMatchObject({ code: 0, stdout: running.server.identity.authority.current?.certificate });
    const again = await run(['ca', 'init', '--trust-domain', 'example.org']);
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('already') });
    expect((await run(['ca', '--help'])).stdout).toMatch(/issue[\s\S]*revoke/);
  });

  test('makes a key here, for its owner alone, and never writes over a file', async () => {
    const service = await newService('files');
    const issued = await run(['ca', 'issue', '--service', service, '--out', 'files']);
    expect(issued).toMatchObject({ code: 0, stdout: 'files.pem\nfiles.key\n' });
    expect((await stat(join(running.directory, 'files.key'))).mode & 0o777).toBe(0o600);
    const before = await readFile(join(running.directory, 'files.key'), 'utf8');
    expect(await run(['ca', 'issue', '--service', service, '--out', 'files'])).toMatchObject({ code: 2 });
    expect(await readFile(join(running.directory, 'files.key'), 'utf8')).toBe(before);
    const { stdout } = await run(['ca', 'list', '--json']);
    expect(stdout).not.toContain('PRIVATE');
    expect(stdout.split('\n').filter((line) => line.includes(service))).toHaveLength(1);
  });

  test('leaves no key behind where nothing was issued', async () => {
    const refused = await run(['ca', 'issue', '--name', 'google.com', '--out', 'google']);
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('none that this authority was made for'),
    });
    await expect(stat(join(running.directory, 'google.key'))).rejects.toThrow('ENOENT');
    expect(await run(['ca', 'issue'])).toMatchObject({ code: 2 });
    expect(await run(['ca', 'issue', '--service', 'svc_none'])).toMatchObject({ code: 3 });
    expect(await run(['ca', 'issue', '--name', 'localhost', '--days', '999'])).toMatchObject({ code: 2 });
  });

  test.skipIf(!hasOpenssl)('certifies a key that was made elsewhere', async () => {
    const service = await newService('elsewhere');
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      'elsewhere.key',
    ];
    const { stdout } = await promisify(execFile)(
      '/usr/bin/env',
      ['openssl', 'req', ...key, '-subj', '/CN=x'],
      {
        cwd: running.directory,
      },
    );
    const asked = ['ca', 'issue', '--service', service, '--request', '-', '--out', 'elsewhere', '--json'];
    const issued = await run(asked, stdout);
    expect(JSON.parse(issued.stdout)).toMatchObject({ files: { certificate: 'elsewhere.pem' } });
  });

  test('revokes for a reason, and not by mistake', async () => {
    const service = await newService('revoked');
    const { stdout } = await run(['ca', 'issue', '--service', service, '--out', 'revoked', '--json']);
    const { id } = JSON.parse(stdout).certificate;
    expect(await run(['ca', 'revoke', id])).toMatchObject({ code: 2 });
    expect(await run(['ca', 'revoke', id, '--reason', 'lost'])).toMatchObject({ code: 2 });
    expect(running.server.identity.authority.isRevoked(id)).toBe(false);
    expect(await run(['ca', 'revoke', id, '--reason', 'lost', '--yes'])).toMatchObject({ code: 0 });
    expect(running.server.identity.authority.isRevoked(id)).toBe(true);
    expect((await run(['ca', 'crl'])).stdout).toMatch(/^-----BEGIN X509 CRL-----\n/);
  });

  test.skipIf(!hasCurl)('gives curl all it needs to call the gateway without a key', async () => {
    const service = await newService('curl');
    await run(['ca', 'issue', '--service', service, '--out', 'curl']);
    await writeFile(join(running.directory, 'ca.pem'), (await run(['ca', 'show'])).stdout);
    const url = `${running.server.gatewayUrl}/v1/models`;
    const curl = (...args: readonly string[]) =>
      promisify(execFile)(
        '/usr/bin/env',
        ['curl', '-sS', '--noproxy', '*', '--max-time', '20', ...args, url],
        {
          cwd: running.directory,
        },
      );
    const shown = ['--cert', 'curl.pem', '--key', 'curl.key'];
    expect((await curl('--cacert', 'ca.pem', ...shown)).stdout).toContain('ringwall-demo');
    expect((await curl('--cacert', 'ca.pem')).stdout).toContain('invalid_api_key');
    await expect(curl(...shown)).rejects.toThrow(/certificate/);
    await expect(curl('--cacert', 'ca.pem', '--tls-max', '1.2')).rejects.toThrow();
  });
});
