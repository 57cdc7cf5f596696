import { readFile } from 'node:fs/promises';
import OpenAI, { InternalServerError, RateLimitError } from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, complaints, launchBrowser } from './testing/browser.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

describe.skipIf(browserPath === undefined)('a person’s first ten minutes', { timeout: 60_000 }, () => {
  let running: TestServer;
  let browser: Browser;
  let page: Page;
  let heard: string[];
  /** What a program of theirs is given. */
  let secret = '';

  beforeAll(async () => {
    running = await startTestServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    heard = complaints(page);
  });
  afterAll(async () => {
    await browser?.close();
    await running?.[Symbol.asyncDispose]();
  });

  const at = (path: string) => page.goto(running.server.consoleUrl + path);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const peek = () => page.getByRole('complementary', { name: 'Request' });
  const dialog = () => page.getByRole('dialog');
  /** As their own program asks. */
  const ask = () =>
    new OpenAI({ baseURL: `${running.server.gatewayUrl}/v1`, apiKey: secret, maxRetries: 0 }).chat.completions
      .create({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] })
      .then(({ choices }) => choices[0]?.message.content);

  test('the link from the terminal signs them in', async () => {
    const { token } = await running.server.identity.loginLinks.create({ kind: 'shell', id: 'local' });
    await at(`/#login=${token.reveal()}`);
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    await page.getByText('0 of 4 done').waitFor();
  });

  test('the first steps are done one after another, and say so', async () => {
    await button(/Try it with a sample.*send a request/).click();
    await peek().getByText('Allowed').first().waitFor();
    await button('Close').click();
    await button(/Try it with a sample.*watch an attack stopped/).click();
    await peek().getByText('Blocked').first().waitFor();
    await button('Close').click();
    await button(/Verify it here/).click();
    await page.getByText('verified in this browser, not by the server').waitFor();
    await page.getByText('3 of 4 done').waitFor();
  });

  test('an attack of their own from the playground does not get through, and they see why', async () => {
    await button(/^Account/).click();
    await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Playground' }).click();
    await button('Jailbreak').click();
    await page.getByLabel('Route').selectOption({ label: 'demo-openai (OpenAI)' });
    await button('Send').click();
    await page.getByRole('alert').filter({ hasText: 'Ringwall blocked this prompt' }).waitFor();
    await page.locator('mark').first().waitFor();
    await page.getByRole('link', { name: 'Open the request' }).click();
    await peek().getByText('injection-rules/').first().waitFor();
  });

  test('the body opens with a reason, and both records of it are proven here', async () => {
    await peek()
      .getByLabel(/reason/i)
      .fill('I sent it myself');
    await peek().getByRole('button', { name: 'Open body' }).click();
    await peek().locator('mark').first().waitFor();
    await expect.poll(() => peek().getByText('Verified here').count()).toBe(2);
  });

  test('a key of their own is made, shown once, and good for their program', async () => {
    await at('/settings/keys');
    await button('New key').first().click();
    await dialog().getByLabel('Name', { exact: true }).fill('my program');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    secret = (await dialog().locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^rw_/);
    await dialog().getByRole('button', { name: 'Done' }).click();
    await page.getByRole('table').getByText('my program').waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(await ask()).toContain('[demo assistant] Hello!');
  });

  test('a limit that they set is reached, and is seen to be', async () => {
    await at('/settings/limits');
    await button('Set a limit').first().click();
    await dialog().getByLabel('Which').selectOption({ label: 'my program' });
    await dialog().getByLabel('What', { exact: true }).selectOption({ label: 'Requests' });
    await dialog().getByLabel('Within').selectOption({ label: 'a day' });
    await dialog()
      .getByLabel(/^At most/)
      .fill('2');
    await dialog().getByRole('button', { name: 'Set', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await ask();
    await expect(ask()).rejects.toBeInstanceOf(RateLimitError);
    await at('/');
    await page.getByRole('region', { name: 'Limits near their end' }).getByText('my program').waitFor();
  });

  test('a route is contained from beside an attack, refuses everybody, and is released', async () => {
    await at('/traffic?decision=block');
    await page.locator('[data-request]').first().getByRole('link').first().click();
    await peek().getByRole('button', { name: 'Contain route' }).click();
    await dialog()
      .getByLabel(/^Reason/)
      .fill('Somebody tries it out');
    await dialog().getByRole('button', { name: 'Contain the route' }).click();
    await page.getByRole('list', { name: 'Alarms' }).getByText('out of service').waitFor();
    secret = running.key;
    await expect(ask()).rejects.toBeInstanceOf(InternalServerError);
    await expect(ask()).rejects.toMatchObject({ status: 503 });
    await peek().getByRole('button', { name: 'Release route' }).click();
    await dialog()
      .getByLabel(/^Reason/)
      .fill('It was I');
    await dialog().getByRole('button', { name: 'Release', exact: true }).click();
    await page.getByRole('list', { name: 'Alarms' }).waitFor({ state: 'detached' });
    expect(await ask()).toContain('[demo assistant] Hello!');
  });

  test('what the filters show is exported as a file', async () => {
    await at('/traffic?decision=block');
    await button('Export').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^CSV/ }).click(),
    ]);
    const [heading = '', ...rows] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(heading.replaceAll('"', '').split(',')).toEqual(
      expect.arrayContaining(['time', 'request', 'route', 'decision']),
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain('block');
  });

  test('whoever signs out is out', async () => {
    await button(/^Account/).click();
    await button('Sign out').click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await at('/traffic');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // A browser writes down every answer that is an error: two attacks, and that nobody is signed in.
    expect(heard.filter((line) => !/status of (400|401)/.test(line))).toEqual([]);
  });
});
