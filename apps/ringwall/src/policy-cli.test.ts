import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from './cli/command-line.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running[Symbol.asyncDispose]());

async function run(...args: string[]) {
  const text = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text[name] += chunk.toString();
        done();
      },
    });
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  const terminal = {
    env: { RINGWALL_DATA: join(running.directory, 'data') },
    cwd: running.directory,
    stdout,
    stderr,
    stdin: new PassThrough(),
  };
  const code = await runCommandLine(args, terminal);
  return { code, ...text };
}

function write(name: string, text: string): Promise<void> {
  return writeFile(join(running.directory, name), text);
}

async function newUser(name: string): Promise<string> {
  const { stdout } = await run('user', 'create', name);
  return stdout.trim();
}

async function askModel(key: string) {
  const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await response.text();
  return { status: response.status, request: response.headers.get('x-request-id') ?? '' };
}

const noDemo = `@id("no-demo") @reason("The demo is over.")
forbid (principal, action == Ringwall::Action::"route.invoke", resource == Ringwall::Route::"demo-openai");
`;

describe('ringwall grant', () => {
  test('creates, lists and revokes', async () => {
    const user = await newUser('ada');
    await run('project', 'create', 'clinic');
    const created = await run('grant', 'create', user, 'engineer', '--project', 'clinic', '--route', 'chat');
    expect(created).toMatchObject({ code: 0, stderr: `${user} is engineer in clinic.\n` });
    const id = created.stdout.trim();
    const listed = await run('grant', 'list', '--to', user);
    expect(listed.stdout).toMatch(
      new RegExp(`^${id}\t${user}\tengineer\tclinic\troute:chat\tmanual\tnever`, 'm'),
    );
    expect(JSON.parse((await run('grant', 'list', '--to', user, '--json')).stdout)).toMatchObject({
      id,
      to: user,
    });
    expect(await run('grant', 'revoke', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing was revoked'),
    });
    expect(await run('grant', 'revoke', id, '--yes')).toMatchObject({ code: 0, stdout: `Revoked ${id}\n` });
    expect((await run('grant', 'list', '--to', user, '--json')).stdout).toBe('');
  });

  test('says what is wrong', async () => {
    const user = await newUser('bob');
    const attempt = async (...words: string[]) => (await run('grant', 'create', ...words)).stderr;
    expect(await attempt(user, 'auditor', '--project', '*')).toContain('the role of an auditor must end');
    expect(await attempt(user, 'auditor', '--project', '*', '--expires', '93d')).toContain('within 92 days');
    expect(await attempt(user, 'root')).toContain('role');
    expect(await attempt(user, 'engineer', '--project', 'nowhere')).toContain('no such project');
    expect(await attempt('usr_none', 'engineer')).toContain('no user, service or agent');
    expect(await attempt(user, 'engineer', '--route', 'a', '--model', 'b')).toContain(
      'one route, model or dataset',
    );
  });
});

describe('ringwall policy', () => {
  test('applies a file, shows it, and says why a request was refused, then and now', async () => {
    await write('own.cedar', noDemo);
    const { stdout: key } = await run('key', 'create', 'caller');
    const allowed = await askModel(key.trim());
    expect(allowed.status).toBe(200);

    expect(await run('policy', 'apply', 'own.cedar', '--dry-run')).toMatchObject({
      ...{ code: 0, stdout: 'own.cedar can be applied\n' },
    });
    expect((await run('policy', 'show')).stderr).toContain('No policies of your own yet');
    expect(await run('policy', 'apply', 'own.cedar')).toMatchObject({
      code: 0,
      stdout: 'Version 1 is in force\n',
    });
    expect(await run('policy', 'show')).toMatchObject({ code: 0, stdout: noDemo });
    const refused = await askModel(key.trim());
    expect(refused.status).toBe(403);

    // A refusal is recorded after it was answered.
    const why = () => run('policy', 'why', refused.request);
    await expect.poll(async () => (await why()).code, { timeout: 30_000 }).toBe(0);
    const ofRefused = await why();
    expect(ofRefused.stdout).toContain(
      'route.invoke  route:demo-openai\nthen: denied by no-demo\n  The demo is over.\n',
    );
    expect(ofRefused.stdout).toContain('now: denied by no-demo\n');
    const ofAllowed = await run('policy', 'why', allowed.request);
    expect(ofAllowed.stdout).toContain('then: allowed\nnow: denied by no-demo\n');

    await write('none.cedar', '');
    await run('policy', 'apply', 'none.cedar');
    expect((await askModel(key.trim())).status).toBe(200);
    const now = await run('policy', 'why', refused.request);
    expect(now.stdout).toContain('then: denied by no-demo\n');
    expect(now.stdout).toMatch(/now: allowed by base.service\n.*\n {2}key_\w+ is service in default\n$/);
    expect(JSON.parse((await run('policy', 'why', refused.request, '--json')).stdout)).toMatchObject({
      recorded: { context: { model: 'ringwall-demo' }, denied: { policies: ['no-demo'] } },
      now: { allow: true },
    });
    expect((await run('policy', 'show', '--versions')).stdout).toMatch(/^2\t.*\n1\t.*\tlocal\t/);
    expect((await run('policy', 'show', '--at', '1')).stdout).toBe(noDemo);
  });

  test('shows what ships and what policies can speak of', async () => {
    expect((await run('policy', 'show', '--all')).stdout).toContain('@id("base.admin")');
    expect((await run('policy', 'show', '--schema')).stdout).toMatch(/^namespace Ringwall \{/);
  });

  test('refuses a file at the place where it is wrong', async () => {
    await write(
      'wrong.cedar',
      '@id("a")\nforbid (principal, action, resource)\nwhen { context.model == "gpt" };\n',
    );
    const applied = await run('policy', 'apply', 'wrong.cedar');
    expect(applied.code).toBe(1);
    expect(applied.stderr).toMatch(/^wrong\.cedar:3:8: a: unable to guarantee safety of access/);
    expect(await run('policy', 'apply', 'missing.cedar')).toMatchObject({ code: 2 });
  });

  test('answers a question about a person', async () => {
    const user = await newUser('carol');
    const asked = ['--principal', user, '--action', 'body.open', '--resource', 'request:req_1'];
    expect((await run('policy', 'why', ...asked)).stdout).toBe(
      'denied\n  No role that permits this is held here.\n',
    );
    await run('grant', 'create', user, 'compliance', '--expires', '2126-01-01T00:00:00Z');
    expect((await run('policy', 'why', ...asked)).stdout).toMatch(
      new RegExp(
        `^allowed by base.compliance\\n.*\\n {2}${user} is compliance in default until 2126-01-01T00:00:00.000Z\\n$`,
      ),
    );
    const later = await run('policy', 'why', ...asked, '--at', '2126-01-01T00:00:00Z');
    expect(later.stdout).toContain('denied');
    const elsewhere = await run('policy', 'why', ...asked, '--project', 'clinic');
    expect(elsewhere.stdout).toContain('denied');
  });

  test.each([
    [[], 2, 'Name a request, or --principal'],
    [['req_none'], 3, 'Nothing is on record'],
    [
      ['--principal', 'usr_none', '--action', 'key.list', '--resource', 'server:ringwall'],
      3,
      'No user, service',
    ],
    [['--principal', 'shell', '--action', 'key.steal', '--resource', 'server:ringwall'], 3, 'action'],
    [['--principal', 'shell', '--action', 'key.list', '--resource', 'ringwall'], 2, 'kind:id'],
    [['--principal', 'shell', '--action', 'key.list', '--resource', 'robot:r2'], 3, 'kind'],
  ] as const)('why %j is told what it lacks', async (words, code, message) => {
    const answer = await run('policy', 'why', ...words);
    expect(answer.stderr).toContain(message);
    expect(answer.code).toBe(code);
  });

  test('tests cases, of the policies in force or of a file', async () => {
    await write(
      'cases.yaml',
      `cases:
  - name: an engineer uses the demo
    principal: user
    credential: key
    grants: [{ role: engineer }]
    action: route.invoke
    resource: route:demo-openai
    expect: allow
  - name: nobody else's project
    principal: user
    grants: [{ role: engineer, project: clinic }]
    action: traffic.read
    resource: project:default
    expect: deny
  - principal: shell
    action: kek.rotate
    resource: server:ringwall
    expect: allow
    policy: base.shell
`,
    );
    const passed = await run('policy', 'test', 'cases.yaml');
    expect(passed.stdout).toBe(
      "ok     an engineer uses the demo: allow (base.engineer)\nok     nobody else's project: deny\nok     shell kek.rotate server:ringwall: allow (base.shell)\n",
    );
    expect(passed).toMatchObject({ code: 0, stderr: '3 cases, 0 failed\n' });
    await write('own.cedar', noDemo);
    const failed = await run('policy', 'test', 'cases.yaml', '--policies', 'own.cedar');
    expect(failed).toMatchObject({ code: 1, stderr: '3 cases, 1 failed\n' });
    expect(failed.stdout).toContain(
      'FAILED an engineer uses the demo: deny (no-demo)\n       The demo is over.\n',
    );
    await write('odd.yaml', 'cases:\n  - principal: user\n    expect: maybe\n');
    expect((await run('policy', 'test', 'odd.yaml')).stderr).toContain('odd.yaml:');
  });
});
