import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser } from './testing/browser.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
let running: TestServer;
let browser: Browser;

describe.skipIf(browserPath === undefined)('a passkey in a real browser', () => {
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await running[Symbol.asyncDispose]();
  });

  /** The console under a name, which passkeys need, with an authenticator that knows its owner. */
  async function openPage(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true },
      },
    });
    const { port } = new URL(running.server.consoleUrl);
    await page.goto(`http://localhost:${port}/`);
    return page;
  }

  test('is made, and signs in alone from then on', async () => {
    const page = await openPage();
    const { token } = await running.server.identity.loginLinks.create(actor);
    const made = await page.evaluate(async (link) => {
      const post = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json', 'x-ringwall-console': '1' };
        const reply = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
        return { status: reply.status, json: await reply.json() };
      };
      await post('/api/session', { token: link });
      const { ticket, options } = (await post('/api/account/passkeys/options', {})).json;
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      const response = await navigator.credentials.create({ publicKey });
      return post('/api/account/passkeys', { ticket, name: 'This browser', response });
    }, token.reveal());
    expect(made).toMatchObject({ status: 200, json: { recoveryCodes: expect.any(Array) } });

    await page.context().clearCookies();
    const entered = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'x-ringwall-console': '1' };
      const post = async (path: string, body: object) =>
        fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
      const { ticket, options } = await (await post('/api/sign-in/passkey/options', {})).json();
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const response = await navigator.credentials.get({ publicKey });
      const reply = await post('/api/sign-in/passkey', { ticket, response });
      const account = await fetch('/api/account');
      return { status: reply.status, json: await reply.json(), account: await account.json() };
    });
    expect(entered).toMatchObject({
      status: 200,
      json: { state: 'signed-in', principal: { who: { id: 'usr_local' } } },
      account: { passkeys: [{ name: 'This browser', host: 'localhost', lastUsedAt: expect.any(String) }] },
    });
  });
});
