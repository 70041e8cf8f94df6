// A window without a pointer: what has the focus there, and the way to it.
import type { Page } from 'playwright';

/** What has the focus, by the name a screen reader says; empty where nothing has it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return '';
    const { labels } = at as HTMLInputElement;
    return (at.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? at.textContent).trim();
  });

export async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const met: string[] = [];
  while (met.length < 40) {
    met.push(await focused(page));
    if (name.test(met.at(-1) ?? '')) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${name}, only ${met.join(', ')}`);
}
