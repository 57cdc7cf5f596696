import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, complaints, launchBrowser } from './testing/browser.ts';
import { type Keyboard, keyboardOf } from './testing/keyboard.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

describe.skipIf(browserPath === undefined)('the first steps by keyboard alone', { timeout: 60_000 }, () => {
  let running: TestServer;
  let upstream: ScriptedUpstream;
  let browser: Browser;
  let page: Page;
  let keyboard: Keyboard;
  let heard: string[];

  beforeAll(async () => {
    running = await startTestServer();
    upstream = await startScriptedUpstream();
    upstream.script(jsonAnswer(completion('Good morning.')));
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    heard = complaints(page);
    keyboard = await keyboardOf(page);
    const { token } = await running.server.identity.loginLinks.create({ kind: 'shell', id: 'local' });
    await page.goto(`${running.server.consoleUrl}/#login=${token.reveal()}`);
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await upstream?.[Symbol.asyncDispose]();
    await running?.[Symbol.asyncDispose]();
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const peek = () => page.getByRole('complementary', { name: 'Request' });
  const step = (title: string) => page.getByRole('listitem').filter({ hasText: title });

  test('a request is sent, and looked at beside the page', async () => {
    await keyboard.press(button(/Try it with a sample.*send a request/));
    await peek().getByText('Allowed').first().waitFor();
    await page.keyboard.press('Escape');
    await peek().waitFor({ state: 'detached' });
    await step('Send a request').getByText(', done').waitFor();
  });

  test('an attack is stopped, and what it said is opened with a reason', async () => {
    await keyboard.press(button(/Try it with a sample.*watch an attack stopped/));
    await peek().getByText('Blocked').first().waitFor();
    await keyboard.type(peek().getByLabel(/reason/i), 'to see what was found');
    await page.keyboard.press('Enter');
    const mark = peek().locator('mark').first();
    await mark.waitFor();
    expect(await mark.textContent()).toMatch(/ignore all previous instructions/i);
    await page.keyboard.press('Escape');
    await peek().waitFor({ state: 'detached' });
  });

  test('the log is verified in this browser', async () => {
    await keyboard.press(button(/Verify it here/));
    await page.getByText('verified in this browser, not by the server').waitFor();
  });

  test('an upstream is connected as the page says, and asked', async () => {
    await keyboard.press(page.getByRole('link', { name: 'Show how' }));
    await page.getByRole('heading', { name: 'First steps', exact: true }).waitFor();
    await page.getByText('Does it answer?').waitFor();
    // What is done in a shell: the configuration is written, and the server started again.
    const yaml = `providers:\n  house: { protocol: openai, baseUrl: ${upstream.url}/v1 }\nroutes:\n  - { name: house, provider: house, models: [house-model] }\n`;
    await page.goto('about:blank');
    await running.restart({ yaml });
    await page.goto(`${running.server.consoleUrl}/first-steps?step=connect`);
    await keyboard.press(button('Ask it'));
    await page.getByText('Good morning.').waitFor();
    await step('Connect your own upstream').getByText(', done').waitFor();
  });

  test('then nothing is left to do, and the overview goes on without them', async () => {
    // The port is another one now, and what a browser has verified it remembers by address.
    await keyboard.press(button(/Verify it here/));
    await page.getByText('verified in this browser, not by the server').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Requests by verdict' }).waitFor();
    await expect.poll(() => page.getByText('First steps', { exact: true }).count()).toBe(0);
    expect(await keyboard.pointers()).toBe(0);
    // A browser writes down every answer that is an error: the attack had one.
    expect(heard).toEqual([expect.stringContaining('status of 400')]);
  });
});
