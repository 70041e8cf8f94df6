// The window without a pointer: every control is reached, and does by keys what it does by clicks.
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeFerries, openFerry, screen, settingsIn, settled } from '../support/ferry-app.ts';
import { tabTo } from '../support/keys.ts';
import { type App, electronRuntime, harnessOf } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';

/** One app, whose window opens its page anew for each test; its settings stay. */
let dataDir: string;
let app: App;
let page: Page;
beforeAll(async () => {
  dataDir = await settled();
  app = await openFerry(dataDir);
  await screen(await app.window(), 'home');
});
beforeEach(async () => {
  page = await pageAnew(app);
});
afterAll(closeFerries);

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

async function openSettings(page: Page): Promise<void> {
  await screen(page, 'home');
  await press(page, 'Control+Comma');
  await screen(page, 'settings');
}

describe('by keyboard alone', () => {
  it('renames, chooses who can see this device, and goes to Settings and back', async () => {
    await tabTo(page, /^Rename this device/);
    await press(page, 'Enter', 'ControlOrMeta+A');
    await page.keyboard.type('By keys');
    await press(page, 'Enter');
    await page.getByText('By keys').first().waitFor();
    await tabTo(page, /^Who can see/);
    await press(page, 'Enter', 'ArrowDown', 'Enter');
    await page.getByText('Only paired devices').first().waitFor();
    await expect.poll(async () => (await settingsIn(dataDir)).visibility).toBe('paired');
    await openSettings(page);
    await tabTo(page, /^Back$/, 'Shift+Tab');
    await press(page, 'Enter');
    await openSettings(page);
    await press(page, 'Escape');
    await screen(page, 'home');
    expect((await settingsIn(dataDir)).deviceName).toBe('By keys');
  });

  it('reaches every control of Settings, in the order they stand', async () => {
    await openSettings(page);
    const count = await page.evaluate(() => {
      const controls = document.querySelectorAll<HTMLElement>('main :is(button, input, select, summary, a[href])');
      for (const [index, control] of [...controls].entries()) control.dataset.order = String(index);
      return controls.length;
    });
    expect(count).toBeGreaterThan(10);
    await tabTo(page, /^Back$/, 'Shift+Tab');
    const met: number[] = [];
    for (let tabs = 0; tabs < count; tabs++) {
      met.push(await page.evaluate(() => Number((document.activeElement as HTMLElement | null)?.dataset.order)));
      await press(page, 'Tab');
    }
    expect(met).toEqual([...Array(count).keys()]);
  });

  it('changes a name, a choice and a switch of Settings', async () => {
    await openSettings(page);
    await tabTo(page, /^Name of this device$/);
    await press(page, 'ControlOrMeta+A');
    await page.keyboard.type('Typed here');
    await press(page, 'Enter');
    await expect.poll(async () => (await settingsIn(dataDir)).deviceName).toBe('Typed here');
    await tabTo(page, /^Appearance$/);
    await page.keyboard.type('Dark');
    await expect.poll(async () => (await settingsIn(dataDir)).appearance).toBe('dark');
    // Elsewhere the switch is the system's own list of login items, which no test may touch.
    if (process.platform !== 'linux') return;
    await tabTo(page, /^Start with the computer$/);
    await press(page, 'Space');
    await expect.poll(async () => (await settingsIn(dataDir)).startWithComputer).toBe(true);
  });

  it.skipIf(!onHarness)('presses the buttons of Settings (on the harness: what they open is recorded)', async () => {
    await openSettings(page);
    await harnessOf(app).answerNextDialog('open', { canceled: true, filePaths: [] });
    await tabTo(page, /^Choose…$/);
    await press(page, 'Enter');
    await expect.poll(async () => (await harnessOf(app).dialogs()).length).toBe(1);
    await tabTo(page, /^How it works$/);
    await press(page, 'Space');
    await expect.poll(async () => (await harnessOf(app).openedPaths()).length).toBe(1);
  });
});

describe('a name that is being typed', () => {
  it('is kept when the screen changes', async () => {
    await tabTo(page, /^Rename this device/);
    await press(page, 'Enter', 'ControlOrMeta+A');
    await page.keyboard.type('Half typed');
    await openSettings(page);
    await expect.poll(async () => (await settingsIn(dataDir)).deviceName).toBe('Half typed');
    await tabTo(page, /^Name of this device$/);
    await press(page, 'ControlOrMeta+A');
    await page.keyboard.type('Typed to the end');
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('home')?.click());
    await screen(page, 'home');
    await expect.poll(async () => (await settingsIn(dataDir)).deviceName).toBe('Typed to the end');
  });

  it('is said to be refused when the screen changes and it can’t be a name', async () => {
    const { deviceName: name } = await settingsIn(dataDir);
    await tabTo(page, /^Rename this device/);
    await press(page, 'Enter', 'ControlOrMeta+A', 'Delete');
    await openSettings(page);
    await expect.poll(() => page.getByRole('alert').allInnerTexts()).toContain('A name needs at least one character.');
    expect((await settingsIn(dataDir)).deviceName).toBe(name);
  });
});
