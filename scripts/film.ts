// `npm run film`: the README's moving picture. Two real windows on two computers made of network namespaces, and a real
// transfer between them; nothing in it is drawn by hand. A test in form only, because what makes computers cleans up so.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { it } from 'vitest';
import { accept, card, deviceRow, transferRow } from '../tests/support/desk-steps.ts';
import { dropFiles } from '../tests/support/launch.ts';
import { NetSpace } from '../tests/support/net-space.ts';
import { closeDesks, type Desk, pair, twoDesks } from '../tests/support/two-ferries.ts';
import { apngOf, type Frame } from './apng.ts';
import { findChromium } from './chromium.mjs';
import { ROOT } from './node24.mjs';

const WINDOW = { width: 420, height: 560 };
const PHOTOS = 12;
const PHOTO_BYTES = 4_000_000;
const SENT_A_SECOND = 12_000_000;
const ACCENT_BACKGROUND = 'linear-gradient(135deg, #dfeef2, #f4efe6)';

it('is taken', async () => {
  const desks = await twoDesks(NetSpace.open());
  const screen = await openScreen();
  const frames = await play(desks, async (ms) => ({ ms, png: await sideBySide(screen, desks) }));
  await screen.context().browser()?.close();
  await closeDesks();
  const folder = join(ROOT, 'assets', 'screenshots');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'transfer.png'), apngOf(frames));
});

async function play([mia, leo]: readonly [Desk, Desk], shoot: (ms: number) => Promise<Frame>): Promise<Frame[]> {
  const frames: Frame[] = [];
  const take = async (ms: number): Promise<void> => void frames.push(await shoot(ms));
  for (const desk of [mia, leo]) {
    await desk.page.setViewportSize(WINDOW);
    await desk.ask('network.choose', { via: 'eth0', trust: 'trusted' });
  }
  await pair(mia, leo);
  await mia.ask('settings.set', { sendLimit: SENT_A_SECOND });
  await Promise.all([mia, leo].map(({ page }) => page.locator('dialog[open]').waitFor({ state: 'hidden' })));
  await take(1200);
  await dropFiles(mia.page, deviceRow(mia, leo.name), await photosOf(mia), () => take(1000));
  await card(leo).waitFor();
  await card(leo).locator('[data-armed="true"]').waitFor();
  await take(1600);
  await accept(leo);
  const done = transferRow(mia, '12 photos').getByText('Done');
  while (!(await done.isVisible())) await take(180);
  await transferRow(leo, '12 photos').getByText('Done').waitFor();
  await take(2600);
  return frames;
}

async function photosOf(desk: Desk): Promise<readonly string[]> {
  const paths = Array.from({ length: PHOTOS }, (_, at) => join(desk.documents, `Harbour ${at + 1}.jpg`));
  for (const path of paths) await writeFile(path, randomBytes(PHOTO_BYTES));
  return paths;
}

/** A page of nothing but the two pictures, as two windows on a table. */
async function openScreen(): Promise<Page> {
  const found = findChromium({ platform: process.platform, env: process.env, exists: existsSync });
  if (found === null || 'missing' in found) throw new Error('There is no Chromium here.');
  const browser = await chromium.launch({
    executablePath: found.path,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return browser.newPage({ viewport: { width: 2 * WINDOW.width + 90, height: WINDOW.height + 60 } });
}

async function sideBySide(screen: Page, desks: readonly Desk[]): Promise<Uint8Array> {
  const pictures = await Promise.all(desks.map(({ page }) => page.screenshot({ animations: 'disabled' })));
  const images = pictures.map((png) => `<img src="data:image/png;base64,${png.toString('base64')}">`).join('');
  await screen.setContent(`<style>
    body { margin: 0; display: flex; gap: 30px; padding: 30px; background: ${ACCENT_BACKGROUND}; }
    img { border-radius: 12px; box-shadow: 0 8px 28px #0003; }
  </style>${images}`);
  return screen.screenshot();
}
