import { describe, expect, test } from 'vitest';
import { Epoch } from '../epoch.ts';
import { shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { createAttempts } from './attempts.ts';
import { loadFactors } from './factors.ts';
import { createSignIn } from './sign-in.ts';
import { openPeople, place, ticketOf, words } from './testing/people.ts';

const refused = { state: 'refused' } as const;

describe('signing in with a password', () => {
  test('gives a session of another id each time, and records it', async () => {
    const { person, password, ledger, identity } = await openPeople();
    const { user } = await person('ada');
    const [one, two] = [await password('ada'), await password('Ada')];
    if (one.state !== 'signed-in' || two.state !== 'signed-in') throw new Error('not signed in');
    expect(one.session.principal.id).not.toBe(two.session.principal.id);
    expect(one.session.session.reveal()).not.toBe(two.session.session.reveal());
    expect(ledger.events.at(-1)).toMatchObject({
      type: 'session.created',
      data: { user: user.id, method: 'password' },
    });
    expect(identity.sessions.list(user.id)).toHaveLength(3);
  });

  test('is refused alike, and recorded apart, for whatever is wrong', async () => {
    const { person, password, ledger, identity } = await openPeople();
    const { user } = await person('ada');
    const bob = await identity.users.create({ name: 'bob' }, shell);
    await identity.users.create({ name: 'carol', source: 'directory' }, shell);
    expect(await password('ada', 'not the right words')).toEqual(refused);
    expect(await password('nobody')).toEqual(refused);
    expect(await password('bob')).toEqual(refused);
    expect(await password('carol')).toEqual(refused);
    await identity.users.disable(user.id, shell);
    expect(await password('ada')).toEqual(refused);
    const failed = () => ledger.events.filter(({ type }) => type === 'login.failed').map(({ data }) => data);
    await expect.poll(() => failed().length).toBe(5);
    expect(failed()).toMatchObject([
      { user: user.id, reason: 'wrong password', method: 'password', suppressed: 0 },
      { reason: 'unknown name' },
      { user: bob.id, reason: 'has no password' },
      { reason: 'has no password' },
      { user: user.id, reason: 'disabled' },
    ]);
    // Names that were typed and addresses stay out of the record.
    const said = JSON.stringify(ledger.events.filter(({ type }) => type === 'login.failed'));
    for (const leak of ['nobody', place.address, words, 'not the right']) expect(said).not.toContain(leak);
  });

  test('does the same work whether there is such a user, such a password, or neither', async () => {
    const { person, identity, store, outbox, clock } = await openPeople();
    await person('ada');
    await identity.users.create({ name: 'bob' }, shell);
    const box = {
      ...{ seal: () => '', open: () => new Uint8Array(0), rewrap: async () => {} },
      derive: () => new Uint8Array(32),
    };
    const asked: (readonly unknown[])[] = [];
    const signIn = createSignIn({
      ...{ users: identity.users, sessions: identity.sessions, clock },
      factors: await loadFactors({ store, outbox, clock, epoch: new Epoch(), box }),
      hasher: {
        hash: async () => '',
        isOutdated: () => false,
        verify: async (...given) => {
          asked.push(given);
          return false;
        },
      },
      attempts: createAttempts(clock),
      onFailed: () => {},
    });
    for (const name of ['ada', 'bob', 'nobody']) await signIn.withPassword({ name, password: words }, place);
    expect(asked).toEqual([
      [words, expect.stringMatching(/^\$scrypt/), place.address],
      [words, undefined, place.address],
      [words, undefined, place.address],
    ]);
  });

  test('is slowed down after five failures, for the right password too, and the lock is recorded', async () => {
    const { person, password, ledger, clock, administration } = await openPeople();
    const { user } = await person('ada');
    for (let i = 0; i < 5; i++) expect(await password('ada', 'guess after guess')).toEqual(refused);
    expect(await password('ada')).toEqual({ state: 'throttled', retryAfterMs: 2000 });
    let last = await password('ada', 'guess after guess');
    for (let i = 0; i < 12; i++) {
      if (last.state === 'throttled') clock.time += last.retryAfterMs;
      last = await password('ada', 'guess after guess');
    }
    const locks = () => ledger.events.filter(({ type }) => type === 'login.locked');
    await expect.poll(() => locks().length).toBe(1);
    expect(locks()).toMatchObject([{ data: { user: user.id, failures: 10 } }]);
    while ((await password('ada', 'guess after guess')).state !== 'throttled');
    await administration.unlock(shellPrincipal, 'ada');
    expect((await password('ada')).state).toBe('signed-in');
  });

  test('records a flood of failures by number', async () => {
    const { password, ledger, clock } = await openPeople();
    for (let i = 0; i < 25; i++) await password(`nobody ${i}`);
    const failed = () => ledger.events.filter(({ type }) => type === 'login.failed');
    await expect.poll(() => failed().length).toBe(10);
    clock.time += 31_000;
    await password('nobody at all');
    await expect.poll(() => failed().length).toBe(11);
    expect(failed().at(-1)?.data).toMatchObject({ suppressed: 15 });
  });

  test('hashes the password anew when the work that is asked for has changed', async () => {
    const directory = await temporaryDirectory();
    const before = await openPeople({}, directory);
    await before.person('ada');
    await before.store.close();
    const after = await openPeople({ signIn: { scryptCost: { logN: 5, r: 1, p: 1 } } }, directory);
    expect((await after.password('ada')).state).toBe('signed-in');
    const row = await after.store.db
      .withTables<{ user_passwords: { hash: string } }>()
      .selectFrom('user_passwords')
      .select('hash')
      .executeTakeFirst();
    expect(row?.hash).toMatch(/^\$scrypt\$ln=5,/);
    expect((await after.password('ada')).state).toBe('signed-in');
    expect((await after.password('ada', `${words}!`)).state).toBe('refused');
  });
});

describe('a second factor', () => {
  test('is asked for once there is one, and its codes count once, each and all before', async () => {
    const { person, withTotp, password, signIn, clock } = await openPeople();
    const { code } = await withTotp((await person('ada')).principal);
    const show = async (text: string) =>
      signIn.withCode({ ticket: ticketOf(await password('ada')), code: text }, place);
    const [older, present] = [code(), code()];
    const both = await Promise.all([show(present), show(present)]);
    expect(both.map(({ state }) => state).sort()).toEqual(['refused', 'signed-in']);
    expect(await show(older)).toEqual(refused);
    clock.time += 30_000;
    expect((await show(code())).state).toBe('signed-in');
  });

  test('cannot be guessed: wrong codes count like wrong passwords', async () => {
    const { person, withTotp, password, signIn } = await openPeople();
    await withTotp((await person('ada')).principal);
    const ticket = ticketOf(await password('ada'));
    const states = [];
    for (let i = 0; i < 6; i++) {
      states.push((await signIn.withCode({ ticket, code: String(100_000 + i) }, place)).state);
    }
    expect(states).toEqual([...Array(4).fill('refused'), 'throttled', 'throttled']);
    // A right password does not win back guesses at the code.
    expect((await password('ada')).state).toBe('throttled');
  });

  test('needs a ticket of a password that still stands', async () => {
    const { person, withTotp, password, signIn, identity, clock, account } = await openPeople();
    const { user, principal } = await person('ada');
    const { code, principal: raised } = await withTotp(principal);
    const show = (ticket: string) => signIn.withCode({ ticket, code: code() }, place);
    for (const ticket of ['', 'x', words]) expect(await show(ticket)).toEqual(refused);
    const old = ticketOf(await password('ada'));
    clock.time += 5 * 60_000;
    expect(await show(old)).toEqual(refused);
    const changed = ticketOf(await password('ada'));
    clock.time += 1;
    await account.setPassword(raised, `${words} again`, place.address);
    expect(await show(changed)).toEqual(refused);
    const disabled = ticketOf(await password('ada', `${words} again`));
    await identity.users.disable(user.id, shell);
    expect(await show(disabled)).toEqual(refused);
  });

  test('may be a recovery code, once, and its owner alone has it', async () => {
    const { person, withTotp, password, signIn, ledger } = await openPeople();
    const ada = await withTotp((await person('ada')).principal);
    await withTotp((await person('eve')).principal);
    const [code = ''] = ada.recoveryCodes;
    const show = async (name: string) =>
      signIn.withCode({ ticket: ticketOf(await password(name)), code }, place);
    expect(await show('eve')).toEqual(refused);
    const both = await Promise.all([show('ada'), show('ada')]);
    expect(both.map(({ state }) => state).sort()).toEqual(['refused', 'signed-in']);
    expect(ledger.events.map(({ data }) => Object(data).change)).toContain('recovery-code-used');
    expect(JSON.stringify(ledger.events)).not.toContain(code);
  });

  test('of an administrator has to be there before anything else, also when the role comes later', async () => {
    const { person, identity, withTotp } = await openPeople();
    const ada = await person('ada', 'engineer');
    const may = (action: 'key.list' | 'account.read' | 'session.end') =>
      identity.authorize(ada.principal, action, { kind: 'server', id: 'ringwall' }).allow;
    expect(may('key.list')).toBe(true);
    await identity.grants.create({ to: ada.user.id, role: 'security', project: '*' }, shell);
    expect([may('key.list'), may('account.read'), may('session.end')]).toEqual([false, true, true]);
    expect(identity.projectsFor(ada.principal, 'key.list')).toEqual([]);
    const { principal } = await withTotp(ada.principal);
    expect(identity.authorize(principal, 'key.list', { kind: 'server', id: 'ringwall' }).allow).toBe(true);
    expect(identity.isLive(ada.principal)).toBe(false);
  });

  test('is not asked for where the configuration says so, nor of who comes from the shell', async () => {
    const lax = await openPeople({
      signIn: { requireSecondFactor: false, scryptCost: { logN: 4, r: 1, p: 1 } },
    });
    const { principal } = await lax.person('ada', 'admin');
    const server = { kind: 'server', id: 'ringwall' } as const;
    expect(lax.identity.authorize(principal, 'key.list', server).allow).toBe(true);
    const strict = await openPeople();
    const { token } = await strict.identity.loginLinks.create(shell);
    const local = await strict.identity.signInWithLink(token.reveal());
    if (local === undefined) throw new Error('The link was not taken.');
    expect(strict.identity.authorize(local.principal, 'key.list', server).allow).toBe(true);
  });
});

test('all that people sign in with outlives a restart, and nothing of it can be read in the files', async () => {
  const directory = await temporaryDirectory();
  const before = await openPeople({}, directory);
  const { principal } = await before.person('ada');
  const { ticket, secret } = before.account.beginTotp(principal);
  const uri = new URL(before.account.beginTotp(principal).uri);
  expect(uri.searchParams.get('issuer')).toBe('Ringwall');
  expect(
    await before.account.confirmTotp(principal, { ticket, code: '000000' }).catch(({ code }) => code),
  ).toBe('identity/code-wrong');
  const { code, recoveryCodes } = await before.withTotp(principal);
  await before.store.close();
  const after = await openPeople({}, directory);
  after.clock.time = before.clock.time;
  const step = await after.password('ada');
  expect((await after.signIn.withCode({ ticket: ticketOf(step), code: code() }, place)).state).toBe(
    'signed-in',
  );
  const again = ticketOf(await after.password('ada'));
  const spent = await after.signIn.withCode({ ticket: again, code: code() }, place);
  expect(spent).toEqual(refused);
  const tables = ['user_passwords', 'user_totp', 'user_recovery_codes', 'identity_secrets', 'sessions'];
  const rows = [];
  for (const table of tables) {
    rows.push(
      await after.store.db
        .withTables<Record<string, Record<string, unknown>>>()
        .selectFrom(table)
        .selectAll()
        .execute(),
    );
  }
  const kept = JSON.stringify([rows, before.ledger.events, after.ledger.events]);
  expect(rows.every((of) => of.length > 0)).toBe(true);
  const secrets = [words, secret, ...recoveryCodes, ...recoveryCodes.map((text) => text.replaceAll('-', ''))];
  for (const text of secrets) expect(kept).not.toContain(text);
});
