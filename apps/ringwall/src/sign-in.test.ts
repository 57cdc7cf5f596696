import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleVisitor, consoleVisitor } from './testing/console-visitor.ts';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const clock = { time: Date.now(), now: () => clock.time };
const words = 'four unrelated words please';
let running: TestServer;
beforeAll(async () => {
  running = await startTestServer({ clock });
});
afterAll(() => running[Symbol.asyncDispose]());

const visitor = (cookie?: string) => consoleVisitor(() => running.server.consoleUrl, cookie);
const shell = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } } as const;
const actor = { kind: 'shell', id: 'local' } as const;

/** RFC 6238 from the secret as the app is given it, by other code than ours. */
function codeOf(secret: string): string {
  const bits = [...secret]
    .map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(clock.time / 30_000), 4);
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function newUser(name: string, role: 'engineer' | 'admin' = 'engineer'): Promise<ConsoleVisitor> {
  const { identity } = running.server;
  const user = await identity.users.create({ name }, actor);
  await identity.grants.create({ to: user.id, role, project: '*' }, actor);
  const { token } = await identity.local.administration.invite(shell, user.id, { reset: false });
  const person = visitor();
  const reply = await person.call('POST', '/api/session', { token: token.reveal() });
  expect(reply.status).toBe(200);
  expect((await person.call('POST', '/api/account/password', { password: words })).status).toBe(200);
  return person;
}

async function setUpTotp(person: ConsoleVisitor): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = Object((await person.call('POST', '/api/account/totp', {})).json);
  const confirmed = await person.call('POST', '/api/account/totp/confirm', {
    ...{ ticket: begun.ticket, code: codeOf(begun.secret) },
  });
  expect(confirmed.status).toBe(200);
  clock.time += 60_000;
  return { secret: begun.secret, recoveryCodes: Object(confirmed.json).recoveryCodes };
}

describe('somebody who was invited', () => {
  test('sets a password, and signs in with it from then on', async () => {
    const person = await newUser('ada');
    expect((await person.call('DELETE', '/api/session')).status).toBe(200);
    expect((await person.call('GET', '/api/account')).status).toBe(401);
    const signedIn = await person.call('POST', '/api/sign-in/password', { name: 'ADA', password: words });
    expect(signedIn.status).toBe(200);
    expect(signedIn.json).toMatchObject({ state: 'signed-in', principal: { who: { type: 'user' } } });
    expect(signedIn.headers.get('set-cookie')).toMatch(
      /^ringwall_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect((await person.call('GET', '/api/account')).json).toMatchObject({
      user: { name: 'ada' },
      password: { setAt: expect.any(String) },
      passkeys: [],
      recoveryCodes: 0,
      secondFactorRequired: false,
      secondFactorMissing: false,
      fresh: true,
      passkeysPossible: false,
    });
  });

  test('as an administrator can do nothing but set up a second factor, and then everything', async () => {
    const person = await newUser('grace', 'admin');
    const before = person.cookie;
    const refused = await person.call('GET', '/api/keys');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('second factor');
    expect((await person.call('GET', '/api/account')).json).toMatchObject({ secondFactorMissing: true });
    const { recoveryCodes } = await setUpTotp(person);
    expect(recoveryCodes).toHaveLength(10);
    expect(person.cookie).not.toBe(before);
    expect((await person.call('GET', '/api/keys')).status).toBe(200);
    // The session that had shown less is over.
    expect((await visitor(before).call('GET', '/api/account')).status).toBe(401);
  });

  test('shows a code after the password, each code once', async () => {
    const person = await newUser('joan');
    const { secret } = await setUpTotp(person);
    const password = async () =>
      Object((await visitor().call('POST', '/api/sign-in/password', { name: 'joan', password: words })).json);
    const step = await password();
    expect(step).toMatchObject({ state: 'second-factor', factors: ['totp', 'recovery-code'] });
    const show = (ticket: unknown) =>
      visitor().call('POST', '/api/sign-in/totp', { ticket, code: codeOf(secret) });
    const [first, second] = await Promise.all([show(step.ticket), show(step.ticket)]);
    expect([first.status, second.status].sort()).toEqual([200, 401]);
    expect((await show((await password()).ticket)).status).toBe(401);
    clock.time += 30_000;
    expect((await show((await password()).ticket)).status).toBe(200);
  });

  test('shows a recovery code in place of one, once', async () => {
    const person = await newUser('hedy');
    const { recoveryCodes } = await setUpTotp(person);
    const code = `  ${recoveryCodes[0]?.toUpperCase().replaceAll('-', ' ')}`;
    const enter = async () => {
      const again = visitor();
      const step = await again.call('POST', '/api/sign-in/password', { name: 'hedy', password: words });
      return again.call('POST', '/api/sign-in/totp', { ticket: Object(step.json).ticket, code });
    };
    expect((await enter()).status).toBe(200);
    expect((await enter()).status).toBe(401);
  });
});

test('everything but the right password is answered alike', async () => {
  await newUser('rosa');
  const answers = [];
  for (const [name, password] of [
    ['rosa', 'another four unrelated words'],
    ['nobody', words],
    ['local', words],
    ["rosa' or 1=1 --", words],
  ]) {
    const { status, text, headers } = await visitor().call('POST', '/api/sign-in/password', {
      name,
      password,
    });
    answers.push(JSON.stringify([status, text, headers.get('set-cookie')]));
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('identity/sign-in-failed');
});

test('a session that somebody planted in the browser ends when another person signs in there', async () => {
  const attacker = await newUser('mallory');
  await newUser('victoria');
  const victim = visitor(attacker.cookie);
  const planted = victim.cookie;
  await victim.call('POST', '/api/sign-in/password', { name: 'victoria', password: words });
  expect(victim.cookie).not.toBe(planted);
  expect((await victim.call('GET', '/api/account')).json).toMatchObject({ user: { name: 'victoria' } });
  expect((await attacker.call('GET', '/api/account')).status).toBe(401);
  const invented = visitor('ringwall_session=chosen-by-the-attacker');
  await invented.call('POST', '/api/sign-in/password', { name: 'victoria', password: words });
  expect(invented.cookie).not.toContain('chosen');
});

test('a password that an attacker would try is not taken, and it is said why', async () => {
  const person = await newUser('lise');
  for (const password of ['short', 'password1234', 'aaaaaaaaaaaaaaaa', '123456789012']) {
    const refused = await person.call('POST', '/api/account/password', { password });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ code: 'identity/password-unfit' });
    expect(refused.text).not.toContain(password);
  }
});

test('a session that is older than ten minutes cannot change what one signs in with', async () => {
  const person = await newUser('mary');
  clock.time += 10 * 60_000;
  const change = () => person.call('POST', '/api/account/password', { password: `${words} again` });
  expect((await change()).json).toMatchObject({ code: 'identity/confirmation-needed' });
  const before = person.cookie;
  await person.call('POST', '/api/sign-in/password', { name: 'mary', password: words });
  expect((await change()).status).toBe(200);
  expect((await visitor(before).call('GET', '/api/account')).status).toBe(401);
});

test('one-time codes outlive a rotation of the key-encryption key and a restart, and so does the session', async () => {
  const person = await newUser('vera');
  const { secret } = await setUpTotp(person);
  expect(await command('kek', 'rotate-server')).toMatchObject({ code: 0 });
  await running.restart();
  expect((await person.call('GET', '/api/account')).status).toBe(200);
  const again = visitor();
  const step = await again.call('POST', '/api/sign-in/password', { name: 'vera', password: words });
  const { ticket } = Object(step.json);
  expect((await again.call('POST', '/api/sign-in/totp', { ticket, code: codeOf(secret) })).status).toBe(200);
});

test('nothing that people sign in with is in any file, log line or answer', async () => {
  const person = await newUser('wilma');
  const { secret, recoveryCodes } = await setUpTotp(person);
  const said = [];
  for (const path of ['/api/account', '/api/account/sessions', '/api/sign-in/methods']) {
    said.push((await person.call('GET', path)).text);
  }
  for (const path of ['/api/users', '/api/sessions', '/api/ledger/entries?limit=200']) {
    said.push((await running.admin('GET', path)).body);
  }
  const files: Buffer[] = [];
  // The log is read while it is full; the database itself only when closed, because reading it would unlock it.
  const open = await readFile(join(running.dataDirectory, 'ringwall.db-wal'));
  await running.restart({
    meanwhile: async () => {
      for (const entry of await readdir(running.dataDirectory, { withFileTypes: true, recursive: true })) {
        if (entry.isFile()) files.push(await readFile(join(entry.parentPath, entry.name)));
      }
    },
  });
  const everything = Buffer.concat([open, ...files, Buffer.from([said, running.logged].flat(2).join('\n'))]);
  expect(everything.includes('wilma')).toBe(true);
  const cookie = person.cookie.split('=')[1] ?? 'missing';
  for (const hidden of [words, secret, cookie, ...recoveryCodes]) {
    expect(everything.includes(hidden)).toBe(false);
    expect(everything.includes(hidden.replaceAll('-', ''))).toBe(false);
  }
});

describe('from the shell', () => {
  test('somebody is invited, listed, signed out, reset and let in again', async () => {
    const { identity } = running.server;
    const user = await identity.users.create({ name: 'nina@example.org' }, actor);
    const invited = await command('user', 'invite', 'nina@example.org', '--json');
    const { url } = JSON.parse(invited.stdout);
    const person = visitor();
    const token = new URL(url).hash.slice('#login='.length);
    expect((await person.call('POST', '/api/session', { token })).status).toBe(200);
    const listed = await command('session', 'list', '--user', 'nina@example.org', '--json');
    const { id } = JSON.parse(listed.stdout);
    expect(listed.stdout).toContain(user.id);
    expect((await command('session', 'revoke', id)).code).toBe(2);
    expect(await command('session', 'revoke', id, '--yes')).toMatchObject({
      code: 0,
      stdout: `Ended ${id}\n`,
    });
    expect((await person.call('GET', '/api/account')).status).toBe(401);
    expect((await command('user', 'reset', 'nina@example.org')).code).toBe(2);
    expect((await command('user', 'reset', 'nina@example.org', '--yes')).stdout).toContain('#login=');
    expect((await command('user', 'unlock', 'nina@example.org')).stdout).toBe('Unlocked nina@example.org\n');
    const link = await command('login', '--user', 'nina@example.org', '--json');
    const login = new URL(JSON.parse(link.stdout).url).hash.slice('#login='.length);
    expect((await person.call('POST', '/api/session', { token: login })).json).toMatchObject({
      principal: { who: { id: user.id } },
    });
    expect((await command('user', 'invite', 'nobody')).stderr).toContain('No user has that id or name.');
  });

  test('everything there says what it is for', async () => {
    for (const path of [
      ['user', 'invite'],
      ['user', 'reset'],
      ['user', 'unlock'],
      ['session', 'list'],
    ]) {
      expect((await command(...path, '--help')).stdout).toMatch(/Examples?:\n {2}ringwall/);
    }
  });
});

async function command(...args: string[]) {
  const place = args.includes('--help') ? [] : ['--data', running.dataDirectory];
  return runHere([...args, ...place], { cwd: running.directory });
}
