// npm run screenshots: the pictures of docs/images, taken of a real server that has had a day of example traffic.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { browserPath, launchBrowser } from '../apps/ringwall/src/testing/browser.ts';
import { startTestServer, type TestServer } from '../apps/ringwall/src/testing/test-server.ts';
import { startWitnessProcess } from '../apps/ringwall/src/testing/witness-process.ts';
import { appNames, type ExampleRequest, exampleDay } from './example-day.ts';

const images = join(dirname(import.meta.dirname), 'docs', 'images');
const actor = { kind: 'shell', id: 'local' } as const;
const maxKilobytes = 400;
const minuteMs = 60_000;
const officeOnly = `@id("office-only")
@reason("Bodies are opened from the office network alone.")
forbid (principal, action == Ringwall::Action::"body.open", resource)
unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };
`;

process.exitCode = await main();

async function main(): Promise<number> {
  if (browserPath === undefined) {
    process.stderr.write('screenshots: there is no chromium here; on Debian: apt-get install chromium\n');
    return 3;
  }
  // The requests are real and take what they take; only the hours between them are not waited for.
  const clock = { aheadMs: -24 * 60 * minuteMs, now: () => Date.now() + clock.aheadMs };
  await using running = await startTestServer({ clock });
  const attack = await liveThrough(exampleDay({ count: 380, seed: 7 }), running, clock);
  const witness = await witnessFor(running);
  try {
    await takeAll(running, attack);
  } finally {
    await witness.end('SIGTERM');
  }
  return 0;
}

/** A witness in a process of its own, which the server then follows. */
async function witnessFor(running: TestServer) {
  const { directory, dataDirectory } = running;
  const witness = await startWitnessProcess({
    directory: join(directory, 'witness'),
    cwd: directory,
    logs: [readFileSync(join(dataDirectory, 'ledger', 'verifier-key'), 'utf8').trim()],
    name: 'witness.example.com',
  });
  const { url, verifierKeys } = witness;
  const witnesses = [{ url, keys: verifierKeys }];
  writeFileSync(join(directory, 'ringwall.config.yaml'), JSON.stringify({ ledger: { witnesses } }));
  await running.restart();
  return witness;
}

async function takeAll(running: TestServer, attack: string): Promise<void> {
  await using browser = await launchBrowser();
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
  });
  mkdirSync(images, { recursive: true });
  await takeOverview(page, running);
  await takeTraffic(page, running, attack);
  await takeLedgerEntry(page);
  await takeLedger(page, running);
  await takeSettings(page, running);
}

/** Sends the requests in their order, each at its time on the server's clock. Gives the newest that was blocked. */
async function liveThrough(
  day: readonly ExampleRequest[],
  { server }: TestServer,
  clock: { aheadMs: number },
): Promise<string> {
  const endMs = Date.now();
  const secrets = new Map<string, string>();
  for (const name of appNames) {
    secrets.set(name, (await server.identity.keys.create({ name }, actor)).secret.reveal());
  }
  let blocked = '';
  for (const request of day) {
    clock.aheadMs = endMs - request.minutesAgo * minuteMs - Date.now();
    const reply = await send(server.gatewayUrl, secrets.get(request.app) ?? '', request);
    if (reply.status === 400) blocked = reply.headers.get('x-request-id') ?? '';
    else if (!reply.ok) throw new Error(`A request was answered with ${reply.status}.`);
  }
  clock.aheadMs = 0;
  return blocked;
}

async function send(gatewayUrl: string, secret: string, request: ExampleRequest): Promise<Response> {
  const { protocol, stream, system, question } = request;
  const asked = { role: 'user', content: question };
  const [path, headers, body] =
    protocol === 'openai'
      ? ([
          '/v1/chat/completions',
          { authorization: `Bearer ${secret}` },
          {
            messages: [{ role: 'system', content: system }, asked],
            ...(stream && { stream_options: { include_usage: true } }),
          },
        ] as const)
      : ([
          '/v1/messages',
          { 'x-api-key': secret, 'anthropic-version': '2023-06-01' },
          { system, messages: [asked], max_tokens: 400 },
        ] as const);
  const reply = await fetch(gatewayUrl + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', stream, ...body }),
  });
  await reply.text();
  return reply;
}

async function takeOverview(page: Page, { server }: TestServer): Promise<void> {
  const { token } = await server.identity.loginLinks.create(actor);
  await page.goto(`${server.consoleUrl}/#login=${token.reveal()}`);
  await page.getByRole('region', { name: 'Ledger', exact: true }).getByText('Verified here').waitFor();
  await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor();
  await take(page, 'overview');
}

/** The newest attack beside the list: why it was stopped, and where in what was said. */
async function takeTraffic(page: Page, { server }: TestServer, attack: string): Promise<void> {
  await page.goto(`${server.consoleUrl}/traffic?request=${attack}`);
  const peek = page.getByRole('complementary', { name: 'Request' });
  await peek.getByLabel(/reason/i).fill('The customer wrote to us about this');
  await peek.getByRole('button', { name: 'Open body' }).click();
  await peek.locator('mark').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Request"]')?.textContent?.split('Verified here').length === 3,
  );
  await peek
    .getByRole('region', { name: 'Prompt verdict' })
    .evaluate((section) => section.parentElement?.scrollIntoView({ block: 'start' }));
  await take(page, 'traffic');
}

async function takeLedgerEntry(page: Page): Promise<void> {
  const peek = page.getByRole('complementary', { name: 'Request' });
  await peek
    .getByRole('link', { name: /^Entry/ })
    .last()
    .click();
  await page.getByRole('status').filter({ hasText: 'Verified' }).waitFor();
  await page.getByRole('img', { name: /Inclusion path/ }).waitFor();
  await take(page, 'ledger-entry');
}

/** Where the search has found the attacks, beside who else has seen the log. */
async function takeLedger(page: Page, { server }: TestServer): Promise<void> {
  await page.goto(`${server.consoleUrl}/ledger?type=llm.&text=blocked`);
  await page.getByText('Witnessed up to').waitFor();
  await page.getByRole('table', { name: 'Ledger entries' }).waitFor();
  await page.getByText('Verified here', { exact: true }).waitFor();
  await take(page, 'ledger');
}

/** People, keys and limits as a small company might have them, and the box that says why. */
async function takeSettings(page: Page, { server }: TestServer): Promise<void> {
  const { users, grants, services, keys, limits, policies } = server.identity;
  const ada = await users.create({ name: 'ada', displayName: 'Ada Lovelace' }, actor);
  await grants.create({ to: ada.id, role: 'security', project: '*' }, actor);
  const grace = await users.create({ name: 'grace', displayName: 'Grace Hopper' }, actor);
  await grants.create({ to: grace.id, role: 'engineer', project: 'default' }, actor);
  const search = await services.create({ name: 'search' }, actor);
  const { key } = await keys.create(
    { name: 'search-api', owner: search.id, routes: ['demo-openai'], networks: ['10.0.0.0/8'] },
    actor,
  );
  await keys.rotate(key.id, 24 * 60 * minuteMs, actor);
  await limits.set({ of: 'key:*', metric: 'requests', amount: 400, per: 'day' }, actor);
  await policies.apply(officeOnly, actor);
  await page.goto(`${server.consoleUrl}/settings/keys?key=${key.id}`);
  await page.getByRole('complementary', { name: 'Key' }).getByText('10.0.0.0/8').waitFor();
  await take(page, 'settings-keys');
  await page.goto(`${server.consoleUrl}/settings/policies`);
  await page.getByRole('button', { name: 'Somebody and an action' }).click();
  await page.getByLabel('Who').selectOption({ label: 'Ada Lovelace (ada)' });
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('Denied', { exact: true }).waitFor();
  await take(page, 'settings-policies');
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(images, `${name}.png`);
  await page.screenshot({ path });
  const kilobytes = Math.round(statSync(path).size / 1024);
  process.stderr.write(`screenshots: docs/images/${name}.png, ${kilobytes} KB\n`);
  if (kilobytes > maxKilobytes) throw new Error(`${name}.png has more than ${maxKilobytes} KB.`);
}
