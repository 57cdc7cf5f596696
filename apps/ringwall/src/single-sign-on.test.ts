import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('makes a user at the first sign-in, with the roles of their groups', async () => {
    idp.person = { sub: 'idp|1', preferred_username: 'alice', name: 'Alice A', groups: ['dev', 'other'] };
    const browser = cookieBrowser();
    const page = await browser.go(start());
    expect(page.status).toBe(200);
    expect(page.body).toContain('url=/"');
    expect(await whoami(browser)).toBe(200);
    const user = userNamed('alice');
    expect(user).toMatchObject({ displayName: 'Alice A', source: 'directory' });
    expect(rolesOf(user?.id ?? '')).toEqual(['engineer in default']);
  });
});
