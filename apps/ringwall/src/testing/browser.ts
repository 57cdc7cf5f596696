import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's browser; undefined where there is none, and tests that need it then skip. */
export const browserPath = executables.find((path) => existsSync(path));

export function launchBrowser(): Promise<Browser> {
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ];
  return chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    // Containers and root cannot use the browser's sandbox; the only pages it opens are our own.
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
  });
}

/** What a page complained about: script errors and refusals by its content security policy. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}
