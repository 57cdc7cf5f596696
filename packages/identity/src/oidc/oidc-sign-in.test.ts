import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { shell } from '../identity-fixture.ts';
import { openWithProvider } from './testing/provider-fixture.ts';

const seconds = () => Math.floor(Date.now() / 1000);

describe('the answer of an identity provider', () => {
  test('opens a session where everything is as it must be', async () => {
    const { signIn, identity } = await openWithProvider();
    const session = await signIn();
    expect(session?.principal.who).toEqual({ type: 'user', id: identity.users.named('alice')?.id });
    expect(identity.sessions.summary(session?.principal.id ?? '')).toMatchObject({
      method: 'oidc',
      secondFactor: false,
    });
  });

  test('binds who administers to a second factor that the provider has seen, or is configured to ask for', async () => {
    const roles = [
      { group: 'dev', role: 'engineer', project: 'default' },
      { group: 'sec', role: 'security', project: '*' },
    ] as const;
    const server = { kind: 'server', id: 'ringwall' } as const;
    const outcome = async (
      secondFactor: 'amr' | 'always' | 'never',
      amr: unknown,
      groups = ['sec', 'dev'],
    ) => {
      const { signIn, script, identity } = await openWithProvider({ roles, secondFactor });
      script.claims = { groups, amr };
      const { principal } = (await signIn()) ?? {};
      if (principal === undefined) throw new Error('Nobody signed in.');
      expect(identity.authorize(principal, 'account.read', server).allow).toBe(true);
      const access = identity.authorize(principal, 'project.list', {
        ...{ kind: 'project', id: 'default', project: 'default' },
      });
      expect(identity.projectsFor(principal, 'project.list')).toEqual(
        access.allow ? (groups.includes('sec') ? 'all' : ['default']) : [],
      );
      return access.allow ? 'allowed' : access.reason;
    };
    for (const amr of [undefined, ['pwd'], 'mfa', [['mfa']], { 0: 'mfa' }, []]) {
      expect(await outcome('amr', amr)).toContain('signIn.oidc.secondFactor to always');
    }
    expect(await outcome('never', ['mfa'])).toContain('signIn.oidc.secondFactor');
    for (const amr of [['pwd', 'mfa'], ['otp'], ['hwk']]) expect(await outcome('amr', amr)).toBe('allowed');
    expect(await outcome('always', undefined)).toBe('allowed');
    expect(await outcome('amr', undefined, ['dev'])).toBe('allowed');
  });

  test('is refused with an ID token that is not for this sign-in', async () => {
    const { signIn, script, identity } = await openWithProvider();
    const wrong: readonly [string, Readonly<Record<string, unknown>>][] = [
      ['for another client', { aud: 'other' }],
      [
        'for several clients of which we are not the one that asked',
        { aud: ['ringwall', 'other'], azp: 'other' },
      ],
      ['of another issuer', { iss: 'https://evil.example' }],
      ['with the nonce of another sign-in', { nonce: 'x'.repeat(43) }],
      ['without a nonce', { nonce: undefined }],
      ['that has ended', { exp: seconds() - 3_600, iat: seconds() - 7_200 }],
      ['without an end', { exp: undefined }],
      ['for later', { nbf: seconds() + 3_600 }],
      ['without a subject', { sub: undefined }],
    ];
    for (const [what, claims] of wrong) {
      script.claims = claims;
      expect(await signIn(), what).toBeUndefined();
    }
    expect(identity.users.named('alice')).toBeUndefined();
    script.claims = {};
    expect(await signIn()).toBeDefined();
  });

  test('is refused with an ID token that somebody else signed, or nobody, or anybody with the public key', async () => {
    const { signIn, script, publicJwk } = await openWithProvider();
    const stranger = await generateKeyPair('ES256');
    script.key = stranger.privateKey;
    expect(await signIn()).toBeUndefined();
    script.header = { kid: 'unknown' };
    expect(await signIn()).toBeUndefined();
    const publicKey = await importJWK(publicJwk, 'ES256');
    if (publicKey instanceof Uint8Array) throw new Error('It is no shared secret.');
    script.key = Buffer.from(await exportSPKI(publicKey));
    script.header = { alg: 'HS256' };
    expect(await signIn()).toBeUndefined();
    const claims = { iss: 'https://idp.example.com', aud: 'ringwall', sub: 'alice', exp: seconds() + 60 };
    const parts = [{ alg: 'none' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    script.idToken = `${parts.join('.')}.`;
    expect(await signIn()).toBeUndefined();
  });

  test('is asked for groups where the token leaves them out, and is believed about this person only', async () => {
    const { signIn, script, identity } = await openWithProvider();
    script.claims = { groups: undefined };
    script.userinfo = { sub: 'mallory', groups: ['dev'] };
    expect(await signIn()).toBeUndefined();
    script.userinfo = { sub: 'alice', groups: ['dev'] };
    const session = await signIn();
    expect(identity.grants.of(session?.principal.who.id ?? '')).toMatchObject([{ role: 'engineer' }]);
  });

  test('is not taken from metadata of another issuer', async () => {
    const { signIn, script, ledger } = await openWithProvider();
    script.metadata = { issuer: 'https://evil.example' };
    expect(await signIn()).toBeUndefined();
    await expect
      .poll(() => ledger.events.map(({ data }) => data))
      .toContainEqual({ method: 'oidc', reason: 'provider does not answer', suppressed: 0 });
  });

  test('is refused without the ticket, with a changed one, and when it comes too late', async () => {
    const { oidc, clock, begin } = await openWithProvider();
    const { query, ticket } = await begin();
    for (const other of ['', 'x', `A${ticket.slice(1)}`, ticket.slice(1), 'A'.repeat(5_000)]) {
      expect(await oidc.finish(query, other)).toBeUndefined();
    }
    clock.time += 600_000;
    expect(await oidc.finish(query, ticket)).toBeUndefined();
  });
});

describe('a way back that is gone twice', () => {
  test('opens one session, also where the provider takes its code again', async () => {
    const { oidc, begin } = await openWithProvider();
    const { query, ticket } = await begin();
    expect(await oidc.finish(query, ticket)).toBeDefined();
    expect(await oidc.finish(query, ticket)).toBeUndefined();
    const second = await begin();
    const twins = [oidc.finish(second.query, second.ticket), oidc.finish(second.query, second.ticket)];
    expect((await Promise.all(twins)).filter((session) => session !== undefined)).toHaveLength(1);
  });
});

describe('an identity provider that does not answer', () => {
  test('is asked again after ten seconds and no earlier', async () => {
    const { signIn, script, asked, clock } = await openWithProvider();
    script.isUp = false;
    expect(await signIn()).toBeUndefined();
    script.isUp = true;
    for (let i = 0; i < 20; i++) expect(await signIn()).toBeUndefined();
    expect(asked).toHaveLength(1);
    clock.time += 10_000;
    expect(await signIn()).toBeDefined();
  });
});

describe('the second factor of an identity provider', () => {
  test.each([
    { secondFactor: 'amr', counting: [['pwd', 'otp'], ['mfa']], others: [['pwd'], 'mfa', undefined] },
    { secondFactor: 'always', counting: [undefined, ['pwd']], others: [] },
    { secondFactor: 'never', counting: [], others: [['mfa']] },
  ] as const)('counts as configured: $secondFactor', async ({ secondFactor, counting, others }) => {
    const { signIn, script, identity } = await openWithProvider({ secondFactor });
    const counts = async (amr: unknown) => {
      script.claims = { amr };
      return identity.sessions.summary((await signIn())?.principal.id ?? '')?.secondFactor;
    };
    for (const amr of counting) expect(await counts(amr), String(amr)).toBe(true);
    for (const amr of others) expect(await counts(amr), String(amr)).toBe(false);
  });
});

describe('who was let in before', () => {
  test('is refused once disabled, and keeps no role that is new', async () => {
    const { signIn, identity, script } = await openWithProvider({
      roles: [
        { group: 'dev', role: 'engineer', project: 'default' },
        { group: 'sec', role: 'security', project: '*' },
      ],
    });
    const user = (await signIn())?.principal.who.id ?? '';
    await identity.users.disable(user, shell);
    script.claims = { groups: ['sec'] };
    expect(await signIn()).toBeUndefined();
    expect(identity.grants.of(user).map(({ role }) => role)).toEqual(['engineer']);
    expect(identity.sessions.list(user)).toEqual([]);
  });

  test('is refused without a role left, and the roles are gone', async () => {
    const { signIn, identity, script } = await openWithProvider();
    const user = (await signIn())?.principal.who.id ?? '';
    script.claims = { groups: [] };
    expect(await signIn()).toBeUndefined();
    expect(identity.grants.of(user)).toEqual([]);
  });
});

describe('the roles of groups', () => {
  test('end some time after the last sign-in, and are renewed by half of it', async () => {
    const day = 86_400_000;
    const { signIn, identity, clock, ledger } = await openWithProvider({ rolesLastMs: 30 * day });
    const user = (await signIn())?.principal.who.id ?? '';
    const made = () => ledger.events.filter(({ type }) => type === 'grant.created').length;
    clock.time += 14 * day;
    await signIn();
    expect(made()).toBe(1);
    clock.time += 2 * day;
    await signIn();
    expect(made()).toBe(2);
    expect(identity.grants.of(user)).toHaveLength(1);
    clock.time += 30 * day - 1;
    expect(identity.grants.of(user)).toHaveLength(1);
    clock.time += 1;
    expect(identity.grants.of(user)).toHaveLength(0);
  });

  test('leave alone what was granted here', async () => {
    const { signIn, identity, script } = await openWithProvider();
    const user = (await signIn())?.principal.who.id ?? '';
    await identity.grants.create({ to: user, role: 'compliance', project: 'default' }, shell);
    script.claims = { groups: [] };
    expect(await signIn()).toBeDefined();
    expect(identity.grants.of(user).map(({ role }) => role)).toEqual(['compliance']);
  });
});
