import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** What axe finds wrong with the page as it is; by some of its rules where they are named. */
export async function axeFindings(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  const options = rules.length === 0 ? {} : { runOnly: rules };
  const isThere: unknown = await page.evaluate('typeof axe !== "undefined"');
  if (isThere !== true) await page.evaluate(await readFile(axe, 'utf8'));
  const found: unknown = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then((result) => result.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target.join(" ")).join(", ")))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe did not answer'];
}
