// `npm run shots`: the real app in the harness, every screen in light and dark at the window's own size and the
// narrowest, into shots/ (not committed) to be looked at; with --readme also the README's pictures.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { DETAILED, HOME_ANSWERS, SCENES } from '../tests/support/home-scenes.ts';
import { type App, launch } from '../tests/support/launch.ts';
import { sceneStage } from '../tests/support/posed-window.ts';
import { ROOT } from './node24.mjs';
import { shootMeeting } from './shots-meeting.ts';

const SIZES = [
  { width: 480, height: 720 },
  { width: 420, height: 560 },
  { width: 900, height: 640 },
];
const LOOKS = ['light', 'dark'] as const;
const forReadme = process.argv.includes('--readme');

const out = join(ROOT, 'shots');
await mkdir(out, { recursive: true });

for (const look of LOOKS) {
  for (const language of ['en', 'he']) {
    await shoot({ language, appearance: look, welcomed: false }, 'first-run', `${language}-${look}`);
    await shoot({ language, appearance: look, welcomed: true }, 'home', `${language}-${look}`);
  }
}

async function shoot(settings: object, screen: string, suffix: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ferry-shots-'));
  await writeFile(join(dataDir, 'ferry.json'), '{"format":1}');
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ deviceName: 'Calm Pier', ...settings }));
  await using app = await launch({
    args: ['--data', dataDir, '--interface', '127.0.0.1'],
    env: { FERRY_E2E: 'harness' },
  });
  const page = await app.window();
  await shootSizes(page, screen, suffix);
  if (screen === 'home') {
    if (forReadme && suffix.startsWith('en-')) await shootReadme(page, suffix.slice(3));
    await page.keyboard.press('Control+Comma');
    await shootSizes(page, 'settings', suffix);
    await page.keyboard.press('Escape');
    await page.waitForSelector('main[data-screen="home"]');
    await shootScenes(app, page, suffix);
    await page.keyboard.press('Escape');
    await page.waitForSelector('main[data-screen="home"]');
    await shootMeeting(app, page, suffix, out);
  }
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function shootSizes(page: Page, screen: string, suffix: string, isWhole = false): Promise<void> {
  await page.waitForSelector(`main[data-screen="${screen}"]`);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const path = join(out, `${screen}-${suffix}-${size.width}.png`);
    // As tall as it takes: without a scrollbar, which a picture of a longer page keeps the room of.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    if (isWhole) await page.setViewportSize({ width: size.width, height });
    await page.screenshot({ path, animations: 'disabled' });
  }
}

/** The window with answers of ours, which the main process gives in place of its own. */
async function shootScenes(app: App, page: Page, suffix: string): Promise<void> {
  const pose = await sceneStage(app, page, HOME_ANSWERS);
  for (const [name, scene] of Object.entries(SCENES)) {
    await pose(scene);
    await page.waitForSelector('empty' === name ? '.looking' : '.device');
    await shootSizes(page, 'home', `${name}-${suffix}`, true);
  }
  await shootSending(page, suffix);
  await page.keyboard.press('Control+Comma');
  await shootSizes(page, 'settings', `networks-${suffix}`, true);
  await page.keyboard.press('Escape');
  await page.waitForSelector('main[data-screen="home"]');
  await page.locator('.nearby .list-foot button').last().click();
  await page.waitForSelector('.finding');
  await shootSizes(page, 'doctor', suffix, true);
}

/** What is handed over, what is over, and what a drop would do. */
async function shootSending(page: Page, suffix: string): Promise<void> {
  await page.locator('.home-foot-buttons button').first().click();
  await page.waitForSelector('.handed');
  await shootSizes(page, 'home', `choose-${suffix}`);
  await page.keyboard.press('Escape');
  await page.locator('.home-foot-buttons button').nth(1).click();
  await page.locator('textarea').fill('https://example.org/where/we/meet');
  await shootSizes(page, 'home', `text-${suffix}`);
  await page.keyboard.press('Escape');
  await shootDrop(page, suffix);
  await page.locator(`[data-row="${DETAILED.id}"]`).press('Enter');
  await page.waitForSelector('.file');
  await shootSizes(page, 'transfer', suffix, true);
  await page.keyboard.press('Escape');
  await page.locator('.activity .list-foot button').click();
  await shootSizes(page, 'history', suffix, true);
  await page
    .locator('.transfer[data-mark="done"]', { has: page.locator('.transfer-preview') })
    .first()
    .press('Enter');
  await page.waitForSelector('.text-sheet');
  await shootSizes(page, 'history', `read-${suffix}`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForSelector('main[data-screen="home"]');
}

/** While a file is dragged over a device. */
async function shootDrop(page: Page, suffix: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.locator('.device').first().scrollIntoViewIfNeeded();
    const box = await page.locator('.device').first().boundingBox();
    if (box === null) throw new Error('no device');
    const data = { items: [], files: [join(ROOT, 'README.md')], dragOperationsMask: 1 };
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data };
    for (const type of ['dragEnter', 'dragOver'] as const)
      await session.send('Input.dispatchDragEvent', { type, ...at });
    await page.waitForSelector('.drop-words');
    await page.screenshot({ path: join(out, `drop-${suffix}-${width}.png`), animations: 'disabled' });
    await session.send('Input.dispatchDragEvent', { type: 'dragCancel', ...at });
    await page.mouse.move(width / 2, 2);
    await page.mouse.move(width / 2, 1);
    await page.waitForSelector('.drop-words', { state: 'detached' });
  }
  await session.detach();
}

async function shootReadme(page: Page, look: string): Promise<void> {
  const folder = join(ROOT, 'assets', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.setViewportSize({ width: 480, height: 640 });
  await page.screenshot({ path: join(folder, `home-${look}.png`), animations: 'disabled' });
}
