// What the shell does beside its window: the application menu, the folder dialog, and who may ask it anything.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Outcome } from '../../src/contract/errors.ts';
import { quoted } from '../../src/main/desktop-entry.ts';
import { closeFerries, openFerry, openOwnFerry, screen, settingsIn, settled } from '../support/ferry-app.ts';
import { type App, electronRuntime, harnessOf, launch } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';
import { settle } from '../support/settled-folder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startTrayHost } from '../support/tray-host.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';
const ROOT = join(import.meta.dirname, '../..');

/** One app for all tests that need none of their own. */
let dataDir: string;
let shared: App;
beforeAll(async () => {
  dataDir = await settled({ whenClosed: 'keep' });
  shared = await openFerry(dataDir);
  await screen(await shared.window(), 'home');
});
afterAll(closeFerries);

type InPage = { ferry: { invoke(...words: unknown[]): Promise<Outcome<unknown>> } };

describe.skipIf(!onHarness)('a start that can’t succeed (on the harness: nobody has to close the box)', () => {
  it.each([
    ['a newer Ferry’s', 'ferry.json', '{"format":9}', 'written by a newer Ferry'],
    ['somebody else’s', 'thesis.txt', 'work', 'left it alone'],
  ])('makes nothing in a folder that is %s', async (_whose, name, text, words) => {
    const dataDir = await tempFolder();
    await writeFile(join(dataDir, name), text);
    const app = await openOwnFerry(dataDir);
    expect(await app.exited).toBe(1);
    expect(app.output()).toContain(words);
    expect(await readdir(dataDir)).toEqual([name]);
  });

  it.skipIf(process.platform !== 'linux')(
    'says why where nothing can be written, in the system’s language',
    async () => {
      const app = await openOwnFerry('/proc/ferry', { LANG: 'de_DE.UTF-8' });
      expect(await app.exited).toBe(1);
      expect(app.output()).toContain('Ferry kann nicht in seinen Datenordner schreiben');
    },
  );

  it('says why where Chromium’s profile can’t be, instead of passing for a second start', async () => {
    const dataDir = await settled();
    await writeFile(join(dataDir, 'electron'), '');
    const app = await openOwnFerry(dataDir);
    expect(await app.exited).toBe(1);
    expect(app.output()).toContain(join(dataDir, 'electron'));
  });

  it('says so where the system’s key store doesn’t unlock the key, which stays as it is', async () => {
    const dataDir = await settled();
    const locked = JSON.stringify({ wrapped: 'AAAA', check: '0'.repeat(64) });
    await writeFile(join(dataDir, 'identity.json'), locked);
    const app = await openOwnFerry(dataDir);
    expect(await app.exited).toBe(1);
    expect(app.output()).toContain('The system didn’t unlock this device’s key');
    expect(await readFile(join(dataDir, 'identity.json'), 'utf8')).toBe(locked);
  });

  it('says so, too, when its own parts are missing, and holds nothing on to the folder', async () => {
    const appRoot = await tempFolder();
    await copyFile(join(ROOT, 'package.json'), join(appRoot, 'package.json'));
    await symlink(join(ROOT, 'out'), join(appRoot, 'out'));
    const desktop = await startTrayHost();
    onTestFinished(desktop.stop);
    const dataDir = await settled();
    const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, LANG: 'en_US.UTF-8' };
    const app = await launch({ appRoot, args: ['--data', dataDir, '--interface', '127.0.0.1'], env });
    expect(await app.exited).toBe(1);
    expect(app.output()).toMatch(/Ferry can’t start\nSomething went wrong on our side.*tray-idle/s);
    await screen(await (await openOwnFerry(dataDir)).window(), 'home');
  });
});

it.skipIf(!onHarness)('says on its row that nothing here protects the key (on the harness: no key store)', async () => {
  const page = await pageAnew(shared);
  await page.keyboard.press('ControlOrMeta+,');
  await screen(page, 'settings');
  const row = page.getByRole('switch', { name: 'Lock this device’s key' });
  await row.click();
  await page.getByText('This device’s key can’t be protected here').waitFor();
  expect(await row.isChecked()).toBe(false);
  expect((await settingsIn(dataDir)).protectIdentity).toBeUndefined();
});

describe('who may ask the main process', () => {
  it('is our window, and no other page with the same bridge', async () => {
    const own = await pageAnew(shared);
    await shared.evaluate(
      async ({ BrowserWindow }, preload) => {
        const stranger = new BrowserWindow({
          show: true,
          webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
        });
        await stranger.loadURL('app://ferry/index.html');
      },
      join(ROOT, 'out/preload/preload.cjs'),
    );
    const stranger = await shared.window();
    expect(stranger).not.toBe(own);
    const ask = () => (globalThis as unknown as InPage).ferry.invoke('state.snapshot');
    expect(await stranger.evaluate(ask)).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(await own.evaluate(ask)).toMatchObject({ ok: true });
    await shared.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[1]?.destroy());
    await expect.poll(() => shared.window()).toBe(own);
  });
});

describe.skipIf(!onHarness)('the application menu (on the harness: clicked in its record)', () => {
  it('has the usual roles in its own words, leads to both screens and to the help, and quits', async () => {
    const app = await openOwnFerry(await settled({ language: 'de' }));
    const page = await app.window();
    await screen(page, 'home');
    const menu = harnessOf(app);
    const roles = ((await menu.applicationMenu()) ?? [])
      .flatMap(({ submenu }) => submenu ?? [])
      .map(({ role }) => role);
    const usual = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'close', 'minimize'];
    expect(roles.map((role) => role?.toLowerCase())).toEqual(
      expect.arrayContaining(usual.map((role) => role.toLowerCase())),
    );
    await menu.clickApplicationMenuItem(['settings']);
    await screen(page, 'settings');
    await menu.clickApplicationMenuItem(['home']);
    await screen(page, 'home');
    await menu.clickApplicationMenuItem(['guide']);
    await menu.clickApplicationMenuItem(['security']);
    await page.keyboard.press('Control+Comma');
    await screen(page, 'settings');
    await page.getByRole('button', { name: 'Lizenzen' }).click();
    await expect.poll(async () => (await menu.openedPaths()).length).toBe(3);
    for (const path of await menu.openedPaths()) expect(existsSync(path), path).toBe(true);
    await menu.clickApplicationMenuItem(['quit']).catch(() => undefined);
    expect(await app.exited).toBe(0);
  });
});

describe.skipIf(!onHarness)('while the window is closed (on the harness: the menu is clicked in its record)', () => {
  it('opens on the screen that was asked for, and on Home the time after', async () => {
    const close = async () => {
      await shared.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await expect.poll(() => shared.windows()).toBe(0);
    };
    await pageAnew(shared);
    await close();
    await harnessOf(shared).clickApplicationMenuItem(['settings']);
    await screen(await shared.window(), 'settings');
    await close();
    await harnessOf(shared).activate();
    await screen(await shared.window(), 'home');
  });
});

describe.skipIf(!onHarness || process.platform !== 'linux')(
  'the tray image (on the harness: recorded, not seen)',
  () => {
    const imageOf = async (app: App) => (await harnessOf(app).trays())[0]?.image?.split('/').at(-1);

    it('follows the desktop, whatever the appearance of the window', async () => {
      const desktop = await startTrayHost();
      onTestFinished(desktop.stop);
      const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, ORIGINAL_XDG_CURRENT_DESKTOP: 'KDE' };
      const dataDir = await settled({ appearance: 'dark' });
      const app = await openOwnFerry(dataDir, env);
      const page = await app.window();
      await screen(page, 'home');
      expect(await imageOf(app)).toBe('tray-idle-light.png');
      await page.keyboard.press('Control+Comma');
      await page.getByRole('combobox').nth(1).selectOption('system');
      await harnessOf(app).setSystemDark(true);
      await expect.poll(() => imageOf(app)).toBe('tray-idle-dark.png');
      await page.getByRole('combobox').nth(1).selectOption('light');
      await expect.poll(async () => (await settingsIn(dataDir)).appearance).toBe('light');
      expect(await imageOf(app)).toBe('tray-idle-dark.png');
    });

    it('is for a dark bar on GNOME', async () => {
      const desktop = await startTrayHost();
      onTestFinished(desktop.stop);
      const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, ORIGINAL_XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' };
      const app = await openOwnFerry(await settled(), env, ['--hidden']);
      await expect.poll(() => imageOf(app)).toBe('tray-idle-dark.png');
    });
  },
);

describe.skipIf(process.platform !== 'linux')('starting with the computer, by an autostart file', () => {
  const ferry = (dataDir: string, ...words: string[]) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'out/cli/ferry.js'), '--data', dataDir, ...words]);

  /** The only file there, or nothing. */
  async function entryIn(config: string) {
    const folder = join(config, 'autostart');
    const [name = 'none'] = await readdir(folder).catch(() => []);
    return { path: join(folder, name), text: await readFile(join(folder, name), 'utf8').catch(() => '') };
  }

  it('follows the command line, with the data folder in the command', async () => {
    const config = await tempFolder();
    const dataDir = join(await tempFolder(), 'My "Ferry" 100%');
    await settle(dataDir);
    await openOwnFerry(dataDir, { XDG_CONFIG_HOME: config }, ['--hidden']);
    await ferry(dataDir, 'config', 'set', 'startWithComputer', 'yes');
    await expect.poll(async () => (await entryIn(config)).text).toContain(`"--hidden" "--data" ${quoted(dataDir)}`);
    await ferry(dataDir, 'config', 'set', 'startWithComputer', 'no');
    await expect.poll(async () => (await entryIn(config)).text).toBe('');
  });

  it('is set up at the start after the command line asked for it, and off once the desktop switched it off', async () => {
    const config = await tempFolder();
    const dataDir = await settled({ startWithComputer: true });
    const start = () => openOwnFerry(dataDir, { XDG_CONFIG_HOME: config }, ['--hidden']);
    const app = await start();
    await expect.poll(async () => (await entryIn(config)).text).toContain('--hidden');
    await app.close();
    expect((await settingsIn(dataDir)).startWithComputer).toBe(true);
    const { path, text } = await entryIn(config);
    await writeFile(path, `${text}Hidden=true\n`);
    await start();
    await expect.poll(async () => (await settingsIn(dataDir)).startWithComputer ?? false).toBe(false);
  });

  it('says on its row why it couldn’t be changed, and stays off', async () => {
    const config = await tempFolder();
    await writeFile(join(config, 'autostart'), '');
    const dataDir = await settled();
    const page = await (await openOwnFerry(dataDir, { XDG_CONFIG_HOME: config })).window();
    await screen(page, 'home');
    await page.keyboard.press('Control+Comma');
    await page.getByRole('switch', { name: 'Start with the computer' }).click();
    await page.getByText('What starts with the computer could not be changed').waitFor();
    expect(await page.getByRole('switch', { name: 'Start with the computer' }).isChecked()).toBe(false);
    expect(await page.content()).not.toContain(config);
    await ferry(dataDir, 'config', 'set', 'startWithComputer', 'yes');
    await expect.poll(() => readFile(join(dataDir, 'ferry.log'), 'utf8')).toContain('login_item.refused');
    await expect.poll(async () => (await settingsIn(dataDir)).startWithComputer ?? false).toBe(false);
  });
});

describe('a second start', () => {
  it('by the system at login shows no window', async () => {
    const dataDir = await settled();
    const app = await openOwnFerry(dataDir, {}, ['--hidden']);
    expect(await (await openOwnFerry(dataDir, {}, ['--hidden'])).exited).toBe(0);
    expect(await app.windows()).toBe(0);
    expect(await (await openOwnFerry(dataDir)).exited).toBe(0);
    await screen(await app.window(), 'home');
  });
});

describe.skipIf(!onHarness)(
  'the folder for received files (on the harness: its dialog is answered by the test)',
  () => {
    it('is chosen in a dialog, shown by its name, and refused in words where there is none', async () => {
      const chosen = await tempFolder();
      const app = shared;
      const page = await pageAnew(app);
      await page.keyboard.press('Control+Comma');
      const choose = page.getByRole('button', { name: 'Choose…' });
      await harnessOf(app).answerNextDialog('open', { canceled: true, filePaths: [] });
      await choose.click();
      await expect.poll(async () => (await harnessOf(app).dialogs()).length).toBe(1);
      expect((await settingsIn(dataDir)).receiveFolder ?? null).toBe(null);

      await harnessOf(app).answerNextDialog('open', { canceled: false, filePaths: [chosen] });
      await choose.click();
      await expect.poll(async () => (await settingsIn(dataDir)).receiveFolder).toBe(chosen);
      expect(await page.content()).not.toContain(chosen);

      await harnessOf(app).answerNextDialog('open', { canceled: false, filePaths: [join(chosen, 'gone')] });
      await choose.click();
      await page.getByText('That folder doesn’t exist').waitFor();
      expect(await page.content()).not.toContain(chosen);
      expect((await settingsIn(dataDir)).receiveFolder).toBe(chosen);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect.poll(() => harnessOf(app).openedPaths()).toEqual([chosen]);
    });
  },
);

describe('higher contrast', () => {
  it('draws what was only shaded', async () => {
    const page = await pageAnew(shared);
    const border = () =>
      page
        .locator('.card')
        .first()
        .evaluate((card) => getComputedStyle(card).borderColor);
    const usual = await border();
    await page.emulateMedia({ contrast: 'more' });
    await expect.poll(border).not.toBe(usual);
  });
});
