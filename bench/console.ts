import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { browserPath, launchBrowser } from '../apps/ringwall/src/testing/browser.ts';
import { startTestServer, type TestServer } from '../apps/ringwall/src/testing/test-server.ts';
import { fillLedger } from './console-parts/fill-ledger.ts';
import { interactions, observers, rows } from './console-parts/interactions.ts';
import { atLeast, atMost, type Bench, type Measure } from './measure.ts';

const requests = 100_000;
const liveRate = 200;
const settleMs = 700;
const built = join(import.meta.dirname, '..', 'apps', 'console', 'dist', 'index.html');

/** How the console feels with a day of much traffic behind it and more coming in, in a browser on this machine. */
export const bench: Bench = {
  title: `the console over ${requests.toLocaleString('en')} requests, ${liveRate} more a second`,
  async run({ signal, progress }) {
    if (browserPath === undefined) return { skipped: 'it needs chromium: apt-get install chromium' };
    if (!existsSync(built)) return { skipped: 'the console is not built' };
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-bench-'));
    try {
      progress(`recording ${requests} requests`);
      await fillLedger(folder, { rows: requests, endMs: Date.now(), signal });
      progress('making the tables from the ledger');
      await using running = await startTestServer({ copyOf: folder });
      await using browser = await launchBrowser();
      progress('loading the page, five times');
      const loaded = await loads(browser, running);
      const load = startLoad(running);
      try {
        await wait(2_000);
        progress('using the page while requests come in');
        const used = await uses(browser, running, signal);
        return [...loaded, { ...load.rate(), goal: atLeast(liveRate * 0.9) }, ...used];
      } finally {
        load.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function open(browser: Browser, running: TestServer): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = '', value = ''] = (await running.cookie()).split('=');
  await context.addCookies([{ name, value, url: running.server.consoleUrl }]);
  const page = await context.newPage();
  await page.addInitScript(observers);
  await page.goto(`${running.server.consoleUrl}/traffic`);
  await rows(page).first().waitFor();
  return page;
}

const measured = z.object({ lcp: z.number(), events: z.array(z.number()), shifts: z.number() });

async function measuredIn(page: Page) {
  return measured.parse(await page.evaluate('measured'));
}

/** Each with nothing in the browser's cache. */
async function loads(browser: Browser, running: TestServer): Promise<Measure[]> {
  const paints: number[] = [];
  const shifts: number[] = [];
  let sizes: readonly number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await open(browser, running);
    await page.waitForTimeout(settleMs);
    const { lcp, shifts: shifted } = await measuredIn(page);
    paints.push(lcp);
    shifts.push(shifted);
    sizes = z.array(z.number()).parse(
      await page.evaluate(`['.js', '.css'].map((kind) => performance.getEntriesByType('resource')
        .filter(({ name }) => new URL(name).pathname.endsWith(kind))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0))`),
    );
    await page.context().close();
  }
  const [script = 0, style = 0] = sizes;
  return [
    { name: 'largest paint, worst of 5', value: Math.max(...paints), unit: 'ms', goal: atMost(1_000) },
    { name: 'layout shift, worst of 5', value: Math.max(...shifts), unit: '1', goal: atMost(0) },
    { name: 'script of the first load, as sent', value: script / 1000, unit: 'KB', goal: atMost(180) },
    { name: 'style of the first load, as sent', value: style / 1000, unit: 'KB', goal: atMost(20) },
  ];
}

async function uses(browser: Browser, running: TestServer, signal: AbortSignal): Promise<Measure[]> {
  const page = await open(browser, running);
  await page.waitForTimeout(2 * settleMs);
  const figures: Measure[] = [];
  let seen = (await measuredIn(page)).events.length;
  for (const [name, act] of interactions) {
    signal.throwIfAborted();
    await act(page);
    await page.waitForTimeout(settleMs);
    const { events } = await measuredIn(page);
    // What takes less than the browser reports took a frame or none.
    figures.push({ name, value: Math.max(16, ...events.slice(seen)), unit: 'ms' });
    seen = events.length;
  }
  const worst = Math.max(...figures.map(({ value }) => value));
  return [
    { name: 'interaction to next paint, worst', value: worst, unit: 'ms', goal: atMost(100) },
    ...figures,
    ...(await scrolls(page)),
  ];
}

/** A jump into the middle until its rows are there, and the longest frame while the wheel turns. */
async function scrolls(page: Page): Promise<Measure[]> {
  const jumps: number[] = [];
  for (const share of [0.5, 0.2, 0.9, 0.35, 0.7]) {
    const ms: unknown = await page.evaluate(`(async () => {
      const area = document.querySelector('table[aria-label=Requests]').parentElement;
      const began = performance.now();
      area.scrollTop = area.scrollHeight * ${share};
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const there = () => {
        const box = area.getBoundingClientRect();
        const row = document.elementFromPoint(box.left + 60, box.top + box.height / 2)?.closest('tr');
        return row?.dataset.request !== undefined;
      };
      do await frame(); while (!there() && performance.now() - began < 5000);
      return performance.now() - began;
    })()`);
    jumps.push(z.number().parse(ms));
    await page.waitForTimeout(200);
  }
  await page.evaluate(`globalThis.frames = []; globalThis.last = performance.now();
    (function turn(now) { frames.push(now - last); last = now; requestAnimationFrame(turn); })(last)`);
  await page.mouse.move(640, 500);
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  const frames = z.array(z.number()).parse(await page.evaluate('frames'));
  return [
    { name: 'rows there after a jump, worst of 5', value: Math.max(...jumps), unit: 'ms' },
    { name: 'longest frame while scrolling', value: Math.max(...frames), unit: 'ms' },
  ];
}

const progressSchema = z.object({ answered: z.number(), ms: z.number() });

/** Requests through the gateway, from a process of their own. */
function startLoad({ server, key }: TestServer) {
  const program = join(import.meta.dirname, 'console-parts', 'steady-load.ts');
  const child = fork(program, [server.gatewayUrl, key, String(liveRate)], { stdio: 'ignore' });
  let reached = 0;
  child.on('message', (message) => {
    const { answered, ms } = progressSchema.parse(message);
    reached = answered / (ms / 1000);
  });
  return {
    rate: (): Measure => ({ name: 'requests answered meanwhile', value: reached, unit: '1/s' }),
    stop: () => void child.kill(),
  };
}
