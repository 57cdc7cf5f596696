import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLog } from '@ringwall/ledger';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from './cli/command-line.ts';
import { fakeTerminal } from './testing/fake-terminal.ts';
import { startServerProcess } from './testing/server-process.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const keyFiles = ['ledger-signing-key', 'key-encryption-key'] as const;
const question = 'The diagnosis is private.';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-server-keys-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function passphraseFile(name: string, content = `passphrase ${name}\n`): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

async function run(cwd: string, ...args: string[]) {
  const fake = fakeTerminal({ person: false, cwd });
  const code = await runCommandLine(args, fake.terminal);
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}

/** Asks the demo assistant, whose routes keep bodies; the id of the request. */
async function ask({ server, key }: TestServer): Promise<string> {
  const reply = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: question }] }),
  });
  expect(reply.status).toBe(200);
  return reply.headers.get('x-request-id') ?? '';
}

async function expectReadable(running: TestServer, requests: readonly string[]): Promise<void> {
  for (const id of requests) {
    const reply = await running.admin('POST', `/api/requests/${id}/open`, { reason: 'a test' });
    expect(reply.json).toMatchObject({ prompt: expect.stringContaining(question), missing: [] });
  }
}

const contents = ({ dataDirectory }: TestServer) =>
  Promise.all(keyFiles.map((name) => readFile(join(dataDirectory, 'keys', name), 'latin1')));

/** Writes another configuration, and starts again with it. */
async function reconfigure(running: TestServer, yaml: string): Promise<void> {
  await writeFile(join(running.directory, 'ringwall.config.yaml'), yaml);
  await running.restart();
}

describe('a server', () => {
  test('whose keys are sealed by a passphrase starts again, opens its bodies, and goes on with its log', async () => {
    const file = await passphraseFile('first');
    await using running = await startTestServer();
    const requests = [await ask(running)];
    expect((await run(running.directory, 'status', '--data', 'data')).stdout).toMatch(
      /^Keys {6}not sealed at rest: set keys\.passphraseFile/m,
    );
    const plain = await contents(running);

    await reconfigure(running, `keys: { passphraseFile: ${file} }`);
    const sealed = await contents(running);
    for (const [i, content] of sealed.entries()) {
      expect(content).toMatch(/^\{\n {2}"protected"/);
      expect(content).not.toContain(plain[i]?.trim().slice(-44));
    }
    expect(running.logged.join('\n')).toContain(
      '"The key files were written anew","sealedBy":"a passphrase"',
    );
    expect((await run(running.directory, 'status', '--data', 'data')).stdout).toMatch(
      /^Keys {6}sealed by a passphrase; the key-encryption key is at version 1$/m,
    );
    requests.push(await ask(running));
    await running.restart();
    expect(await contents(running)).toEqual(sealed);
    await expectReadable(running, requests);
    await running.server.close('done');
    expect(await verifyLog(join(running.dataDirectory, 'ledger'))).toMatchObject({ ok: true, unproven: 0 });
  });

  test('whose keys are sealed by a key of a provider starts again, and moves there from a passphrase', async () => {
    const file = await passphraseFile('first');
    const house = join(directory, 'house');
    const providers = `keyProviders:\n  house: { kind: file, directory: ${house} }\n`;
    await using running = await startTestServer({ yaml: `${providers}keys: { passphraseFile: ${file} }` });
    const requests = [await ask(running)];
    expect((await run(running.directory, 'kek', 'create', 'house/server')).code).toBe(0);

    const moved = `${providers}keys: { provider: house, key: server`;
    await reconfigure(running, `${moved}, previous: { passphraseFile: ${file} } }`);
    expect((await contents(running)).join()).toMatch(/provider:house\/server[\s\S]*provider:house\/server/);
    expect(running.logged.join('\n')).toContain('keys.previous is no longer needed');
    await rm(file);
    await reconfigure(running, `${moved} }`);
    requests.push(await ask(running));
    await expectReadable(running, requests);

    // A new version of the provider's key is taken up by the next start: nothing needs the old one any more.
    const versions = async () =>
      (await contents(running)).map((content) => /"keyVersion": "([^"]+)"/.exec(content)?.[1]);
    const [old] = await versions();
    expect((await run(running.directory, 'kek', 'rotate', 'house/server')).code).toBe(0);
    await running.restart();
    const [newest, other] = await versions();
    expect([newest, newest === old]).toEqual([other, false]);
    await expectReadable(running, requests);
  });

  test('opens bodies over rotations of its key-encryption key, which the ledger records', async () => {
    await using running = await startTestServer();
    const requests = [await ask(running)];
    for (const version of [2, 3]) {
      const rotated = await run(running.directory, 'kek', 'rotate-server', '--data', 'data', '--json');
      expect(JSON.parse(rotated.stdout)).toEqual({ version, destroyed: [version - 1], bodyKeys: 1 });
      requests.push(await ask(running));
    }
    const { json } = await running.admin('GET', '/api/ledger/entries?type=kek.rotated');
    expect(Object(json).items).toMatchObject([
      { event: { actor: { kind: 'shell', id: 'local' }, data: { version: 3, replaced: [2], bodyKeys: 1 } } },
      { event: { data: { version: 2, replaced: [1], bodyKeys: 1 } } },
    ]);
    // Only the shell of the machine may do it.
    expect((await running.admin('POST', '/api/kek/rotate', {})).status).toBe(403);
    await running.restart();
    await expectReadable(running, requests);
    const { stdout } = await run(running.directory, 'status', '--data', 'data', '--json');
    expect(JSON.parse(stdout).keys).toEqual({ encryptionKeyVersion: 3 });
  });
});

describe('a server that cannot open its keys', () => {
  const start = ['start', '--data', 'data', '--port', '0', '--console-port', '0'];

  test('says who could, answers 3 and changes nothing', async () => {
    const file = await passphraseFile('first');
    const wrong = await passphraseFile('wrong');
    await using running = await startTestServer({ yaml: `keys: { passphraseFile: ${file} }` });
    await running.server.close('done');
    const before = await contents(running);
    const config = join(running.directory, 'ringwall.config.yaml');
    for (const [yaml, tried] of [
      ['', 'nothing is configured'],
      [`keys: { passphraseFile: ${wrong} }`, 'what is configured does not open it'],
    ] as const) {
      await writeFile(config, yaml);
      const { code, stderr } = await run(running.directory, ...start);
      expect(code).toBe(3);
      expect(stderr).toMatch(/ledger-signing-key is sealed for a passphrase \(passphrase:[\w-]+\)/);
      expect(stderr).toContain(tried);
      expect(stderr).not.toMatch(/passphrase (first|wrong)/);
    }
    await writeFile(config, `keys: { passphraseFile: ${join(directory, 'nowhere')} }`);
    expect(await run(running.directory, ...start)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/keys\.passphraseFile: .*nowhere cannot be read/),
    });
    await writeFile(config, `keys: { passphraseFile: ${file} }`);
    await chmod(join(running.dataDirectory, 'keys', 'key-encryption-key'), 0o640);
    expect(await run(running.directory, ...start)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('ledger/keys-exposed'),
    });
    expect(await contents(running)).toEqual(before);
    expect((await readdir(join(running.dataDirectory, 'keys'))).sort()).toEqual(
      ['ledger-begun', ...keyFiles].sort(),
    );
  });
});

test('a process of its own shows no passphrase, says what its keys lie under, and starts again after kill -9', async () => {
  const file = await passphraseFile('first');
  const dataDirectory = join(directory, 'data');
  const plain = await startServerProcess({ dataDirectory, cwd: directory });
  expect(plain.output()).toMatch(/^ {2}Keys {5}not sealed at rest: set keys\.passphraseFile/m);
  await plain.end('SIGKILL');
  await writeFile(join(directory, 'ringwall.config.yaml'), `keys: { passphraseFile: ${file} }`);
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const sealed = await startServerProcess({ dataDirectory, cwd: directory });
    await sealed.end(signal);
    expect(sealed.output()).not.toContain('not sealed');
    expect(sealed.output()).not.toContain('passphrase first');
  }
  expect(await verifyLog(join(dataDirectory, 'ledger'))).toMatchObject({ ok: true, unproven: 0 });
});
