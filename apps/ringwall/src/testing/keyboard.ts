import type { Locator, Page } from 'playwright-core';

const maxPresses = 120;

/** What somebody does who has no mouse. */
export interface Keyboard {
  /** Goes on with Tab until this has the focus. @throws where it is not reached */
  tabTo(target: Locator): Promise<void>;
  /** Goes to something and presses it. */
  press(target: Locator, key?: 'Enter' | 'Space'): Promise<void>;
  /** Goes to a field and writes into it, in place of what is there. */
  type(target: Locator, text: string): Promise<void>;
  /** Pointers that were seen on the page, which should be none. */
  pointers(): Promise<number>;
}

/** Test helper: drives a page by its keyboard alone, and counts whether anything else was used. */
export async function keyboardOf(page: Page): Promise<Keyboard> {
  await page.addInitScript(() => {
    const count = () => {
      sessionStorage.pointers = String(Number(sessionStorage.pointers ?? 0) + 1);
    };
    for (const type of ['pointerdown', 'mousedown', 'touchstart'])
      addEventListener(type, count, { capture: true });
  });
  const isFocused = (target: Locator) =>
    target.evaluate((element) => element === document.activeElement).catch(() => false);
  const keyboard: Keyboard = {
    async tabTo(target) {
      await target.waitFor();
      for (let presses = 0; presses < maxPresses; presses++) {
        if (await isFocused(target)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${String(target)}.`);
    },
    async press(target, key = 'Enter') {
      await keyboard.tabTo(target);
      await page.keyboard.press(key);
    },
    async type(target, text) {
      await keyboard.tabTo(target);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
    },
    pointers: () => page.evaluate(() => Number(sessionStorage.pointers ?? 0)),
  };
  return keyboard;
}
