import { expect, test } from 'vitest';
import { openPeople, party, place, ticketOf } from './testing/people.ts';
import { type Said, softAuthenticator } from './testing/soft-authenticator.ts';

const here = { ...place, party };

async function withPasskey() {
  const people = await openPeople();
  const { user, principal } = await people.person('ada', 'admin');
  const authenticator = await softAuthenticator();
  const { ticket, options } = await people.account.passkeyOptions(principal, party);
  const said = { challenge: options.challenge, origin: party.origin, rpId: party.id };
  const response = await authenticator.register(said);
  const given = { ticket, name: 'Laptop', response };
  const { session, recoveryCodes } = await people.account.addPasskey(principal, given, party);
  if (session === undefined) throw new Error('The session was not raised.');
  /** Answers a challenge, truly but for what a test says otherwise. */
  const show = async (lies: Partial<Said> = {}, after?: string) => {
    const challenge = await people.signIn.passkeyOptions(after, here);
    if (challenge === undefined) throw new Error('Passkeys are not asked for.');
    const truth = { challenge: challenge.options.challenge, origin: party.origin, rpId: party.id };
    const answer = await authenticator.assert({ ...truth, ...lies });
    const input = { ticket: challenge.ticket, response: answer };
    return { input, step: await people.signIn.withPasskey(input, here) };
  };
  return { ...people, user, principal: session.principal, authenticator, recoveryCodes, show, given };
}

test('a passkey is a second factor, and raises the session that sets it up', async () => {
  const { identity, account, principal, recoveryCodes, user } = await withPasskey();
  expect(recoveryCodes).toHaveLength(10);
  expect(identity.sessions.summary(principal.id)).toMatchObject({ user: user.id, secondFactor: true });
  expect(identity.authorize(principal, 'key.list', { kind: 'server', id: 'ringwall' }).allow).toBe(true);
  expect(account.view(principal, party)).toMatchObject({
    passkeys: [{ name: 'Laptop', host: 'console.example' }],
    recoveryCodes: 10,
    passkeysPossible: true,
  });
});

test('a passkey that asks for a PIN or a finger signs in alone', async () => {
  const { show, user, ledger } = await withPasskey();
  const { step } = await show({ userHandle: user.id });
  expect(step).toMatchObject({ state: 'signed-in', session: { principal: { who: { id: user.id } } } });
  expect(ledger.events.at(-1)).toMatchObject({
    type: 'session.created',
    data: { method: 'passkey', secondFactor: true, user: user.id },
  });
});

test('one that only somebody has touched does so after the password alone', async () => {
  const { show, password } = await withPasskey();
  expect((await show({ userVerified: false })).step.state).toBe('refused');
  const asked = await password('ada');
  expect(asked).toMatchObject({ state: 'second-factor', factors: ['recovery-code'] });
  const after = await show({ userVerified: false }, ticketOf(asked));
  expect(after.step.state).toBe('signed-in');
});

test.each<[string, Partial<Said>]>([
  ['a challenge of somebody else', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['a page of another origin', { origin: 'https://console.example.evil.example' }],
  ['the same name in the clear', { origin: 'http://console.example' }],
  ['a passkey for another name', { rpId: 'evil.example' }],
  ['the handle of another user', { userHandle: 'usr_local' }],
])('an answer with %s is refused', async (_, lies) => {
  const { show } = await withPasskey();
  expect((await show(lies)).step).toEqual({ state: 'refused' });
});

test('an answer counts once, for its own challenge, and not when it was changed', async () => {
  const { show, signIn } = await withPasskey();
  const { input, step } = await show();
  expect(step.state).toBe('signed-in');
  expect(await signIn.withPasskey(input, here)).toEqual({ state: 'refused' });
  const other = await signIn.passkeyOptions(undefined, here);
  expect(await signIn.withPasskey({ ...input, ticket: other?.ticket ?? '' }, here)).toEqual({
    state: 'refused',
  });
  const { signature } = input.response.response;
  const bent = { ...input.response.response, signature: signature.replace(/.{4}$/, 'AAAA') };
  const fresh = await signIn.passkeyOptions(undefined, here);
  const wrong = { ticket: fresh?.ticket ?? '', response: { ...input.response, response: bent } };
  expect(await signIn.withPasskey(wrong, here)).toEqual({ state: 'refused' });
});

test('an authenticator that counts is refused when it counts backwards, as a copy does', async () => {
  const { show } = await withPasskey();
  expect((await show({ counter: 7 })).step.state).toBe('signed-in');
  for (const counter of [7, 6, 0]) expect((await show({ counter })).step.state).toBe('refused');
  expect((await show({ counter: 8 })).step.state).toBe('signed-in');
});

test('a passkey is refused elsewhere, once it is removed, and when its user is disabled', async () => {
  const { show, signIn, identity, user, account, principal, authenticator } = await withPasskey();
  const { input } = await show();
  const elsewhere = { ...here, party: { id: 'other.example', origin: 'https://other.example' } };
  expect(await signIn.withPasskey(input, elsewhere)).toEqual({ state: 'refused' });
  await expect(account.removePasskey(principal, authenticator.id)).rejects.toMatchObject({
    code: 'identity/second-factor-needed',
  });
  const actor = { kind: 'shell', id: 'local' } as const;
  await identity.users.disable(user.id, actor);
  expect((await show()).step).toEqual({ state: 'refused' });
  await identity.users.enable(user.id, actor);
  const { step } = await show();
  if (step.state !== 'signed-in') throw new Error(`The step is ${step.state}.`);
  const grant = identity.grants.list().find(({ to }) => to === user.id);
  await identity.grants.revoke(grant?.id ?? '', actor);
  await account.removePasskey(step.session.principal, authenticator.id);
  expect((await show()).step).toEqual({ state: 'refused' });
});

test('a registration is taken once, from the user and the page it was begun for', async () => {
  const people = await openPeople();
  const [ada, eve] = [await people.person('ada'), await people.person('eve')];
  const { account } = people;
  const authenticator = await softAuthenticator();
  const { ticket, options } = await account.passkeyOptions(ada.principal, party);
  const said = { challenge: options.challenge, origin: party.origin, rpId: party.id };
  const response = await authenticator.register(said);
  const refused = expect.objectContaining({ code: 'identity/passkey-refused' });
  const add = (principal: typeof ada.principal, lies: object, at: typeof party | undefined = party) =>
    account.addPasskey(principal, { ticket, name: 'Key', response, ...lies }, at);
  await expect(add(eve.principal, {})).rejects.toEqual(refused);
  await expect(add(ada.principal, { name: '\u001b[2J' })).rejects.toEqual(refused);
  await expect(add(ada.principal, { response: {} })).rejects.toEqual(refused);
  const phished = await authenticator.register({ ...said, origin: 'https://evil.example' });
  await expect(add(ada.principal, { response: phished })).rejects.toEqual(refused);
  const byMaker = await authenticator.register(said, { byMaker: true });
  await expect(add(ada.principal, { response: byMaker })).rejects.toEqual(refused);
  await expect(account.passkeyOptions(ada.principal, undefined)).rejects.toEqual(refused);
  const { session } = await add(ada.principal, {});
  await expect(add(session?.principal ?? ada.principal, {})).rejects.toEqual(refused);
});

test.each([
  ['nothing', undefined],
  ['a text', 'passkey'],
  ['an empty object', {}],
  ['members of other types', { id: 1, rawId: [], type: 'public-key', response: { signature: {} } }],
  ['a very long id', { id: 'A'.repeat(100_000), rawId: 'A', type: 'public-key', response: {} }],
])('an answer that is %s is refused', async (_, response) => {
  const { signIn } = await openPeople();
  const challenge = await signIn.passkeyOptions(undefined, here);
  expect(await signIn.withPasskey({ ticket: challenge?.ticket ?? '', response }, here)).toEqual({
    state: 'refused',
  });
});
