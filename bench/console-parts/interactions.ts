import type { Page } from 'playwright-core';

/** What somebody does, in words, and how: with the pointer and the keys, as a person would. */
export const interactions: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['pause', (page) => page.getByRole('button', { name: 'Pause', exact: true }).click()],
  ['resume', (page) => page.getByRole('button', { name: 'Resume', exact: true }).click()],
  ['open the peek', (page) => rows(page).nth(6).click()],
  ['next request', (page) => presses(page, 'j', 8)],
  ['previous request', (page) => presses(page, 'k', 8)],
  ['close the peek', (page) => page.keyboard.press('Escape')],
  ['walk by arrows', (page) => presses(page, 'ArrowDown', 12)],
  ['page down', (page) => presses(page, 'PageDown', 12)],
  ['to the end', (page) => page.keyboard.press('End')],
  ['to the top', (page) => page.keyboard.press('Home')],
  [
    'filter by verdict',
    async (page) => {
      await page.getByLabel('Verdict').focus();
      await page.keyboard.press('b');
      await page.keyboard.press('Tab');
    },
  ],
  ['clear filters', (page) => page.getByRole('button', { name: 'Clear filters' }).click()],
  [
    'search',
    async (page) => {
      await page.getByLabel('Search', { exact: true }).click();
      await page.keyboard.type('sonnet', { delay: 30 });
      await page.keyboard.press('Enter');
    },
  ],
  ['clear the search', (page) => page.getByRole('button', { name: 'Clear filters' }).click()],
  ['sort by latency', (page) => page.getByRole('link', { name: /^Latency/ }).click()],
  ['sort by time', (page) => page.getByRole('link', { name: /^Time/ }).click()],
];

export function rows(page: Page) {
  return page.locator('tr[data-request]');
}

async function presses(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
}

/** Run in the page before anything else: gathers what the browser measures. */
export const observers = `
  globalThis.measured = { lcp: 0, events: [], shifts: 0 };
  const watch = (type, take, options) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  watch('largest-contentful-paint', (entry) => { measured.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) measured.shifts += entry.value; });
  watch('event', (entry) => { if (entry.interactionId > 0) measured.events.push(entry.duration); }, { durationThreshold: 16 });
`;
