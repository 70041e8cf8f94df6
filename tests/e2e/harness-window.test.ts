import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, fixtures, heard, inPage, startFixture, untilPage, waitUntil } from '../support/harness-app.ts';
import { type App, closeEverything, dropFiles, harnessOf } from '../support/launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'ferry-harness-test-'));

afterAll(async () => {
  await closeEverything();
  rmSync(folder, { recursive: true, force: true });
});

describe('one window', () => {
  let app: App;
  let page: Page;

  beforeAll(async () => {
    app = await startFixture('app');
    page = await app.window();
    await page.waitForSelector('body[data-ready]');
  });
  afterAll(() => app.close());

  test('runs the preload before any script of the page, in a world of its own', async () => {
    expect(await inPage(page, 'sawBridge')).toBe('object');
    expect(await inPage(page, 'typeof require')).toBe('undefined');
    expect(await inPage(page, '[fixture.platform, fixture.isSandboxed]')).toEqual([process.platform, true]);
  });

  test('copies plain data over the contextBridge, frozen', async () => {
    expect(await inPage(page, 'fixture.nested')).toEqual({
      list: [1, 'two', { three: 3 }],
      date: new Date(0),
      bytes: new Uint8Array([1, 2, 3]),
    });
    expect(await inPage(page, 'Object.isFrozen(fixture) && Object.isFrozen(fixture.nested)')).toBe(true);
    expect(await inPage(page, 'fixture.describe(new (class Boat { sail = 1; go() {} })())')).toBe(
      '[object Object] sail',
    );
    expect(await inPage(page, 'fixture.echoBack({ a: [undefined, null, 1n] })')).toEqual({ a: [undefined, null, 1n] });
    expect(await inPage(page, 'fixture.echoBack(new Map([[1, new Set([2])]])).get(1).has(2)')).toBe(true);
    expect(await inPage(page, '{ const x = {}; x.self = x; const y = fixture.echoBack(x); y.self === y; }')).toBe(true);
  });

  test('carries functions both ways over the contextBridge, and gives back the same function', async () => {
    expect(await inPage(page, 'fixture.callBack((value, then) => then(value + 1), 1)')).toBe('preload:2');
    expect(await inPage(page, 'fixture.isSame(fixture.keep())')).toBe(true);
  });

  test('keeps the message of an error that crosses the contextBridge, and nothing else', async () => {
    const caught = (call: string) =>
      inPage(page, `(async () => ${call})().catch((e) => [e.constructor.name, e.message])`);
    expect(await caught('fixture.throwing()')).toEqual(['Error', 'too deep']);
    expect(await caught('fixture.rejecting()')).toEqual(['Error', 'later']);
    expect(await caught('fixture.throwingNothing()')).toEqual([
      'Error',
      expect.stringContaining('An unknown exception occurred in the isolated context'),
    ]);
  });

  test('refuses on the bridge what Electron refuses', async () => {
    await expect(inPage(page, 'fixture.tryExposeTwice()')).rejects.toThrow('Cannot bind an API on top of an existing');
    await expect(inPage(page, 'fixture.tryExposeIpc()')).rejects.toThrow('refuses ipcRenderer over the contextBridge');
    await expect(inPage(page, 'fixture.echoBack(new WeakMap())')).rejects.toThrow('An object could not be cloned.');
    await expect(inPage(page, "fixture.tryRequire('fs')")).rejects.toThrow('module not found: fs');
    await expect(inPage(page, 'fixture.tryUnknown()')).rejects.toThrow(
      "The harness doesn't know electron.ipcRenderer.sendToHost yet.",
    );
    expect(await inPage(page, "['events', 'timers', 'url', 'node:url'].map(fixture.tryRequire)")).toEqual([
      'function',
      'object',
      'object',
      'object',
    ]);
  });

  test('invokes the main process, which sees the page under its own address', async () => {
    expect(await inPage(page, 'fixture.echo(1, new Date(5), { a: [undefined, -0] }, new Uint8Array([7]))')).toEqual({
      args: [1, new Date(5), { a: [undefined, -0] }, new Uint8Array([7])],
      from: 'app://fixture/index.html?from=main#top',
      isTop: true,
    });
  });

  test('words a failed invoke as Electron does', async () => {
    await expect(inPage(page, "fixture.invoke('fail')")).rejects.toThrow(
      "Error invoking remote method 'fail': TypeError: no such boat",
    );
    await expect(inPage(page, "fixture.invoke('nobody')")).rejects.toThrow(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    );
    await expect(inPage(page, "fixture.invoke('unclonable')")).rejects.toThrow('An object could not be cloned.');
    await expect(inPage(page, 'fixture.sendFunction()')).rejects.toThrow('An object could not be cloned.');
    expect(app.output()).toContain("Error occurred in handler for 'fail':");
  });

  test('sends messages both ways, and answers a synchronous one', async () => {
    expect(
      await inPage(page, 'new Promise((told) => { fixture.onTold((...a) => told(a)); fixture.tell(1, { b: 2 }); })'),
    ).toEqual([1, { b: 2 }]);
    expect(await inPage(page, "fixture.askNow('ahoy')")).toBe('ahoy!');
    await expect(
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('told', () => 1)),
    ).rejects.toThrow('Failed to serialize arguments');
  });

  test('refuses a second handler of one channel', async () => {
    await expect(app.evaluate(({ ipcMain }) => ipcMain.handle('echo', () => 1))).rejects.toThrow(
      "Attempted to register a second handler for 'echo'",
    );
  });

  test('refuses windows without the safe defaults, and preloads that are modules', async () => {
    const open = (webPreferences: object) =>
      app.evaluate(
        ({ BrowserWindow }, preferences) => void new BrowserWindow({ webPreferences: preferences }),
        webPreferences,
      );
    await expect(open({ sandbox: false })).rejects.toThrow('refuses webPreferences.sandbox: false');
    await expect(open({ nodeIntegration: true })).rejects.toThrow('refuses webPreferences.nodeIntegration: true');
    await expect(open({ contextIsolation: false })).rejects.toThrow('refuses webPreferences.contextIsolation: false');
    await expect(open({ preload: join(folder, 'preload.mjs') })).rejects.toThrow("can't be a module");
    const module = join(folder, 'module.js');
    writeFileSync(module, "import { ipcRenderer } from 'electron';");
    await expect(open({ preload: module })).rejects.toThrow("can't be run as a sandboxed (CommonJS) script");
    expect(await app.windows()).toBe(1);
  });

  test('gives a preload the paths of dropped files and folders, and of no others', async () => {
    const file = join(folder, 'a file.txt');
    const directory = join(folder, 'a folder');
    writeFileSync(file, 'cargo');
    mkdirSync(directory, { recursive: true });
    await dropFiles(page, page.locator('#drop'), [file, directory]);
    expect(await inPage(page, 'dropped')).toEqual([
      { path: file, isTrusted: true, isDirectory: false },
      { path: directory, isTrusted: true, isDirectory: true },
    ]);
    await page.setInputFiles('#chosen', file);
    expect(await inPage(page, "fixture.pathOf(document.getElementById('chosen').files[0])")).toBe(file);
    expect(await inPage(page, "fixture.pathOf(new File(['x'], 'made.txt'))")).toBe('');
    await expect(inPage(page, "fixture.pathOf('text')")).rejects.toThrow("parameter 1 is not of type 'File'");
  });

  test('enforces the content security policy that came with the page', async () => {
    expect(await inPage(page, 'window.inlineRan')).toBeUndefined();
    expect(await inPage(page, "getComputedStyle(document.getElementById('drop')).backgroundColor")).toBe(
      'rgb(1, 2, 3)',
    );
    expect(await inPage(page, 'window.evalRan')).toBe('EvalError');
    expect(app.output()).toContain("Content Security Policy directive 'script-src 'self''");
  });

  test('serves app:// requests with method and body, and cancels what onBeforeRequest cancels', async () => {
    const post = "fetch('/echo', { method: 'POST', body: 'hold' }).then((response) => response.json())";
    expect(await inPage(page, post)).toEqual({ url: 'app://fixture/echo', method: 'POST', body: 'hold' });
    await expect(inPage(page, "fetch('/cancel')")).rejects.toThrow('Failed to fetch');
    expect(await heard(app)).toContain('request xhr app://fixture/cancel');
  });

  test('lets no page leave and no window open that the app denies', async () => {
    expect(await inPage(page, "window.open('https://away.example/popup')")).toBeNull();
    await page.click('#blank');
    await page.click('#away');
    await inPage(page, "void (location.href = 'mailto:someone@away.example')");
    await waitUntil(async () => {
      const all = await heard(app);
      return (
        all.includes('window.open https://away.example/popup') &&
        all.includes('window.open https://away.example/blank') &&
        all.includes('will-navigate https://away.example/page') &&
        all.includes('will-navigate mailto:someone@away.example')
      );
    }, 'the app was asked about each attempt');
    expect(await app.windows()).toBe(1);
    expect(await inPage(page, 'location.pathname')).toBe('/index.html');
    expect(await heard(app)).not.toContainEqual(expect.stringMatching(/^request .*away\.example/));
  });

  test('has Chromium itself refuse the permissions that the app denies', async () => {
    expect(await inPage(page, 'Notification.permission')).toBe('denied');
    expect(await inPage(page, 'Notification.requestPermission()')).toBe('denied');
    expect(await inPage(page, "navigator.permissions.query({ name: 'geolocation' }).then((it) => it.state)")).toBe(
      'denied',
    );
    await expect(inPage(page, 'navigator.mediaDevices.getUserMedia({ audio: true })')).rejects.toThrow(
      'NotAllowedError',
    );
    expect(await heard(app)).toEqual(expect.arrayContaining(['permission notifications', 'permission media']));
  });

  test('shows the page the colours that nativeTheme asks for', async () => {
    const isDark = "matchMedia('(prefers-color-scheme: dark)').matches";
    expect(await inPage(page, isDark)).toBe(false);
    const seen = await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark';
      return nativeTheme.shouldUseDarkColors;
    });
    expect(seen).toBe(true);
    await untilPage(page, isDark);
    await harnessOf(app).setSystemDark(false);
    await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'system';
    });
    await untilPage(page, `!${isDark}`);
  });

  test('tells the page when its window is hidden and shown, and resizes it', async () => {
    const window = () =>
      app.evaluate(({ BrowserWindow }) => {
        const [only] = BrowserWindow.getAllWindows();
        return { isVisible: only?.isVisible(), isFocused: only?.isFocused(), size: only?.getSize() };
      });
    await waitUntil(async () => (await window()).isVisible === true, 'the window is shown after ready-to-show');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await untilPage(page, "document.visibilityState === 'hidden'");
    expect((await window()).isVisible).toBe(false);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
    await untilPage(page, "document.visibilityState === 'visible'");
    expect(await window()).toEqual({ isVisible: true, isFocused: true, size: [640, 480] });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(700, 500));
    await untilPage(page, 'innerWidth === 700 && innerHeight === 500');
    await inPage(page, "void (document.title = 'Under way')");
    await waitUntil(
      async () => (await harnessOf(app).windows())[0]?.title === 'Under way',
      "the window takes the page's title",
    );
  });

  test('lets a test read the tray and click in its menu', async () => {
    const harness = harnessOf(app);
    const [tray] = await harness.trays();
    expect(tray).toMatchObject({ toolTip: 'Fixture', isImageEmpty: false, image: expect.stringMatching(/icon\.png$/) });
    expect(tray?.menu?.map((item) => item.label || item.type)).toEqual(['Open', 'separator', 'More', 'Grey']);
    await harness.clickTrayItem(['Open']);
    await harness.clickTrayItem(['deep']);
    await harness.clickTrayItem(['More', 'Deep']);
    expect(await heard(app)).toEqual(expect.arrayContaining(['tray open', 'deep true', 'deep false']));
    await expect(harness.clickTrayItem(['Grey'])).rejects.toThrow("can't be clicked now");
    await expect(harness.clickTrayItem(['Nothing'])).rejects.toThrow('has no item "Nothing"');
  });

  test('answers dialogs from what the test has queued, and refuses loudly without an answer', async () => {
    await harnessOf(app).answerNextDialog('open', { canceled: false, filePaths: ['/somewhere'] });
    const choose = () => app.evaluate(({ dialog }) => dialog.showOpenDialog({ properties: ['openDirectory'] }));
    expect(await choose()).toEqual({ canceled: false, filePaths: ['/somewhere'] });
    await expect(choose()).rejects.toThrow('The app opened a dialog (open) that the test has no answer for');
    await app.evaluate(({ dialog }) => dialog.showErrorBox('Oh', 'no'));
    expect((await harnessOf(app).dialogs()).map(({ kind }) => kind)).toEqual(['open', 'open', 'error']);
    await waitUntil(() => app.output().includes('Oh\nno\n'), 'the error box is on standard error');
  });

  test('records notifications, and carries a click on one to the app', async () => {
    await app.evaluate(({ Notification }) => {
      const notification = new Notification({ title: 'Arrived', body: '3 files' });
      notification.on('click', () => (globalThis as unknown as { fixture: Fixture }).fixture.heard.push('notified'));
      notification.show();
    });
    await harnessOf(app).clickNotification();
    expect(await harnessOf(app).notifications()).toMatchObject([{ title: 'Arrived', body: '3 files', isShown: true }]);
    expect(await heard(app)).toContain('notified');
  });

  test('records what the app hands to the system, and does none of it', async () => {
    await app.evaluate(async ({ app: electronApp, clipboard, powerSaveBlocker, session, shell }) => {
      await shell.openExternal('https://example.com/');
      shell.showItemInFolder('/somewhere/file');
      await shell.trashItem('/somewhere/old');
      electronApp.setLoginItemSettings({ openAtLogin: true });
      powerSaveBlocker.start('prevent-app-suspension');
      session.defaultSession.setSpellCheckerEnabled(false);
      await clipboard.writeText('copied');
    });
    const harness = harnessOf(app);
    expect(await harness.openedExternals()).toEqual(['https://example.com/']);
    expect(await harness.revealedPaths()).toEqual(['/somewhere/file']);
    expect(await harness.trashedPaths()).toEqual(['/somewhere/old']);
    expect(await harness.loginItem()).toEqual({ openAtLogin: true });
    expect(await harness.powerSaveBlockers()).toEqual(['prevent-app-suspension']);
    const read = await app.evaluate(async ({ clipboard, safeStorage, session }) => [
      await clipboard.readText(),
      session.defaultSession.isSpellCheckerEnabled(),
      safeStorage.isEncryptionAvailable(),
      safeStorage.getSelectedStorageBackend(),
    ]);
    expect(read).toEqual(['copied', false, false, 'basic_text']);
  });

  test('lets a listener of before-input-event keep a key from the page', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.on('before-input-event', (event, input) => {
        if (input.key === 'x') event.preventDefault();
      });
    });
    await page.fill('#text', '');
    await waitUntil(async () => {
      await page.fill('#text', '');
      await page.focus('#text');
      await page.keyboard.type('axb');
      return (await page.inputValue('#text')) === 'ab';
    }, 'the key x is kept from the page');
  });

  test('knows the app by its package, its arguments and its folders', async () => {
    const facts = await app.evaluate(({ app: it }) => ({
      name: it.getName(),
      version: it.getVersion(),
      isPackaged: it.isPackaged,
      userData: it.getPath('userData'),
      downloads: it.getPath('downloads'),
      argv: process.argv.slice(1),
      send: typeof process.send,
    }));
    expect(facts).toMatchObject({ name: 'Harness Fixture', version: '1.2.3', isPackaged: false, send: 'undefined' });
    expect(facts.userData).toMatch(/ferry-app-[\w-]+\/config\/Harness Fixture$/);
    expect(facts.downloads).toMatch(/ferry-app-[\w-]+\/Downloads$/);
    expect(facts.argv).toEqual([join(fixtures, 'app')]);
  });
});
