// npm run screenshots: the pictures of docs/images, taken of a server that has had the demo's day.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Terminal } from '../apps/ringwall/src/cli/terminal.ts';
import { browserPath, launchBrowser } from '../apps/ringwall/src/testing/browser.ts';
import { startWitnessProcess } from '../apps/ringwall/src/testing/witness-process.ts';
import { type DemoServer, startDemo } from './demo/demo-server.ts';
import { fillDemo } from './demo/fill-demo.ts';
import { member } from './demo/json-member.ts';
import { startScriptedUpstream } from './demo/upstream/scripted-upstream.ts';
import { pictures, type Sight, type Theme } from './screenshots/pictures.ts';
import { afternoonZone } from './screenshots/time-zone.ts';

const images = join(dirname(import.meta.dirname), 'docs', 'images');
const maxKilobytes = 400;
const day = { seed: 7, hours: 24 } as const;

process.exitCode = await main();

async function main(): Promise<number> {
  if (browserPath === undefined) {
    process.stderr.write('screenshots: there is no chromium here; on Debian: apt-get install chromium\n');
    return 3;
  }
  const directory = mkdtempSync(join(tmpdir(), 'ringwall-screenshots-'));
  try {
    await takePictures(directory);
    return 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function takePictures(place: string): Promise<void> {
  const { env, stdout, stderr, stdin } = process;
  const terminal: Terminal = { env, cwd: place, stdout, stderr, stdin };
  const directory = join(place, 'data');
  const nowMs = Date.now();
  const zone = afternoonZone(nowMs);
  const log = () => {};
  const { hourOf } = zone;
  stderr.write('screenshots: sending a day of traffic\n');
  await fillDemo(terminal, { directory, ...day, endMs: nowMs, log, hourOf });
  // Its own log says what a witness has to be told.
  const witness = await startWitnessProcess({
    directory: join(place, 'witness'),
    cwd: place,
    logs: [readFileSync(join(directory, 'ledger', 'verifier-key'), 'utf8').trim()],
    name: 'witness.example.com',
  });
  try {
    await using upstream = await startScriptedUpstream({
      wait: (ms) => new Promise((done) => void setTimeout(done, ms)),
    });
    await using running = await startDemo(terminal, {
      ...{ directory, upstreamUrl: upstream.url, ports: { gateway: 0, console: 0 }, log, demo: day },
      witnesses: [{ url: witness.url, keys: witness.verifierKeys }],
    });
    await using browser = await launchBrowser();
    const sight = await sightOf(running);
    mkdirSync(images, { recursive: true });
    for (const theme of ['dark', 'light'] as const) {
      const page = await signIn(browser, running, { theme, timeZone: zone.name });
      for (const { name, show } of pictures.filter(({ themes }) => themes.includes(theme))) {
        await show(page, sight);
        await take(page, `${name}-${theme}`);
      }
      await page.close();
    }
  } finally {
    await witness.end('SIGTERM');
  }
}

async function sightOf({ server, admin }: DemoServer): Promise<Sight> {
  const blocked = await admin('GET', '/api/requests?decision=block&route=support&limit=1');
  const items = member(blocked, 'items');
  const attack = member(Array.isArray(items) ? items[0] : undefined, 'request');
  return { consoleUrl: server.consoleUrl, attack: String(attack) };
}

async function signIn(
  browser: Browser,
  { server, admin }: DemoServer,
  { theme, timeZone }: { readonly theme: Theme; readonly timeZone: string },
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    ...{ deviceScaleFactor: 1.5, reducedMotion: 'reduce', colorScheme: theme, timezoneId: timeZone },
  });
  const link = await admin('POST', '/api/login-links', {});
  await page.goto(`${server.consoleUrl}/#login=${String(member(link, 'token'))}`);
  await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(images, `${name}.png`);
  await page.screenshot({ path });
  const kilobytes = Math.round(statSync(path).size / 1024);
  process.stderr.write(`screenshots: docs/images/${name}.png, ${kilobytes} KB\n`);
  if (kilobytes > maxKilobytes) throw new Error(`${name}.png has more than ${maxKilobytes} KB.`);
}
