// Pictures of how devices meet: cards of what comes, codes on both sides, pairing, pictures to compare, one device, and
// the rows of Settings about them. Each is a state of ours, which the main process gives in place of its own.
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { State } from '../src/contract/state.ts';
import type { App } from '../tests/support/launch.ts';
import {
  DEVICE_SCENES,
  MEETING_ANSWERS,
  MEETING_SCENES,
  PAIRED,
  PHONE_SCENES,
  phone,
  RECEIVING_SCENES,
  studio,
} from '../tests/support/meeting-scenes.ts';
import { sceneStage, tellWindow } from '../tests/support/posed-window.ts';

const SIZES = [
  { width: 420, height: 560 },
  { width: 900, height: 640 },
];

/** From Home, and back to it. */
export async function shootMeeting(app: App, page: Page, suffix: string, out: string): Promise<void> {
  await page.waitForSelector('main[data-screen="home"]');
  const pose = await sceneStage(app, page, MEETING_ANSWERS);

  async function shoot(name: string, isWhole: boolean): Promise<void> {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      if (isWhole) await page.setViewportSize({ width: size.width, height });
      // Accept is armed by then, as it looks for nearly all of its time.
      if (name.startsWith('offer')) await page.waitForSelector('[data-armed="true"]');
      await page.screenshot({ path: join(out, `${name}-${suffix}-${size.width}.png`), animations: 'disabled' });
    }
  }

  for (const [name, scene] of Object.entries(MEETING_SCENES)) {
    await pose(scene);
    const isCard = name.startsWith('offer') || name === 'stranger';
    await page.waitForSelector(isCard ? '.incoming-cards' : 'dialog.meeting');
    await shoot(name, isCard);
    if (name === 'offer') {
      await page.locator('.incoming-choose summary').click();
      await page.waitForSelector('.offered-list');
      await shoot('offer-choose', true);
    }
    await pose(PAIRED);
    if (!isCard) await page.waitForSelector('dialog.meeting', { state: 'detached' });
  }
  await shootPages(app, page, pose, shoot);
  await pose({});
}

async function shootPages(
  app: App,
  page: Page,
  pose: (scene: Partial<State>) => Promise<void>,
  shoot: (name: string, isWhole: boolean) => Promise<void>,
): Promise<void> {
  const home = () => page.waitForSelector('main[data-screen="home"]');
  const named = (scenes: typeof DEVICE_SCENES, who: string) =>
    Object.entries(scenes).map(([name, scene]) => ({ name, scene, who }));
  for (const { name, scene, who } of [...named(DEVICE_SCENES, studio.name), ...named(PHONE_SCENES, phone.name)]) {
    await pose(scene);
    await page.locator('.device', { hasText: who }).first().locator('.icon-button').click();
    await page.waitForSelector('main[data-screen="device"]');
    await shoot(name, true);
    await page.keyboard.press('Escape');
    await home();
  }
  for (const [name, scene] of Object.entries(RECEIVING_SCENES)) {
    await pose(scene);
    await tellWindow(app, 'screenAsked', { screen: 'receive' });
    await page.waitForSelector('dialog.receive');
    await shoot(name, false);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.receive', { state: 'detached' });
  }
  await pose(PAIRED);
  await page.keyboard.press('Control+Comma');
  await page.waitForSelector('main[data-screen="settings"]');
  for (const summary of await page.locator('.row-details summary').all()) await summary.click();
  await shoot('settings-meeting', true);
  await page.keyboard.press('Escape');
  await home();
}
