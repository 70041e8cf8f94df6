// `npm run shots`: the real app in the harness, every screen in light and dark at the window's own size and the
// narrowest, into shots/ (not committed) to be looked at; with --readme also the README's pictures.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { launch } from '../tests/support/launch.ts';
import { ROOT } from './node24.mjs';

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
  await using app = await launch({ args: ['--data', dataDir], env: { FERRY_E2E: 'harness' } });
  const page = await app.window();
  await shootSizes(page, screen, suffix);
  if (screen === 'home') {
    if (forReadme && suffix.startsWith('en-')) await shootReadme(page, suffix.slice(3));
    await page.keyboard.press('Control+Comma');
    await shootSizes(page, 'settings', suffix);
  }
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function shootSizes(page: Page, screen: string, suffix: string): Promise<void> {
  await page.waitForSelector(`main[data-screen="${screen}"]`);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(out, `${screen}-${suffix}-${size.width}.png`), animations: 'disabled' });
  }
}

async function shootReadme(page: Page, look: string): Promise<void> {
  const folder = join(ROOT, 'assets', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.setViewportSize({ width: 480, height: 640 });
  await page.screenshot({ path: join(folder, `home-${look}.png`), animations: 'disabled' });
}
