// What a person does at a window, and what they look for on it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Locator } from 'playwright';
import { dropFiles } from './launch.ts';
import type { Desk } from './two-ferries.ts';

export const deviceRow = ({ page }: Desk, name: string): Locator =>
  page.locator('li.device').filter({ has: page.locator('.device-name', { hasText: name }) });

export const button = ({ page }: Desk, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

export const card = ({ page }: Desk): Locator => page.locator('article.incoming');

export const transferRow = ({ page }: Desk, what: string): Locator =>
  page.locator('li.transfer').filter({ hasText: what }).first();

export async function drop(desk: Desk, onto: string, ...paths: readonly string[]): Promise<void> {
  await dropFiles(desk.page, deviceRow(desk, onto), paths);
}

/** It can be pressed half a second after it came, or was moved: also by being scrolled to. */
export async function accept(desk: Desk): Promise<void> {
  // Under an open sheet nothing can be pressed; that two are paired is shown for a moment.
  await desk.page.locator('dialog[open]').waitFor({ state: 'hidden' });
  const yes = card(desk).getByRole('button', { name: 'Accept' });
  await yes.scrollIntoViewIfNeeded();
  await card(desk).locator('[data-armed="true"]').waitFor();
  await yes.click();
}

/** As they stand on one screen, typed on the other. */
export async function typeCode(from: Desk, to: Desk, change: (code: string) => string = (code) => code): Promise<void> {
  const digits = from.page.locator('.meeting-code [aria-hidden]');
  // It comes a moment after it was asked for.
  await digits.first().waitFor();
  const shown = await digits.allTextContents();
  const code = shown.join('').replace(/\D/g, '');
  await to.page.getByRole('textbox', { name: 'Code' }).fill(change(code));
}

/** Another code than that, whichever it is. */
export const wrong = (code: string): string => `${(Number(code) + 1) % 1_000_000}`.padStart(6, '0');

export async function writeDocument(desk: Desk, name: string, bytes = 40_000): Promise<string> {
  const path = join(desk.documents, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, Buffer.alloc(bytes, name));
  return path;
}

export async function writeDocuments(desk: Desk, folder: string, count: number, bytes: number): Promise<string> {
  const path = join(desk.documents, folder);
  await mkdir(path);
  const content = Buffer.alloc(bytes, folder);
  for (let at = 0; at < count; at++) {
    content.writeUInt32BE(at);
    await writeFile(join(path, `file-${`${at}`.padStart(5, '0')}.bin`), content);
  }
  return path;
}

export async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What stands in a folder as a person sees it. */
export const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

/** Whatever is clicked or pressed from now on is counted; what a script dispatches is not. */
export async function countClicks({ page }: Desk): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { clicks: number };
    counted.clicks = 0;
    window.addEventListener(
      'click',
      (event) => {
        if (event.isTrusted && event.detail > 0) counted.clicks++;
      },
      true,
    );
  });
  return () => page.evaluate(() => (window as unknown as { clicks: number }).clicks);
}
