import { canonicalJson, type RingwallEvent } from '@ringwall/core';
import { expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from './identity-fixture.ts';

/** What has broken others: each is either refused, or kept as it is and means nothing. */
const strings = [
  "' or '1'='1",
  "'; drop table api_keys; --",
  '"; delete from users; --',
  "x') union select hash from api_keys --",
  '%_%',
  '__proto__',
  'constructor',
  '{"role":"admin"}',
  '","administration":true,"x":"',
  '\u001b[2J\u001b]0;owned\u0007',
  'a\r\nx-ringwall-subject: bob',
  'a\nb',
  '\u0000',
  '\u2028',
  '\ud800',
  '\u0024{jndi:ldap://example.org/a}',
  '{{constructor.constructor("return 1")()}}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '=cmd|" /C calc"!A0',
  '\u202eevil',
];

/** Where text of others comes in, and what it becomes there. */
const fields: readonly (readonly [string, (text: string, at: Opened) => Promise<unknown>])[] = [
  ['the name of a key', (name, { identity }) => identity.keys.create({ name }, shell)],
  ['a route of a key', (text, { identity }) => identity.keys.create({ name: 'k', routes: [text] }, shell)],
  ['a model of a key', (text, { identity }) => identity.keys.create({ name: 'k', models: [text] }, shell)],
  [
    'a dataset of a key',
    (text, { identity }) => identity.keys.create({ name: 'k', datasets: [text] }, shell),
  ],
  [
    'a purpose of a key',
    (text, { identity }) => identity.keys.create({ name: 'k', purposes: [text] }, shell),
  ],
  [
    'a network of a key',
    (text, { identity }) => identity.keys.create({ name: 'k', networks: [text] }, shell),
  ],
  [
    'the certificate of a key',
    (certificate, { identity }) => identity.keys.create({ name: 'k', certificate }, shell),
  ],
  ['the owner of a key', (owner, { identity }) => identity.keys.create({ name: 'k', owner }, shell)],
  ['the project of a key', (project, { identity }) => identity.keys.create({ name: 'k', project }, shell)],
  ['the end of a key', (expiresAt, { identity }) => identity.keys.create({ name: 'k', expiresAt }, shell)],
  ['the id of a key to revoke', (id, { identity }) => identity.keys.revoke(id, shell)],
  ['the id of a key to rotate', (id, { identity }) => identity.keys.rotate(id, 0, shell)],
  ['the name of a user', (name, { identity }) => identity.users.create({ name }, shell)],
  [
    'what a user is called',
    (displayName, { identity, clock }) =>
      identity.users.create({ name: `u${clock.time}`, displayName }, shell),
  ],
  ['the id of a user', (id, { identity }) => identity.users.disable(id, shell)],
  ['the name of a service', (name, { identity }) => identity.services.create({ name }, shell)],
  [
    'the project of a service',
    (project, { identity, clock }) => identity.services.create({ name: `s${clock.time}`, project }, shell),
  ],
  [
    'the user of an agent',
    (onBehalfOf, { identity, clock }) =>
      identity.services.create({ name: `s${clock.time}`, onBehalfOf }, shell),
  ],
  [
    'the SPIFFE ID of a service',
    (spiffeId, { identity, clock }) => identity.services.create({ name: `s${clock.time}`, spiffeId }, shell),
  ],
  ['the id of a service', (id, { identity }) => identity.services.disable(id, shell)],
  ['a project', (id, { identity }) => identity.projects.create({ id }, shell)],
  [
    'the name of a project',
    (name, { identity, clock }) => identity.projects.create({ id: `p${clock.time}`, name }, shell),
  ],
];

type Opened = Awaited<ReturnType<typeof openIdentity>>;

test.each(fields)('%s is text and nothing else', async (_, give) => {
  const directory = await temporaryDirectory();
  const opened = await openIdentity(directory);
  const { identity, ledger, clock } = opened;
  const guard = await identity.keys.create({ name: 'guard', routes: [] }, shell);
  const admitted = () =>
    identity.keys.authenticate({ credential: guard.secret.reveal(), address: '127.0.0.1' });
  const before = admitted();
  const taken: string[] = [];
  for (const text of strings) {
    clock.time += 1;
    const failure = await give(text, opened).then(
      () => void taken.push(text),
      (error: unknown) => error,
    );
    if (failure === undefined) continue;
    // Refused in our own words: no database, no parser and no stack of ours has spoken.
    expect(failure).toMatchObject({ code: expect.stringMatching(/^identity\//) });
  }
  // Nothing that would act on a terminal, or end a line of a log, is kept.
  for (const text of taken) expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(admitted()).toEqual(before);
  const listed = () =>
    canonicalJson([identity.users.list(), identity.services.list(), identity.projects.list()]);
  const kept = [listed(), identity.keys.list()];
  const said: readonly RingwallEvent[] = ledger.events;
  expect(said).toHaveLength(1 + taken.length);
  await identity.close();
  await opened.store.close();
  const again = await openIdentity(directory, clock.time);
  const after = [
    canonicalJson([
      again.identity.users.list(),
      again.identity.services.list(),
      again.identity.projects.list(),
    ]),
    again.identity.keys.list(),
  ];
  expect(after).toEqual(kept);
});

test('no credential is made of another one and some text', async () => {
  const { identity } = await openIdentity(await temporaryDirectory());
  const { secret } = await identity.keys.create({ name: 'k' }, shell);
  for (const address of strings) {
    for (const credential of [address, secret.reveal() + address, address + secret.reveal()]) {
      const found = identity.keys.authenticate({ credential, address });
      expect(found).toEqual({ ok: false, reason: 'unknown' });
    }
  }
});
