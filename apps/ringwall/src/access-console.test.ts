import { hmacSha1 } from '@ringwall/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './testing/axe-findings.ts';
import { browserPath, complaints, launchBrowser } from './testing/browser.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const shell = { kind: 'shell', id: 'local' } as const;
const password = 'seven small boats at anchor';
const minuteMs = 60_000;

describe.skipIf(browserPath === undefined)('access in the console', { timeout: 60_000 }, () => {
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
  let running: TestServer;
  let browser: Browser;
  let console: string;
  /** The local administrator's. */
  let page: Page;
  const heard: string[][] = [];

  beforeAll(async () => {
    const yaml = 'approvals:\n  actions: [service.update]\n';
    [running, browser] = await Promise.all([startTestServer({ yaml, clock }), launchBrowser()]);
    // Passkeys need a name.
    console = `http://localhost:${new URL(running.server.consoleUrl).port}`;
    page = await visitor();
    await page.goto(await linkFor());
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.[Symbol.asyncDispose]();
  });

  /** A browser of its own: other cookies, other storage. */
  async function visitor(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const opened = await context.newPage();
    heard.push(complaints(opened));
    return opened;
  }

  async function linkFor(user?: string): Promise<string> {
    const { token } = await running.server.identity.loginLinks.create(shell, user);
    return `${console}/#login=${token.reveal()}`;
  }

  async function open(section: string, on = page): Promise<void> {
    await on.goto(`${console}/settings/${section}`);
    await on.getByRole('heading', { level: 1 }).waitFor();
  }

  const ask = (key: string, path = '/v1/chat/completions') =>
    fetch(running.server.gatewayUrl + path, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        'anthropic-version': '2023-06-01',
      },
      body: JSON.stringify({
        ...{ model: 'ringwall-demo', max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] },
      }),
    });

  const dialog = (on = page) => on.getByRole('dialog');

  test('leads behind the avatar to settings that say how to begin, each of them sound to a screen reader', async () => {
    await page.getByRole('button', { name: /^Account/ }).click();
    // Whoever came by a link is told that it was good once.
    await page.getByRole('link', { name: 'Account no password' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Settings' }).click();
    const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    await sections.first().waitFor();
    const names = await sections.allTextContents();
    expect(names).toEqual([
      ...[
        'People',
        'Keys',
        'Services',
        'Roles',
        'Limits',
        'Policies',
        'Approvals',
        'Certificates',
        'Sessions',
      ],
    ]);
    for (const name of names) {
      await sections.filter({ hasText: name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
      expect(await axeFindings(page), name).toEqual([]);
    }
    await open('certificates');
    await page.getByText('ringwall ca init').waitFor();
  });

  test('adds a person, who has to set up a second factor before anything else is open', async () => {
    await open('people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await dialog().getByLabel('Name to sign in with').fill('ada');
    await dialog().getByLabel('Name to show').fill('Ada Lovelace');
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Add' }).click();
    const person = page.getByRole('complementary', { name: 'Person' });
    await person.getByText('may do nothing yet').waitFor();
    await person.getByRole('button', { name: 'Grant a role' }).click();
    await dialog().getByLabel('Role').selectOption('security');
    await dialog().getByLabel('Where').selectOption({ label: 'Every project' });
    await dialog().getByRole('button', { name: 'Grant', exact: true }).click();
    await person.getByText('in every project').waitFor();
    await person.getByRole('button', { name: 'Invite or reset' }).click();
    await dialog().getByRole('button', { name: 'Make the link' }).click();
    const link = (await dialog().locator('code').textContent()) ?? '';
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Done' }).click();

    const ada = await visitor();
    await ada.goto(link);
    await ada.getByText('Your role needs a second factor').waitFor();
    expect(await ada.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
    expect(await axeFindings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Set a password' }).click();
    await dialog(ada).getByLabel('Password').fill(password);
    await dialog(ada).getByLabel('The same again').fill(password);
    await dialog(ada).getByRole('button', { name: 'Set the password' }).click();
    await ada.getByRole('button', { name: 'Change' }).waitFor();
    const secret = await setUpCodes(ada);
    await arrival(ada);

    await ada.getByRole('button', { name: /^Account/ }).click();
    await ada.getByRole('button', { name: 'Sign out' }).click();
    await signIn(ada, 'ada', 'not her password at all');
    await ada.getByText('That did not match').waitFor();
    expect(await axeFindings(ada)).toEqual([]);
    await signIn(ada, 'ada', password);
    // A code that was used is not taken again.
    clock.aheadMs += minuteMs;
    await ada.getByLabel('Code').fill(codeOf(secret, clock.now()));
    expect(await axeFindings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Go on' }).click();
    await arrival(ada);
    await ada.context().close();
    await page.reload();
    await person.getByText('Signed in last').waitFor();
    expect(await person.getByText('set up', { exact: true }).count()).toBe(1);
  });

  /** Until the pages are open; where they stay closed, what stands there instead is what the test says. */
  async function arrival(on: Page): Promise<void> {
    await on
      .getByRole('navigation', { name: 'Main' })
      .waitFor({ timeout: 20_000 })
      .catch(async (cause) => {
        throw new Error(await on.locator('body').innerText(), { cause });
      });
  }

  /** Sets one-time codes up, and keeps the recovery codes. */
  async function setUpCodes(on: Page): Promise<string> {
    await on.getByRole('button', { name: 'Set up' }).click();
    await dialog(on).getByRole('img', { name: 'QR code' }).waitFor();
    const shown = await dialog(on).locator('p.font-mono').textContent();
    const secret = shown?.replaceAll(' ', '') ?? '';
    await dialog(on).getByLabel('The code it shows now').fill(codeOf(secret, clock.now()));
    expect(await axeFindings(on)).toEqual([]);
    await dialog(on).getByRole('button', { name: 'Turn on' }).click();
    const codes = dialog(on).getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    expect(await codes.count()).toBeGreaterThanOrEqual(8);
    await dialog(on).getByRole('button', { name: 'I have kept them' }).click();
    return secret;
  }

  async function signIn(on: Page, name: string, secret: string): Promise<void> {
    await on.getByLabel('Name').fill(name);
    await on.getByLabel('Password').fill(secret);
    await on.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  test('makes a key for one route, shows it once, rotates it without a break, and revokes it', async () => {
    await open('keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill('one-route');
    await dialog().getByLabel('demo-openai').check();
    await dialog().getByText('Confine it further').click();
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    const first = (await dialog().locator('code').textContent()) ?? '';
    await dialog().getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(first);
    expect((await ask(first)).status).toBe(200);
    const elsewhere = await ask(first, '/v1/messages');
    expect(elsewhere.status).toBe(403);

    await page.getByRole('link', { name: 'one-route' }).click();
    const details = page.getByRole('complementary', { name: 'Key' });
    await details.getByText('demo-openai').waitFor();
    await details.getByRole('button', { name: 'Rotate' }).click();
    await dialog().getByRole('button', { name: 'Rotate', exact: true }).click();
    const second = (await dialog().locator('code').textContent()) ?? '';
    await dialog().getByRole('button', { name: 'Done' }).click();
    await details.getByText('rotating', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([200, 200]);
    await details.getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByRole('button', { name: 'Revoke the key' }).click();
    await details.getByText('revoked', { exact: true }).waitFor();
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 401]);

    await open('policies');
    await page.getByLabel('Request id').fill(elsewhere.headers.get('x-request-id') ?? '');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Denied then').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('says by line what is wrong with a policy, puts a right one in force, and names it as the reason', async () => {
    await open('policies');
    const editor = page.getByLabel('Own policies, in Cedar');
    await editor.fill('@id("no-export")\nforbid (principal, action, resource)\nwhen { context.nothing };\n');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'line 3' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const right =
      '@id("no-export")\n@reason("Nothing leaves this week.")\nforbid (principal, action == Ringwall::Action::"ledger.export", resource);\n';
    await editor.fill(right);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('They hold against the schema').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await dialog().getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('version 1 is in force').waitFor();
    await page.getByRole('button', { name: 'Somebody and an action' }).click();
    await page.getByLabel('Action').fill('ledger.export');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Denied', { exact: true }).waitFor();
    await page.getByText('Nothing leaves this week.').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('sets a limit and shows what is used of it', async () => {
    await open('limits');
    await page.getByRole('button', { name: 'Set a limit' }).click();
    await dialog().getByLabel('Which').selectOption({ label: 'test' });
    await dialog().getByLabel('What').selectOption('requests');
    await dialog().getByLabel('Within').selectOption('day');
    await dialog()
      .getByLabel(/At most/)
      .fill('10');
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Set', exact: true }).click();
    const row = page.getByRole('table', { name: 'Limits' }).locator('tbody tr');
    await row.getByText('10 requests a day').waitFor();
    expect((await ask(running.key)).status).toBe(200);
    await row.getByText('(10 %)').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await row.getByRole('button', { name: /Remove/ }).click();
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No limits yet').waitFor();
  });

  test('lets a second person approve what takes two, and the first then do it', async () => {
    await running.server.identity.services.create({ name: 'search' }, shell);
    await open('services');
    await page.getByRole('link', { name: 'search' }).click();
    const service = page.getByRole('complementary', { name: 'Service' });
    await service.getByRole('button', { name: 'Disable' }).click();
    await dialog().getByRole('button', { name: 'Disable' }).click();
    await dialog().getByText('This takes two persons').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    const grace = await person('grace', 'admin');
    await open('approvals', grace);
    await grace.getByRole('link', { name: 'service.update' }).click();
    const asked = grace.getByRole('complementary', { name: 'Approval' });
    await asked.getByText('Local administrator').waitFor();
    await asked.getByLabel(/Reason/).fill('It is not used any more');
    expect(await axeFindings(grace)).toEqual([]);
    await asked.getByRole('button', { name: 'Approve' }).click();
    await asked.getByText('approved', { exact: true }).waitFor();
    await grace.context().close();

    await open('approvals');
    await page.getByRole('link', { name: 'service.update' }).click();
    const approval = page.getByRole('complementary', { name: 'Approval' });
    await approval.getByRole('button', { name: 'Do it now' }).click();
    await approval.getByText('used', { exact: true }).waitFor();
    await open('services');
    await page.getByText('disabled', { exact: true }).waitFor();
  });

  /** Somebody with this role who has come by a link. */
  async function person(name: string, role: 'admin' | 'engineer', project = '*'): Promise<Page> {
    const { users, grants } = running.server.identity;
    const { id } = await users.create({ name }, shell);
    await grants.create({ to: id, role, project }, shell);
    const opened = await visitor();
    await opened.goto(await linkFor(id));
    await opened.getByRole('navigation', { name: 'Main' }).waitFor();
    return opened;
  }

  test('shows an engineer of one project only what that role may see, and nothing to press that it may not', async () => {
    const linus = await person('linus', 'engineer', 'default');
    await open('keys', linus);
    const sections = linus.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    expect(await sections.allTextContents()).toEqual(['Keys', 'Services', 'Limits', 'Approvals']);
    await linus.getByRole('button', { name: 'New key' }).waitFor();
    await open('limits', linus);
    expect(await linus.getByRole('button', { name: 'Set a limit' }).count()).toBe(0);
    await linus.goto(`${console}/settings/people`);
    await linus.getByText('There is no such page').waitFor();
    await linus.context().close();
  });

  test('signs in with a passkey alone, made in the account', async () => {
    const alan = await person('alan', 'engineer');
    const devtools = await alan.context().newCDPSession(alan);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true },
      },
    });
    await alan.getByRole('button', { name: /^Account/ }).click();
    await alan.getByRole('link', { name: /^Account/ }).click();
    const passkeys = alan.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByRole('button', { name: 'Add' }).click();
    await dialog(alan).getByLabel(/Name/).fill('This browser');
    await dialog(alan).getByRole('button', { name: 'Go on' }).click();
    await dialog(alan).getByRole('button', { name: 'I have kept them' }).click();
    await passkeys.getByText('This browser').first().waitFor();
    expect(await axeFindings(alan)).toEqual([]);
    await alan.getByRole('button', { name: /^Account/ }).click();
    await alan.getByRole('button', { name: 'Sign out' }).click();
    await alan.getByRole('button', { name: 'Use a passkey' }).click();
    await arrival(alan);
    await alan.context().close();
  });

  test('ran under its content security policy without a complaint', () => {
    // What is refused, and asked about before it is there, is part of what is tried.
    expect(heard.flat().filter((text) => !/40[134]/.test(text))).toEqual([]);
  });
});

/** The code that an authenticator app shows for a secret in base32 (RFC 6238). */
function codeOf(secret: string, nowMs: number): string {
  const bits = [...secret]
    .map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = Buffer.from(hmacSha1(Uint8Array.from(bytes), counter));
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
