import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** What axe finds wrong with the page as it is. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  const found: unknown = await page.evaluate(
    'axe.run(document).then((result) => result.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target.join(" ")).join(", ")))',
  );
  return Array.isArray(found) ? found.map(String) : ['axe did not answer'];
}
