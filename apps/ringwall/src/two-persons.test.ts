import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
let running: TestServer;
beforeAll(async () => {
  running = await startTestServer({
    yaml: 'signIn: { requireSecondFactor: false }\napprovals: { actions: [key.create, grant.create] }',
  });
});
afterAll(() => running[Symbol.asyncDispose]());

let people = 0;
async function admin() {
  const { identity } = running.server;
  const { id } = await identity.users.create({ name: `admin ${++people}` }, actor);
  await identity.grants.create({ to: id, role: 'admin', project: '*' }, actor);
  const { session } = await identity.sessions.create(id, 'link');
  return { id, cookie: `ringwall_session=${session.reveal()}` };
}

async function call({ cookie }: { readonly cookie: string }, path: string, body: unknown, approval?: string) {
  const response = await fetch(running.server.consoleUrl + path, {
    method: 'POST',
    headers: {
      ...{ cookie, 'x-ringwall-console': '1', 'content-type': 'application/json' },
      ...(approval !== undefined && { 'x-ringwall-approval': approval }),
    },
    body: JSON.stringify(body),
  });
  const json = Object(await response.json());
  return { status: response.status, json, approval: response.headers.get('x-ringwall-approval') ?? '' };
}

const ringwall = (...args: readonly string[]) =>
  runHere([...args, '--data', running.dataDirectory], { cwd: running.directory });

describe('an action that takes two persons', () => {
  test('is done once, when somebody else has approved exactly that', async () => {
    const [first, second] = [await admin(), await admin()];
    const wanted = { name: 'for the batch job', reason: undefined };
    const asked = await call(first, '/api/keys', wanted);
    expect(asked).toMatchObject({ status: 403, json: { code: 'identity/approval-required' } });
    expect(asked.json.detail).toContain(asked.approval);
    const decide = { reason: 'ticket 4711' };
    const alone = await call(first, `/api/approvals/${asked.approval}/approve`, decide);
    expect(alone).toMatchObject({ status: 409 });
    const approved = await call(second, `/api/approvals/${asked.approval}/approve`, decide);
    expect(approved.json).toMatchObject({ state: 'approved', decidedBy: { who: second.id } });
    const other = await call(first, '/api/keys', { ...wanted, name: 'for somebody else' }, asked.approval);
    expect(other).toMatchObject({ status: 409, json: { code: 'identity/approval-invalid' } });
    const done = await call(first, '/api/keys', wanted, asked.approval);
    expect(done).toMatchObject({ status: 200, json: { secret: expect.stringMatching(/^rw_/) } });
    expect((await call(first, '/api/keys', wanted, asked.approval)).status).toBe(409);
  });

  test('is not done when the second person may not decide on it any more', async () => {
    const { identity } = running.server;
    const first = await admin();
    const second = await admin();
    const wanted = { name: 'approved in vain' };
    const { approval } = await call(first, '/api/keys', wanted);
    const approved = await call(second, `/api/approvals/${approval}/approve`, { reason: 'ticket 4711' });
    expect(approved.status).toBe(200);
    const [grant] = identity.grants.list().filter(({ to }) => to === second.id);
    await identity.grants.revoke(grant?.id ?? '', actor);
    const elsewhere = { to: second.id, role: 'admin', project: 'elsewhere' } as const;
    await identity.projects.create({ id: 'elsewhere' }, actor);
    await identity.grants.create(elsewhere, actor);
    const tried = await call(first, '/api/keys', wanted, approval);
    expect(tried).toMatchObject({ status: 409, json: { code: 'identity/approval-invalid' } });
    await identity.grants.create({ ...elsewhere, project: 'default' }, actor);
    expect((await call(first, '/api/keys', wanted, approval)).status).toBe(200);
  });

  test('is not even asked for by somebody who may not do it', async () => {
    const { identity } = running.server;
    const { id } = await identity.users.create({ name: 'an auditor' }, actor);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await identity.grants.create({ to: id, role: 'auditor', project: '*', expiresAt }, actor);
    const { session } = await identity.sessions.create(id, 'link');
    const answer = await call({ cookie: `ringwall_session=${session.reveal()}` }, '/api/keys', { name: 'x' });
    expect(answer).toMatchObject({ status: 403, json: { code: 'app/forbidden' }, approval: '' });
  });

  test('is done from the command line with the approval of somebody in the console', async () => {
    const refused = await ringwall('key', 'create', 'from the shell');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--approval');
    const id = /apr_\w+/.exec(refused.stderr)?.[0] ?? '';
    expect((await ringwall('approval', 'list')).stdout).toContain(id);
    const shown = await ringwall('approval', 'show', id);
    expect(shown.stdout).toContain('from the shell');
    expect((await ringwall('approval', 'approve', id, '--reason', 'my own', '--yes')).code).toBe(3);
    expect(
      (await call(await admin(), `/api/approvals/${id}/approve`, { reason: 'looked at it' })).status,
    ).toBe(200);
    const done = await ringwall('key', 'create', 'from the shell', '--approval', id);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rw_/) });
  });

  test('is approved and refused from the command line', async () => {
    const first = await admin();
    const one = await call(first, '/api/keys', { name: 'one' });
    const approved = await ringwall('approval', 'approve', one.approval, '--reason', 'fine by me', '--yes');
    expect(approved).toMatchObject({ code: 0, stdout: `${one.approval}: approved\n` });
    const two = await call(first, '/api/keys', { name: 'two' });
    const refused = await ringwall('approval', 'refuse', two.approval, '--reason', 'not this one');
    expect(refused).toMatchObject({ code: 0, stdout: `${two.approval}: refused\n` });
    expect((await call(first, '/api/keys', { name: 'two' }, two.approval)).status).toBe(409);
    const listed = await ringwall('approval', 'list', '--all', '--json');
    expect(listed.stdout).toContain('"refused"');
  });
});
