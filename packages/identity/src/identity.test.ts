import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RingwallEvent } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caller, openIdentity, shell, temporaryDirectory } from './identity-fixture.ts';

const hourMs = 60 * 60 * 1000;

async function open() {
  return openIdentity(await temporaryDirectory());
}

async function refuse(event: RingwallEvent): Promise<void> {
  throw new Error(`ledger refuses ${event.type}`);
}

describe('an API key', () => {
  test('names whoever presents it, and shows its prefix in lists', async () => {
    const { identity, ledger } = await open();
    const { key, secret } = await identity.keys.create({ name: 'CI', routes: ['chat', 'chat'] }, shell);
    expect(secret.reveal()).toMatch(/^rw_[0-9a-hjkmnp-tv-z]{12}_[\w-]{43}$/);
    expect(secret.reveal().startsWith(`${key.prefix}_`)).toBe(true);
    expect(caller(identity, secret.reveal())).toMatchObject({
      kind: 'key',
      id: key.id,
      scope: { project: 'default', routes: ['chat'], administration: false },
    });
    expect(identity.keys.list()).toEqual([
      {
        id: key.id,
        lastUsedAt: '2026-11-22T16:00:00.000Z',
        name: 'CI',
        project: 'default',
        prefix: key.prefix,
        routes: ['chat'],
        models: ['*'],
        datasets: ['*'],
        purposes: ['*'],
        createdAt: '2026-11-22T16:00:00.000Z',
      },
    ]);
    expect(ledger.events).toMatchObject([
      { type: 'key.created', actor: shell, data: { key: key.id, name: 'CI', routes: ['chat'] } },
    ]);
    expect(identity.keys.list('other')).toEqual([]);
  });

  test.each([
    [undefined, ['*']],
    [['chat', '*', 'code'], ['*']],
    [[], []],
  ])('asked for with the routes %j has the scope %j', async (routes, scope) => {
    const { identity } = await open();
    const { key } = await identity.keys.create({ name: 'k', ...(routes && { routes }) }, shell);
    expect(key.routes).toEqual(scope);
  });

  test('is refused from the moment it expires', async () => {
    const { identity, clock } = await open();
    const expiresAt = new Date(clock.time + hourMs).toISOString().replace('Z', '+00:00');
    const { key, secret } = await identity.keys.create({ name: 'k', expiresAt }, shell);
    expect(key.expiresAt).toBe(new Date(clock.time + hourMs).toISOString());
    clock.time += hourMs - 1;
    expect(caller(identity, secret.reveal())).toBeDefined();
    clock.time += 1;
    expect(caller(identity, secret.reveal())).toBeUndefined();
    clock.time += hourMs;
    expect(caller(identity, secret.reveal())).toBeUndefined();
  });

  test('that is revoked is refused at the next call, stays listed, and is recorded once', async () => {
    const { identity, ledger } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const other = await identity.keys.create({ name: 'other' }, shell);
    const [first, second] = await Promise.all([
      identity.keys.revoke(key.id, shell),
      identity.keys.revoke(key.id, shell),
    ]);
    expect(caller(identity, secret.reveal())).toBeUndefined();
    expect(caller(identity, other.secret.reveal())).toBeDefined();
    expect(first).toEqual({ ...key, revokedAt: '2026-11-22T16:00:00.000Z' });
    expect(second).toEqual(first);
    expect(identity.keys.list()).toContainEqual(first);
    expect(ledger.events.filter((event) => event.type === 'key.revoked')).toMatchObject([
      { data: { key: key.id } },
    ]);
  });

  test('that is revoked is refused before the ledger has answered, and also when it then fails', async () => {
    const { identity, ledger } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    let duringAppend: unknown = 'not asked';
    ledger.before = async (event) => {
      duringAppend = caller(identity, secret.reveal());
      await refuse(event);
    };
    await expect(identity.keys.revoke(key.id, shell)).rejects.toThrow('refuses key.revoked');
    expect(duringAppend).toBeUndefined();
    expect(caller(identity, secret.reveal())).toBeUndefined();
  });

  test('does not exist for anyone before its creation is recorded', async () => {
    const { identity, ledger } = await open();
    let duringAppend: unknown = 'not asked';
    ledger.before = async (event) => {
      duringAppend = identity.keys.list();
      await refuse(event);
    };
    await expect(identity.keys.create({ name: 'k' }, shell)).rejects.toThrow('refuses key.created');
    expect(duringAppend).toEqual([]);
    expect(identity.keys.list()).toEqual([]);
  });

  test.each([
    ['no name', { name: '' }],
    ['a name of 65 characters', { name: 'n'.repeat(65) }],
    ['a name that would move the cursor of a terminal', { name: '\u001b[2J' }],
    ['a name that is not well-formed', { name: '\ud800' }],
    ['a route without a name', { name: 'k', routes: [''] }],
    ['an expiry that is no time', { name: 'k', expiresAt: 'tomorrow' }],
    ['an expiry on a day that is none', { name: 'k', expiresAt: '2027-02-30T00:00:00Z' }],
    ['an expiry now', { name: 'k', expiresAt: '2026-11-22T16:00:00Z' }],
    ['an expiry in the past', { name: 'k', expiresAt: '2026-11-22T16:59:59+01:00' }],
  ])('with %s is refused', async (_, input) => {
    const { identity, ledger } = await open();
    await expect(identity.keys.create(input, shell)).rejects.toMatchObject({ code: 'identity/key-invalid' });
    expect(ledger.events).toEqual([]);
  });

  test('of a project that does not exist is refused', async () => {
    const { identity } = await open();
    const creating = identity.keys.create({ name: 'k', project: 'other' }, shell);
    await expect(creating).rejects.toMatchObject({ code: 'identity/project-unknown', status: 404 });
  });

  test('that does not exist cannot be revoked', async () => {
    const { identity } = await open();
    const revoking = identity.keys.revoke('key_nothing', shell);
    await expect(revoking).rejects.toMatchObject({ code: 'identity/key-unknown', status: 404 });
  });

  test('is matched by nothing but itself', async () => {
    const { identity } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const text = secret.reveal();
    const near = fc
      .tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 2 }))
      .map(([at, patch]) => text.slice(0, at) + patch + text.slice(at + 1));
    const wrong = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      near,
      fc.constantFrom(
        key.prefix,
        key.id,
        `${text} `,
        ` ${text}`,
        text.toUpperCase(),
        `${text}\0`,
        `Bearer ${text}`,
      ),
    );
    fc.assert(
      fc.property(wrong, (credential) => {
        fc.pre(credential !== text);
        expect(caller(identity, credential)).toBeUndefined();
        expect(identity.sessions.find(credential)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
    expect(caller(identity, text)).toBeDefined();
    expect(identity.sessions.find(text)).toBeUndefined();
  });
});

describe('signing in', () => {
  test('trades a link once for a session, and records both', async () => {
    const { identity, ledger } = await open();
    const link = await identity.loginLinks.create(shell);
    expect(link.expiresAt).toBe('2026-11-22T16:15:00.000Z');
    const token = link.token.reveal();
    const [first, second] = await Promise.all([
      identity.signInWithLink(token),
      identity.signInWithLink(token),
    ]);
    expect(second).toBeUndefined();
    expect(first?.expiresAt).toBe('2026-11-23T04:00:00.000Z');
    expect(identity.sessions.find(first?.session.reveal() ?? '')).toEqual(first?.principal);
    expect(caller(identity, first?.session.reveal() ?? '')).toBeUndefined();
    expect(ledger.events.map((event) => event.type)).toEqual(['login-link.created', 'session.created']);
  });

  test('is refused with a link that is too old, unknown or too long', async () => {
    const { identity, clock } = await open();
    const { token } = await identity.loginLinks.create(shell);
    clock.time += hourMs / 4;
    for (const text of [token.reveal(), 'unknown', '', 'x'.repeat(10_000)]) {
      expect(await identity.signInWithLink(text)).toBeUndefined();
    }
  });

  test('is not possible with a link whose creation could not be recorded', async () => {
    const { identity, ledger } = await open();
    ledger.before = refuse;
    const creating = Array.from({ length: 20 }, () => identity.loginLinks.create(shell));
    const results = await Promise.allSettled(creating);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    ledger.before = async () => {};
    await identity.loginLinks.create(shell);
  });

  test('has at most 16 links waiting, also when they are asked for at once', async () => {
    const { identity, clock } = await open();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => identity.loginLinks.create(shell)),
    );
    const made = results.filter((result) => result.status === 'fulfilled');
    expect(made).toHaveLength(16);
    await expect(identity.loginLinks.create(shell)).rejects.toMatchObject({
      code: 'identity/too-many-login-links',
    });
    await identity.signInWithLink(made[0]?.value.token.reveal() ?? '');
    await identity.loginLinks.create(shell);
    clock.time += hourMs / 4;
    await identity.loginLinks.create(shell);
  });

  test('gives no session that could not be recorded, and the link is spent', async () => {
    const { identity, ledger } = await open();
    const { token } = await identity.loginLinks.create(shell);
    ledger.before = refuse;
    await expect(identity.signInWithLink(token.reveal())).rejects.toThrow('refuses session.created');
    ledger.before = async () => {};
    expect(await identity.signInWithLink(token.reveal())).toBeUndefined();
  });
});

describe('a session', () => {
  async function signedIn() {
    const opened = await open();
    const { token } = await opened.identity.loginLinks.create(shell);
    const session = await opened.identity.signInWithLink(token.reveal());
    if (session === undefined) throw new Error('the link was not taken');
    return { ...opened, ...session, cookie: session.session.reveal() };
  }

  test('is over after 12 hours, however much it is used', async () => {
    const { identity, clock, cookie } = await signedIn();
    for (let hour = 0; hour < 11; hour++) {
      clock.time += hourMs;
      expect(identity.sessions.find(cookie)).toBeDefined();
    }
    clock.time += hourMs - 1;
    expect(identity.sessions.find(cookie)).toBeDefined();
    clock.time += 1;
    expect(identity.sessions.find(cookie)).toBeUndefined();
  });

  test('that is ended is refused at the next call, also when the ledger fails, and is recorded once', async () => {
    const { identity, ledger, cookie, principal, outbox } = await signedIn();
    ledger.before = refuse;
    await expect(identity.sessions.end(principal.id, shell)).rejects.toThrow('refuses session.ended');
    expect(identity.sessions.find(cookie)).toBeUndefined();
    ledger.before = async () => {};
    await identity.sessions.end(principal.id, shell);
    await identity.sessions.end('ses_unknown', shell);
    await outbox.drain();
    expect(ledger.events.filter((event) => event.type === 'session.ended')).toHaveLength(1);
  });
});

test('a restart keeps keys, revocations and sessions, and forgets login links', async () => {
  const directory = await temporaryDirectory();
  const before = await openIdentity(directory);
  const kept = await before.identity.keys.create({ name: 'kept', routes: ['chat'] }, shell);
  const revoked = await before.identity.keys.create({ name: 'revoked' }, shell);
  await before.identity.keys.revoke(revoked.key.id, shell);
  const sessions = [];
  for (let i = 0; i < 2; i++) {
    const { token } = await before.identity.loginLinks.create(shell);
    const session = await before.identity.signInWithLink(token.reveal());
    if (session !== undefined) sessions.push(session);
  }
  const [live, ended] = sessions;
  await before.identity.sessions.end(ended?.principal.id ?? '', shell);
  const link = await before.identity.loginLinks.create(shell);
  const keys = before.identity.keys.list();
  await before.store.close();

  const { identity } = await openIdentity(directory);
  expect(identity.keys.list()).toEqual(keys);
  expect(caller(identity, kept.secret.reveal())).toMatchObject({
    id: kept.key.id,
    scope: { routes: ['chat'] },
  });
  expect(caller(identity, revoked.secret.reveal())).toBeUndefined();
  expect(identity.sessions.find(live?.session.reveal() ?? '')).toEqual(live?.principal);
  expect(identity.sessions.find(ended?.session.reveal() ?? '')).toBeUndefined();
  expect(await identity.signInWithLink(link.token.reveal())).toBeUndefined();
});

test('a damaged scope stops the start instead of opening or closing routes silently', async () => {
  const directory = await temporaryDirectory();
  const before = await openIdentity(directory);
  await before.identity.keys.create({ name: 'k' }, shell);
  await before.store.db
    .withTables<{ api_keys: { routes: string } }>()
    .updateTable('api_keys')
    .set({ routes: '{"*":1}' })
    .execute();
  await before.store.close();
  await expect(openIdentity(directory)).rejects.toMatchObject({ code: 'identity/row-damaged' });
});

test('no credential is in any file, event, list or error, in any spelling', async () => {
  const directory = await temporaryDirectory();
  const { identity, store, ledger } = await openIdentity(directory);
  const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
  const link = await identity.loginLinks.create(shell);
  const session = await identity.signInWithLink((await identity.loginLinks.create(shell)).token.reveal());
  const rotated = await identity.keys.rotate(key.id, 60_000, shell);
  for (const text of [secret, rotated.secret]) caller(identity, text.reveal());
  await identity.close();
  await identity.keys.revoke(key.id, shell);
  const failure = await identity.keys.create({ name: 'k', expiresAt: secret.reveal() }, shell).catch(String);
  // The log is read while it is full; the file only when closed, because reading it would unlock it.
  const files = [await readFile(join(directory, 'ringwall.db-wal'))];
  await store.close();
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) files.push(await readFile(join(entry.parentPath, entry.name)));
  }
  const said = JSON.stringify([
    ledger.events,
    identity.keys.list(),
    failure,
    { secret, rotated, link, session },
  ]);
  const everything = Buffer.concat([...files, Buffer.from(said)]);
  // The search must be able to find something.
  expect(everything.includes(key.prefix)).toBe(true);
  for (const credential of [secret, rotated.secret, link.token, session?.session]) {
    for (const spelling of spellings(credential?.reveal() ?? 'missing')) {
      expect(everything.includes(spelling)).toBe(false);
    }
  }
});

/** The credential and its random part: as text, in hexadecimal, in base64 at every alignment, and as raw bytes. */
function spellings(credential: string): readonly (string | Buffer)[] {
  const random = credential.slice(-43);
  const text = Buffer.from(random);
  return [
    random,
    text.toString('hex'),
    text.toString('hex').toUpperCase(),
    Buffer.from(random, 'base64url'),
    Buffer.from(random, 'base64url').toString('hex'),
    Buffer.from(random, 'utf16le'),
    ...[0, 1, 2].map((skip) => text.subarray(skip, skip + 39).toString('base64')),
  ];
}
