import { describe, expect, test } from 'vitest';
import { shell, shellPrincipal } from '../identity-fixture.ts';
import { openPeople, place, ticketOf, words } from './testing/people.ts';

describe('an account cannot be taken over', () => {
  test('with an invitation that was left over when its user could sign in by themselves', async () => {
    const { identity, administration, account, withTotp, signIn } = await openPeople();
    const user = await identity.users.create({ name: 'ada' }, shell);
    await identity.grants.create({ to: user.id, role: 'admin', project: '*' }, shell);
    const invite = () => administration.invite(shellPrincipal, user.id, { reset: false });
    const first = await identity.signInWithLink((await invite()).token.reveal());
    if (first === undefined) throw new Error('The invitation was not taken.');
    // The mail did not come, somebody says; the first had come.
    const second = await invite();
    await account.setPassword(first.principal, words, place.address);
    await withTotp(first.principal);
    expect(await identity.signInWithLink(second.token.reveal())).toBeUndefined();
    expect(ticketOf(await signIn.withPassword({ name: 'ada', password: words }, place))).not.toBe('');
  });

  test('from a session that has shown no second factor, once there is one', async () => {
    const { person, withTotp, account, identity, password } = await openPeople();
    const { user, principal } = await person('ada');
    const early = await password('ada');
    if (early.state !== 'signed-in') throw new Error(early.state);
    const thief = early.session.principal;
    await withTotp(principal);
    const refused = { code: 'identity/confirmation-needed' };
    await expect(account.removeTotp(thief)).rejects.toMatchObject(refused);
    await expect(account.makeRecoveryCodes(thief)).rejects.toMatchObject(refused);
    await expect(account.setPassword(thief, `${words} 2`, place.address)).rejects.toMatchObject(refused);
    expect(() => account.beginTotp(thief)).toThrow(expect.objectContaining(refused));
    expect(account.view(thief, undefined)).toMatchObject({ fresh: false });
    // Whoever comes by a link of the machine's own shell has lost what they had.
    const link = await identity.sessions.create(user.id, 'link');
    await account.removeTotp(link.principal);
  });

  test('by whoever a policy lets invite, where its user holds more than they do', async () => {
    const { person, identity, administration } = await openPeople();
    const text = '@id("help") permit (principal, action == Ringwall::Action::"user.invite", resource);';
    await identity.policies.apply(text, shell);
    const { principal: helper } = await person('helper', 'engineer');
    const { user: strong } = await person('sam', 'security');
    const { user: equal } = await person('ada', 'engineer');
    await expect(administration.invite(helper, strong.id, { reset: true })).rejects.toMatchObject({
      code: 'identity/grant-beyond',
    });
    expect(identity.sessions.list(strong.id)).toHaveLength(1);
    await administration.invite(helper, equal.id, { reset: true });
    const { principal: boss } = await person('boss', 'admin');
    await administration.invite(boss, strong.id, { reset: true });
  });

  test('with a session that was being opened while everything was taken away', async () => {
    const { person, identity, administration } = await openPeople();
    const { user } = await person('ada');
    // The password was right a moment ago.
    const reset = administration.invite(shellPrincipal, user.id, { reset: true });
    const opening = identity.sessions.create(user.id, 'password');
    await reset;
    const { principal, session } = await opening;
    expect(identity.sessions.find(session.reveal())).toBeUndefined();
    expect(identity.isLive(principal)).toBe(false);
    expect(identity.sessions.list(user.id)).toEqual([]);
  });
});

test('people who sign in with a second factor from one address do not lock each other out of it', async () => {
  const { person, withTotp, signIn, clock } = await openPeople();
  const from = { address: '198.51.100.7' };
  const people = [];
  for (let i = 0; i < 8; i++) {
    const name = `person ${i}`;
    people.push({ name, ...(await withTotp((await person(name)).principal)) });
  }
  for (let round = 0; round < 5; round++) {
    for (const { name, code } of people) {
      const step = await signIn.withPassword({ name, password: words }, from);
      expect(step.state, `round ${round}`).toBe('second-factor');
      const entered = await signIn.withCode({ ticket: ticketOf(step), code: code() }, from);
      expect(entered.state, `round ${round}`).toBe('signed-in');
    }
    clock.time += 30_000;
  }
});
