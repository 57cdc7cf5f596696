import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { browserPath, launchBrowser } from './testing/browser.ts';
import { type CookieBrowser, cookieBrowser } from './testing/cookie-browser.ts';
import { type IdentityProvider, startIdentityProvider } from './testing/identity-provider.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const secret = 'client-secret-of-the-tests:+%&';

describe('signing in at an identity provider', () => {
  let idp: IdentityProvider;
  let running: TestServer;
  let console: string;
  let callback: string;

  beforeAll(async () => {
    idp = await startIdentityProvider('localhost');
    running = await startTestServer({
      yaml: `
signIn:
  oidc:
    issuer: ${idp.issuer}
    clientId: ringwall
    clientSecretEnv: OIDC_SECRET
    roles:
      - { group: sec, role: security, project: '*' }
      - { group: dev, role: engineer }
      - { group: audit, role: auditor }
`,
      env: { OIDC_SECRET: secret },
    });
    console = running.server.consoleUrl;
    callback = `${console}/api/sign-in/oidc/callback`;
    await idp.serve({ id: 'ringwall', secret, redirectUri: callback });
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await idp?.[Symbol.asyncDispose]();
  });

  const start = () => `${console}/api/sign-in/oidc/start`;

  async function whoami(browser: CookieBrowser): Promise<number> {
    const cookie = browser.cookie(console, 'ringwall_session');
    const reply = await fetch(`${console}/api/session`, {
      headers: cookie === undefined ? {} : { cookie: `ringwall_session=${cookie}` },
    });
    await reply.arrayBuffer();
    return reply.status;
  }

  const userNamed = (name: string) => running.server.identity.users.named(name);
  const rolesOf = (user: string) =>
    running.server.identity.grants.of(user).map(({ role, project }) => `${role} in ${project}`);

  /** Goes to the provider and comes back as far as the address that brings the code; the callback is not asked. */
  async function comeBack(browser: CookieBrowser): Promise<URL> {
    const { url } = await browser.go(start(), { stopAt: callback });
    expect(url.startsWith(`${callback}?`)).toBe(true);
    return new URL(url);
  }

  const isRefused = async (browser: CookieBrowser, url: string | URL) => {
    const page = await browser.go(String(url));
    expect(page.body).toContain('url=/#sign-in=refused');
    expect(browser.cookie(console, 'ringwall_session')).toBeUndefined();
  };

  async function lastFailure(): Promise<unknown> {
    const { json } = await running.admin('GET', '/api/ledger/entries?type=login.failed&limit=1');
    const { items } = z
      .object({ items: z.array(z.object({ event: z.object({ data: z.unknown() }) })) })
      .parse(json);
    return items[0]?.event.data;
  }

  test('makes a user at the first sign-in, with the roles of their groups', async () => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', name: 'Alice A', groups: ['dev', 'other'] };
    const browser = cookieBrowser();
    const page = await browser.go(start());
    expect(page.status).toBe(200);
    expect(page.body).toContain('content="0;url=/"');
    expect(await whoami(browser)).toBe(200);
    const user = userNamed('alice');
    expect(user).toMatchObject({ displayName: 'Alice A', source: 'directory' });
    expect(rolesOf(user?.id ?? '')).toEqual(['engineer in default']);
  });

  test('is offered by the title of the configuration', async () => {
    const reply = await fetch(`${console}/api/sign-in/methods`);
    expect(await reply.json()).toMatchObject({ oidc: [{ title: 'Single sign-on' }] });
  });

  test('gives and takes roles as the groups change, and lets nobody in who has none left', async () => {
    idp.person = { sub: 'idp|2', preferred_username: 'bob', groups: ['dev', 'sec'] };
    await cookieBrowser().go(start());
    const user = userNamed('bob')?.id ?? '';
    expect(rolesOf(user).sort()).toEqual(['engineer in default', 'security in *']);
    idp.person = { ...idp.person, groups: ['audit'] };
    await cookieBrowser().go(start());
    expect(rolesOf(user)).toEqual(['auditor in default']);
    idp.person = { ...idp.person, groups: [] };
    const browser = cookieBrowser();
    await isRefused(browser, await comeBack(browser));
    expect(rolesOf(user)).toEqual([]);
    await expect.poll(lastFailure).toEqual({ method: 'oidc', user, reason: 'no role', suppressed: 0 });
  });

  test('makes no user of somebody without a role', async () => {
    idp.person = { sub: 'idp|3', preferred_username: 'carol', groups: ['visitors'] };
    const browser = cookieBrowser();
    await isRefused(browser, await comeBack(browser));
    expect(userNamed('carol')).toBeUndefined();
  });

  test('takes nobody for a user of the same name who was made here', async () => {
    const actor = { kind: 'shell', id: 'local' } as const;
    const here = await running.server.identity.users.create({ name: 'dave' }, actor);
    idp.person = { sub: 'idp|4', preferred_username: 'dave', groups: ['sec'] };
    await cookieBrowser().go(start());
    expect(rolesOf(here.id)).toEqual([]);
    const other = running.server.identity.users.list().filter(({ name }) => name.startsWith('dave ('));
    expect(other).toHaveLength(1);
    // And not for the administrator of the machine either.
    idp.person = { sub: 'usr_local', preferred_username: 'local', groups: ['dev'] };
    const browser = cookieBrowser();
    await browser.go(start());
    const session = running.server.identity.sessions.find(browser.cookie(console, 'ringwall_session') ?? '');
    expect(session?.who.id).not.toBe('usr_local');
    expect(session?.who.type).toBe('user');
  });

  test('makes names printable that are not', async () => {
    idp.person = { sub: 'idp|5', preferred_username: "\u001b[31m'; drop table users; --", groups: ['dev'] };
    await cookieBrowser().go(start());
    expect(running.server.identity.users.list().map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/^user-[0-9a-f]{8}$/),
    );
  });

  test('lets no disabled user in, and ends what they have', async () => {
    idp.person = { sub: 'idp|6', preferred_username: 'eve', groups: ['dev'] };
    const browser = cookieBrowser();
    await browser.go(start());
    expect(await whoami(browser)).toBe(200);
    const user = userNamed('eve')?.id ?? '';
    await running.server.identity.users.disable(user, { kind: 'shell', id: 'local' });
    expect(await whoami(browser)).toBe(401);
    const again = cookieBrowser();
    await isRefused(again, await comeBack(again));
    await expect.poll(lastFailure).toMatchObject({ user, reason: 'disabled' });
  });

  test('takes an answer once: neither it nor its code opens a second session', async () => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', groups: ['dev'] };
    const browser = cookieBrowser();
    const back = await comeBack(browser);
    const ticket = browser.cookie(callback, 'ringwall_sign_in') ?? '';
    await browser.go(String(back));
    expect(await whoami(browser)).toBe(200);
    expect(browser.cookie(callback, 'ringwall_sign_in')).toBeUndefined();
    const thief = cookieBrowser();
    await isRefused(thief, back);
    thief.set(callback, 'ringwall_sign_in', ticket);
    await isRefused(thief, back);
    await expect.poll(lastFailure).toMatchObject({ reason: 'no ticket' });
    // The code alone, under a sign-in of one's own.
    const own = await comeBack(thief);
    own.searchParams.set('code', back.searchParams.get('code') ?? '');
    await isRefused(thief, own);
  });

  test('takes of two who bring one ticket at once only one', async () => {
    const browser = cookieBrowser();
    const back = await comeBack(browser);
    const ticket = browser.cookie(callback, 'ringwall_sign_in') ?? '';
    const twins = [cookieBrowser(), cookieBrowser(), cookieBrowser()];
    for (const twin of twins) twin.set(callback, 'ringwall_sign_in', ticket);
    await Promise.all(twins.map((twin) => twin.go(String(back))));
    const inside = twins.filter((twin) => twin.cookie(console, 'ringwall_session') !== undefined);
    expect(inside.length).toBeLessThanOrEqual(1);
  });

  test('takes no answer in another browser than the one that asked', async () => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', groups: ['dev'] };
    // Somebody has a victim open the address that would sign them in as somebody else.
    const attacker = cookieBrowser();
    const back = await comeBack(attacker);
    const victim = cookieBrowser();
    await isRefused(victim, back);
    // Two tickets: one of them was put there by another page of this host.
    const tickets = [attacker, victim].map((browser) => browser.cookie(callback, 'ringwall_sign_in') ?? 'x');
    const two = tickets.map((ticket) => `ringwall_sign_in=${ticket}`).join('; ');
    const both = await fetch(back, { headers: { cookie: two } });
    expect(await both.text()).toContain('#sign-in=refused');
    await comeBack(victim);
    await isRefused(victim, back);
    await expect.poll(lastFailure).toMatchObject({ reason: "provider's answer: OAUTH_INVALID_RESPONSE" });
  });

  test.each([
    ['another state', (query: URLSearchParams) => query.set('state', 'x'.repeat(43))],
    ['no state', (query: URLSearchParams) => query.delete('state')],
    ['another issuer', (query: URLSearchParams) => query.set('iss', 'https://evil.example')],
    ['no issuer', (query: URLSearchParams) => query.delete('iss')],
    ['another code', (query: URLSearchParams) => query.set('code', 'x'.repeat(43))],
    ['no code', (query: URLSearchParams) => query.delete('code')],
    ['an error', (query: URLSearchParams) => query.set('error', 'access_denied')],
  ])('refuses an answer with %s', async (_, change) => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', groups: ['dev'] };
    const browser = cookieBrowser();
    const back = await comeBack(browser);
    change(back.searchParams);
    await isRefused(browser, back);
  });

  test('refuses an answer that says things twice, and keeps its text out of page, log and ledger', async () => {
    const browser = cookieBrowser();
    const back = await comeBack(browser);
    const twice = await fetch(`${back}&state=other`, {
      headers: { cookie: `ringwall_sign_in=${browser.cookie(callback, 'ringwall_sign_in')}` },
    });
    expect(twice.status).toBe(400);
    await twice.arrayBuffer();
    const marked = '<script>alert("marked")</script>';
    const page = await browser.go(
      `${callback}?error=${encodeURIComponent(marked)}&state=${back.searchParams.get('state')}&iss=${idp.issuer}`,
    );
    expect(page.body).not.toContain('marked');
    expect(running.logged.join('\n')).not.toContain('marked');
    expect(JSON.stringify(await lastFailure())).not.toContain('marked');
  });

  test('begins a new session, never one that was put there before, and ends the one before', async () => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', groups: ['dev'] };
    const browser = cookieBrowser();
    browser.set(console, 'ringwall_session', 'chosen-by-somebody-else');
    await browser.go(start());
    const first = browser.cookie(console, 'ringwall_session') ?? '';
    expect(first).not.toBe('chosen-by-somebody-else');
    expect(running.server.identity.sessions.find('chosen-by-somebody-else')).toBeUndefined();
    await browser.go(start());
    const second = browser.cookie(console, 'ringwall_session') ?? '';
    expect(second).not.toBe(first);
    expect(running.server.identity.sessions.find(first)).toBeUndefined();
    expect(running.server.identity.sessions.find(second)).toBeDefined();
  });

  test('keeps its cookies to itself, and asks for a proof that only this server has', async () => {
    const browser = cookieBrowser();
    const reply = await fetch(start(), { redirect: 'manual' });
    const location = new URL(reply.headers.get('location') ?? '');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', redirect_uri: callback },
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    await comeBack(browser);
    expect(browser.attributes(callback, 'ringwall_sign_in')).toBe(
      'Path=/api/sign-in/oidc; HttpOnly; SameSite=Lax; Max-Age=600',
    );
    const ticket = Buffer.from(browser.cookie(callback, 'ringwall_sign_in') ?? '', 'base64url').toString(
      'latin1',
    );
    expect(ticket).not.toContain('verifier');
  });

  test.skipIf(browserPath === undefined)(
    'works in a browser, to which the provider is another site',
    async () => {
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        idp.person = { sub: 'idp|8', preferred_username: 'grace', groups: [] };
        await page.goto(console);
        await page.getByRole('link', { name: 'Single sign-on' }).click();
        await page.getByRole('alert').getByText('opens nothing here').waitFor();
        expect(page.url()).toBe(`${console}/`);
        await page.context().clearCookies();
        idp.person = { sub: 'idp|7', preferred_username: 'frank', groups: ['dev'] };
        await page.goto(start());
        await page.waitForURL(`${console}/`);
        const status: unknown = await page.evaluate("fetch('/api/session').then(({ status }) => status)");
        expect(status).toBe(200);
        const cookies = await page.context().cookies(callback);
        expect(cookies.filter(({ name }) => name.startsWith('ringwall'))).toEqual([
          expect.objectContaining({ name: 'ringwall_session', httpOnly: true, sameSite: 'Strict' }),
        ]);
      } finally {
        await browser.close();
      }
    },
  );

  test('leaves neither secrets nor what the provider calls people in any file', async () => {
    idp.person = { sub: 'subject-that-is-marked', preferred_username: 'heidi', groups: ['dev'] };
    const browser = cookieBrowser();
    await browser.go(start());
    const cookie = browser.cookie(console, 'ringwall_session') ?? '';
    expect(cookie.length).toBeGreaterThan(20);
    await running.restart();
    console = running.server.consoleUrl;
    const kept = globSync('**', { cwd: running.dataDirectory, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
      .join('\n');
    expect(kept).toContain('heidi');
    for (const hidden of [secret, 'subject-that-is-marked', cookie]) expect(kept).not.toContain(hidden);
    expect(running.logged.join('\n')).not.toContain('subject-that-is-marked');
    // And the session is known after the restart.
    expect(await whoami(browser)).toBe(200);
  });
});
