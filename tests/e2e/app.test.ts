import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionBus } from 'dbus-native';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { autostartName } from '../../src/main/login-command.ts';
import { axe } from '../support/axe.ts';
import { closeFerries, openFerry, openOwnFerry, screen, settingsIn, settled } from '../support/ferry-app.ts';
import { type App, electronRuntime, harnessOf } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';
import { tempFolder } from '../support/temp-folder.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';

/** One app for all tests that need none of their own. */
let dataDir: string;
let received: string;
let config: string;
let shared: App;
beforeAll(async () => {
  [received, config] = [await tempFolder(), await tempFolder()];
  dataDir = await settled({ receiveFolder: received });
  shared = await openFerry(dataDir, { XDG_CONFIG_HOME: config });
  await screen(await shared.window(), 'home');
});
afterAll(closeFerries);

describe('the first run', () => {
  it('asks for a name, starts, and never asks again', async () => {
    const dataDir = join(await tempFolder(), 'ferry');
    const app = await openOwnFerry(dataDir);
    const page = await app.window();
    await screen(page, 'first-run');
    await page.getByRole('textbox').fill('');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('A name needs at least one character.').waitFor();
    await page.getByRole('textbox').fill('Küche 🏡');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await screen(page, 'home');
    await page.getByText('Küche 🏡').first().waitFor();
    await app.close();
    const again = await (await openOwnFerry(dataDir)).window();
    await screen(again, 'home');
    await again.getByText('Küche 🏡').first().waitFor();
  });
});

describe('the window', () => {
  // The other screens and looks: every-screen.test.ts.
  it.each([
    ['he', 'dark'],
    ['de', 'light'],
  ])('has nothing for axe to find and no sideways scroll at 420 px, in %s and %s', async (language, appearance) => {
    const page = await (await openOwnFerry(join(await tempFolder(), 'ferry'), { LANG: language })).window();
    await page.setViewportSize({ width: 420, height: 560 });
    const check = async () => {
      expect(await axe(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
    };
    await screen(page, 'first-run');
    await check();
    await page.evaluate(
      async (settings) => {
        const { ferry } = window as unknown as { ferry: { invoke(name: string, input: object): Promise<unknown> } };
        await ferry.invoke('settings.set', settings);
      },
      { language, appearance },
    );
    await page.locator('button[type="submit"]').click();
    await screen(page, 'home');
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'he' ? 'rtl' : 'ltr');
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(appearance === 'dark');
    await check();
    await page.keyboard.press('Control+Comma');
    await screen(page, 'settings');
    await check();
  });

  it('shows every word of the pseudo-language whole', async () => {
    const page = await (await openOwnFerry(await settled(), { LANG: 'en-x-pseudo' })).window();
    await screen(page, 'home');
    await page.setViewportSize({ width: 420, height: 560 });
    for (const name of ['home', 'settings']) {
      if (name === 'settings') await page.keyboard.press('Control+Comma');
      await screen(page, name);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
      expect(await page.locator('main').innerText()).toContain('⟦');
    }
  });

  it('changes language and appearance while it is open', async () => {
    const page = await pageAnew(shared);
    await page.keyboard.press('Control+Comma');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('he');
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('he');
    await page.getByRole('combobox').nth(1).selectOption('dark');
    await expect.poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
    await page.getByRole('combobox').first().selectOption('en');
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('has LocalSend ask for a PIN, shows it to nobody again, and takes it away', async () => {
    const dataDir = await settled({ localSend: true });
    const page = await (await openFerry(dataDir)).window();
    await screen(page, 'home');
    await page.keyboard.press('Control+Comma');
    const group = page.locator('[data-part="localSend"]');
    await group.getByText('Set…').click();
    await page.getByLabel('PIN', { exact: true }).fill('12');
    await page.keyboard.press('Enter');
    await page.getByText('A PIN has 4 to 32 characters, and no spaces.').waitFor();
    await page.getByLabel('PIN', { exact: true }).fill('kaktus-471193');
    await page.keyboard.press('Enter');
    await group.getByText('Whoever sends types it first.').waitFor();
    expect((await settingsIn(dataDir)).localSendPin).toBe('kaktus-471193');
    expect(await page.content()).not.toContain('kaktus-471193');
    await group.getByText('Remove').click();
    await group.getByText('None is asked for.').waitFor();
    expect((await settingsIn(dataDir)).localSendPin).toBeUndefined();
  });

  it('shows that settings were damaged, until dismissed', async () => {
    const dataDir = await settled();
    await writeFile(join(dataDir, 'settings.json'), '{"welcomed":true,"language":7}');
    const page = await (await openOwnFerry(dataDir)).window();
    await page.getByText('Some settings could not be read').waitFor();
    await page.getByRole('button', { name: /Dismiss/ }).click();
    await page.getByText('Some settings could not be read').waitFor({ state: 'detached' });
  });
});

describe('the app', () => {
  it('runs once per data folder: a second start shows the first one’s window', async () => {
    const second = await openOwnFerry(dataDir);
    expect(await second.exited).toBe(0);
    expect(await shared.windows()).toBe(1);
    const other = await openOwnFerry(await settled());
    await screen(await other.window(), 'home');
  });

  it.each([
    ['a newer version', 'ferry.json', '{"format":9}', 'newer Ferry'],
    ['somebody else', 'thesis.txt', 'work', 'left it alone'],
  ])('says why it can’t start on a folder of %s, and leaves it as it was', async (_whose, name, text, words) => {
    const dataDir = await tempFolder();
    await writeFile(join(dataDir, name), text);
    const app = await openOwnFerry(dataDir);
    expect(await app.exited).toBe(1);
    expect(app.output()).toContain(words);
    expect(await readFile(join(dataDir, name), 'utf8')).toBe(text);
  });

  it('asks once what closing means where there is no tray, and keeps receiving without a window', async () => {
    const dataDir = await settled();
    const app = await openOwnFerry(dataDir);
    const page = await app.window();
    await screen(page, 'home');
    const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await close();
    await page.getByRole('dialog').getByText('Keep receiving in the background?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
    // The window may be gone before the click is reported.
    await page
      .getByRole('button', { name: 'Keep receiving' })
      .click()
      .catch(() => undefined);
    await expect.poll(() => app.windows()).toBe(0);
    expect((await settingsIn(dataDir)).whenClosed).toBe('keep');
    expect(await (await openOwnFerry(dataDir)).exited).toBe(0);
    await expect.poll(() => app.windows()).toBe(1);
    await screen(await app.window(), 'home');
    await close();
    await expect.poll(() => app.windows()).toBe(0);
  });

  it('quits when that was chosen', async () => {
    const app = await openOwnFerry(await settled({ whenClosed: 'quit' }));
    await screen(await app.window(), 'home');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined);
    expect(await app.exited).toBe(0);
  });

  it('opens no window when the system starts it at login, until it is started again', async () => {
    const dataDir = await settled();
    const app = await openOwnFerry(dataDir, {}, ['--hidden']);
    // The menu is made in the same step in which the window would open.
    const hasMenu = () =>
      app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.getMenuItemById('settings') ?? null) !== null);
    await expect.poll(hasMenu).toBe(true);
    expect(await app.windows()).toBe(0);
    expect(await (await openOwnFerry(dataDir)).exited).toBe(0);
    await expect.poll(() => app.windows()).toBe(1);
  });

  it('says it when the system can’t open a page or a folder, on its row and from the menu', async () => {
    const app = shared;
    const page = await pageAnew(app);
    await page.keyboard.press('Control+Comma');
    await app.evaluate(({ dialog, shell }) => {
      shell.openPath = async () => 'No application knows how';
      dialog.showErrorBox = (title, content) => Object.assign(globalThis, { box: `${title} ${content}` });
    });
    await page.getByRole('button', { name: 'Security' }).click();
    await expect.poll(() => page.locator('#help-problem').innerText()).toContain('THREAT-MODEL.md');
    const show = page.getByRole('button', { name: 'Show', exact: true });
    await show.click();
    await expect.poll(() => page.locator('#receive-folder-problem').innerText()).toContain('couldn’t open');
    await rm(received, { recursive: true });
    await show.click();
    await expect.poll(() => page.locator('#receive-folder-problem').innerText()).toContain('doesn’t exist');
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('guide')?.click());
    await expect.poll(() => app.evaluate(() => (globalThis as { box?: string }).box)).toContain('GUIDE.md');
  });

  it('shows the details of an error of its own, and copies them without a permission', async () => {
    const app = shared;
    const page = await pageAnew(app);
    await page.keyboard.press('Control+Comma');
    await app.evaluate(({ shell }) => {
      shell.openPath = async () => {
        throw new Error('no such boat');
      };
    });
    await page.getByRole('button', { name: 'Licences' }).click();
    await page.getByText('Something went wrong on our side').waitFor();
    const details = page.getByText('internal: help.open');
    expect(await details.isVisible()).toBe(false);
    await page.getByText('Details', { exact: true }).click();
    expect(await details.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Copy details' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const field = page.getByRole('textbox');
    await field.fill('');
    await field.press('ControlOrMeta+V');
    expect(await field.inputValue()).toBe('internal: help.open');
    await field.press('Escape');
    expect(await axe(page)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'starts with the computer by an autostart file, and no longer when switched off',
    async () => {
      const page = await pageAnew(shared);
      await page.keyboard.press('Control+Comma');
      const toggle = page.getByRole('switch', { name: 'Start with the computer' });
      const entry = () => readFile(join(config, 'autostart', autostartName(dataDir)), 'utf8').catch(() => '');
      await toggle.click();
      await expect.poll(entry).toContain('--hidden');
      await toggle.click();
      await expect.poll(entry).toBe('');
    },
  );
});

describe.skipIf(!onHarness)('the tray (on the harness: recorded, not seen)', () => {
  let daemon: ChildProcess | null = null;
  afterEach(() => void daemon?.kill());

  it('is there where the desktop shows one, follows the state, and makes this device visible', async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (daemon.stdout === null) throw new Error('no output');
    const address = String((await once(daemon.stdout, 'data'))[0]).trim();
    const bus = sessionBus({ busAddress: address });
    const name = 'org.kde.StatusNotifierWatcher';
    bus.exportInterface({ IsStatusNotifierHostRegistered: true }, '/StatusNotifierWatcher', {
      name,
      methods: {},
      signals: {},
      properties: { IsStatusNotifierHostRegistered: 'b' },
    });
    await bus.requestName(name, 0);

    const app = await openOwnFerry(await settled({ whenClosed: 'keep', visibility: 'nobody' }), {
      DBUS_SESSION_BUS_ADDRESS: address,
    });
    await screen(await app.window(), 'home');
    const tray = async () => (await harnessOf(app).trays())[0];
    await expect.poll(async () => (await tray())?.toolTip).toBe('Ferry: Not visible to any device');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(() => app.windows()).toBe(0);
    await harnessOf(app).clickTrayItem(['Receive from nearby']);
    await screen(await app.window(), 'home');
    await expect.poll(async () => (await tray())?.toolTip).toBe('Ferry: Ready to receive');
    await harnessOf(app).clickTrayItem(['Visible to', 'Paired devices']);
    await expect.poll(async () => (await tray())?.toolTip).toBe('Ferry: Ready for paired devices');
    await harnessOf(app).clickTrayItem(['Quit']);
    expect(await app.exited).toBe(0);
    bus.connection.end();
  });
});
