// What a checker of accessibility finds in a window as it is now.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each rule that is broken, with the elements that break it. */
export const axe = (page: Page): Promise<readonly string[]> => broken(page, {});

/** Only of those about colours: all that differs where nothing else was changed. */
export const axeOfColours = (page: Page): Promise<readonly string[]> =>
  broken(page, { runOnly: ['color-contrast', 'link-in-text-block'] });

async function broken(page: Page, options: object): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (chosen) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run(chosen);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, options);
}
