import type { Page } from 'playwright-core';

/** What a picture is taken of. */
export interface Sight {
  readonly consoleUrl: string;
  /** The newest request that was blocked and whose body is kept. */
  readonly attack: string;
}

const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

export interface Picture {
  /** With the theme behind it the name of the file. */
  readonly name: string;
  /** README.md shows whichever goes with its reader's. */
  readonly themes: readonly Theme[];
  /** Brings the page to where it is worth a picture. */
  readonly show: (page: Page, sight: Sight) => Promise<void>;
}

/** Every picture of docs/images. */
export const pictures: readonly Picture[] = [
  { name: 'overview', themes, show: showOverview },
  { name: 'traffic', themes, show: showTraffic },
  { name: 'ledger-entry', themes, show: showLedgerEntry },
  { name: 'ledger', themes: ['light'], show: showLedger },
  { name: 'playground', themes: ['dark'], show: showPlayground },
  { name: 'settings-policies', themes, show: showPolicies },
];

async function showOverview(page: Page, { consoleUrl }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/`);
  await page.getByRole('region', { name: 'Ledger', exact: true }).getByText('Verified here').waitFor();
  await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor();
  await page
    .getByRole('button', { name: /^(Dismiss|Hide|Close)/ })
    .first()
    .click();
}

/** The newest attack beside the list: why it was stopped, and where in what was said. */
async function showTraffic(page: Page, { consoleUrl, attack }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/traffic?request=${attack}`);
  const peek = page.getByRole('complementary', { name: 'Request' });
  await peek.getByLabel(/reason/i).fill('Somebody asks for the instructions of the assistant');
  await peek.getByRole('button', { name: 'Open body' }).click();
  await peek.locator('mark').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Request"]')?.textContent?.split('Verified here').length === 3,
  );
  await peek
    .getByRole('region', { name: 'Prompt verdict' })
    .evaluate((section) => section.parentElement?.scrollIntoView({ block: 'start' }));
}

async function showLedgerEntry(page: Page, { consoleUrl, attack }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/traffic?request=${attack}`);
  const peek = page.getByRole('complementary', { name: 'Request' });
  await peek
    .getByRole('link', { name: /^Entry/ })
    .last()
    .click();
  await page.getByRole('status').filter({ hasText: 'Verified' }).waitFor();
  await page.getByRole('img', { name: /Inclusion path/ }).waitFor();
}

/** Where the search has found the attacks, beside who else has seen the log. */
async function showLedger(page: Page, { consoleUrl }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/ledger?type=llm.&text=blocked`);
  await page.getByText('Witnessed up to').waitFor();
  await page.getByRole('table', { name: 'Ledger entries' }).waitFor();
  await page.getByText('Verified here', { exact: true }).waitFor();
}

/** An attack that was sent from the browser and did not get through. */
async function showPlayground(page: Page, { consoleUrl }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/playground`);
  await page.getByRole('button', { name: 'Prompt injection', exact: true }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Blocked').first().waitFor();
}

/** The box that says which policy decided, and why. */
async function showPolicies(page: Page, { consoleUrl }: Sight): Promise<void> {
  await page.goto(`${consoleUrl}/settings/policies`);
  await page.getByRole('button', { name: 'Somebody and an action' }).click();
  await page.getByLabel('Who').selectOption({ label: 'Jonas Weber (jonas)' });
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('Denied', { exact: true }).waitFor();
}
