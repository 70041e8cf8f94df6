import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Fixture, heard, inPage, startFixture, untilPage, waitUntil } from '../support/harness-app.ts';
import { closeEverything, harnessOf } from '../support/launch.ts';
import { isRunning, listeners, processTree } from '../support/processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'ferry-harness-test-'));

afterAll(async () => {
  await closeEverything();
  rmSync(folder, { recursive: true, force: true });
});

describe('the start', () => {
  test('evaluates the entry module first, and only then becomes ready', async () => {
    await using app = await startFixture('early');
    expect(await app.exited).toBe(0);
    const lines = app.output().split('\n');
    expect(lines[0]).toBe('first: ready is false, electron is undefined, harness is chromium');
    expect(lines.indexOf('evaluated')).toBeGreaterThan(0);
    expect(lines.indexOf('event: ready')).toBeGreaterThan(lines.indexOf('evaluated'));
  });

  test('refuses what comes too early or too late, and names what it does not know', async () => {
    await using app = await startFixture('early');
    await app.exited;
    const output = app.output();
    expect(output).toContain('BrowserWindow: Cannot create BrowserWindow before app is ready');
    expect(output).toContain('Tray: Cannot create Tray before app is ready');
    expect(output).toContain('Notification: Cannot create Notification before app is ready');
    expect(output).toContain('dialog: dialog module can only be used after app is ready');
    expect(output).toContain('protocol.handle: protocol.handle should be called after app is ready');
    expect(output).toContain('session: Session can only be received when app is ready');
    expect(output).toContain("screen: The 'screen' module can't be used before the app 'ready' event");
    expect(output).toContain(
      'registerSchemesAsPrivileged: protocol.registerSchemesAsPrivileged should be called before',
    );
    expect(output).toContain('enableSandbox: app.enableSandbox() can only be called before app is ready');
    expect(output).toContain("unknown module: The harness doesn't know electron.utilityProcess yet.");
    expect(output).toContain("unknown method: The harness doesn't know electron.app.getGPUInfo yet.");
    expect(output).toContain(
      "unknown static: The harness doesn't know electron.BrowserWindow.fromDevToolsExtension yet.",
    );
    expect(output).not.toContain('allowed');
  });

  test('fails when the entry module awaits ready at its top level', async () => {
    await using app = await startFixture('top-level-await');
    expect(await app.exited).toBe(1);
    expect(app.output()).toContain('does it await app.whenReady() at its top level?');
    await expect(app.window()).rejects.toThrow('The app ended before it opened a window');
  });
});

describe('several windows and processes', () => {
  afterEach(closeEverything);

  test('opens a window of its own for each BrowserWindow, and playwright gets the newest', async () => {
    const app = await startFixture('app');
    const first = await app.window();
    await first.waitForSelector('body[data-ready]');
    await app.evaluate(({ app: it }) => {
      void it.whenReady().then(() => (globalThis as unknown as { fixture: Fixture }).fixture.openWindow());
    });
    await waitUntil(
      async () => (await app.windows()) === 2 && (await app.window()) !== first,
      'the second window is there',
    );
    const [one, two] = await harnessOf(app).windows();
    expect(one?.pid).not.toBe(two?.pid);
    const second = await app.window();
    await second.waitForSelector('body[data-ready]');
    await inPage(second, 'window.close()').catch(() => undefined);
    await waitUntil(async () => (await app.windows()) === 1, 'the second window has closed itself');
    expect(await heard(app)).not.toContain('window-all-closed');
  });

  test('lets nothing reach the network, whether the app cancels a request or not', async () => {
    const app = await startFixture('app');
    const page = await app.window();
    await page.waitForSelector('body[data-ready]');
    await page.click('#inside');
    await untilPage(page, "location.pathname === '/second.html'");
    expect(await heard(app)).toContain('will-navigate app://fixture/second.html');
    const fetchAway = "fetch('https://away.example/data').then(() => 'answered', () => 'failed')";
    expect(await inPage(page, fetchAway)).toBe('failed');
    expect(await heard(app)).toContain('request xhr https://away.example/data');
    expect(app.output()).not.toContain('Refused a request of the page');

    await app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null));
    expect(await inPage(page, fetchAway)).toBe('failed');
    await waitUntil(
      () => app.output().includes('nothing may reach the network: GET https://away.example/data'),
      'the harness says what it refused',
    );
    const worker = `new Promise((done) => {
      const code = "fetch('https://away.example/worker').then(() => postMessage('answered'), () => postMessage('failed'))";
      new Worker(URL.createObjectURL(new Blob([code]))).onmessage = (event) => done(event.data);
    })`;
    expect(await inPage(page, worker)).toBe('failed');
    await app.evaluate(({ session }) =>
      session.defaultSession.webRequest.onBeforeRequest({ urls: ['app://fixture/old'] }, (_details, answer) =>
        answer({ redirectURL: 'app://fixture/echo' }),
      ),
    );
    expect(await inPage(page, "fetch('/old').then((response) => response.json())")).toMatchObject({
      url: 'app://fixture/echo',
    });

    await inPage(page, "void (location.href = '/go-away')");
    await waitUntil(
      async () => (await heard(app)).includes('will-redirect https://away.example/redirected'),
      'the app is asked about the redirection',
    );
    expect(await inPage(page, 'location.pathname')).toBe('/second.html');
  });

  test('rejects loadURL with the name of the failure, and resolves when the page is there', async () => {
    const app = await startFixture('app');
    await (await app.window()).waitForSelector('body[data-ready]');
    const load = (url: string) =>
      app.evaluate(async ({ BrowserWindow }, address) => {
        const [window] = BrowserWindow.getAllWindows();
        await window?.loadURL(address);
        return window?.webContents.getURL();
      }, url);
    expect(await load('app://fixture/second.html')).toBe('app://fixture/second.html');
    await expect(load('app://fixture/missing.html')).rejects.toThrow(
      "ERR_FAILED (-2) loading 'app://fixture/missing.html'",
    );
    await expect(load('nothing')).rejects.toThrow("ERR_INVALID_URL (-300) loading 'nothing'");
    const reloaded = await app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      await window?.loadURL('app://fixture/index.html');
      const finished = new Promise<void>((done) => window?.webContents.once('did-finish-load', () => done()));
      window?.webContents.reload();
      await finished;
      return window?.webContents.executeJavaScript('window.sawBridge');
    });
    expect(reloaded).toBe('object');
  });

  test('hands a second start on the same data to the first, while another runs beside it', async () => {
    const data = join(folder, 'data');
    const first = await startFixture('app', { args: [`--data=${data}`] });
    const other = await startFixture('app', { args: [`--data=${join(folder, 'other data')}`] });
    const second = await startFixture('app', { args: [`--data=${data}`, 'ferry://offer'] });
    expect(await second.exited).toBe(0);
    expect(second.output()).toContain('another instance has the lock');
    expect(await heard(first)).toContainEqual([
      'second-instance',
      [`--data=${data}`, 'ferry://offer'],
      process.cwd(),
      { from: second.pid, at: new Date(0) },
    ]);
    await (await other.window()).waitForSelector('body[data-ready]');
    expect(await heard(other)).not.toContainEqual(expect.arrayContaining(['second-instance']));
  });

  test('quits in the order of Electron', async () => {
    const app = await startFixture('app');
    await (await app.window()).waitForSelector('body[data-ready]');
    await app.close();
    expect(await app.exited).toBe(0);
    const events = app.output().match(/(?<=^event: ).*/gm);
    expect(events).toEqual(['ready', 'before-quit', 'close', 'closed', 'will-quit', 'quit']);
    expect(app.output()).not.toContain('still had work after quit');
  });

  test('stays open when a window prevents its close', async () => {
    const app = await startFixture('app');
    await app.window();
    await app.evaluate(({ app: it }) => {
      (globalThis as unknown as { fixture: Fixture }).fixture.closesArePrevented = true;
      it.quit();
    });
    await expect.poll(async () => (await heard(app)).slice(-2)).toEqual(['before-quit', 'close']);
    expect(await app.windows()).toBe(1);
    await app.evaluate(() => {
      (globalThis as unknown as { fixture: Fixture }).fixture.closesArePrevented = false;
    });
    await app.close();
    expect(await app.exited).toBe(0);
  });

  test('tells the app when a person closed its window', async () => {
    const app = await startFixture('app');
    const page = await app.window();
    await page.waitForSelector('body[data-ready]');
    await page.close();
    await waitUntil(async () => (await app.windows()) === 0, 'the window is gone');
    expect((await heard(app)).slice(-3)).toEqual(['close', 'closed', 'window-all-closed']);
    await app.evaluate(() => void (globalThis as unknown as { fixture: Fixture }).fixture.openWindow());
    await (await app.window()).waitForSelector('body[data-ready]');
  });

  test('reports a Chromium that died, and goes on', async () => {
    const app = await startFixture('app');
    await app.window();
    const [window] = await harnessOf(app).windows();
    process.kill(window?.pid ?? 0, 'SIGKILL');
    await waitUntil(
      async () => (await heard(app)).includes('window-all-closed'),
      'the app hears that its window is gone',
    );
    expect((await heard(app)).slice(-3)).toEqual(['gone killed', 'closed', 'window-all-closed']);
  });

  test('says so when Chromium cannot be started', async () => {
    const missing = await startFixture('app', { env: { CHROMIUM: '/nowhere/chromium' } });
    expect(await missing.exited).toBe(1);
    expect(missing.output()).toContain('There is no program at /nowhere/chromium, which CHROMIUM names.');
    const broken = await startFixture('app', { env: { CHROMIUM: '/bin/false' } });
    const sentence = 'The Chromium of window 1 ended unexpectedly (1).';
    await waitUntil(() => broken.output().includes(sentence), 'the broken Chromium is reported');
    await waitUntil(async () => (await heard(broken)).includes('window-all-closed'), 'the app hears of its window');
    expect((await heard(broken)).slice(-3)).toEqual(['gone killed', 'closed', 'window-all-closed']);
  });

  test('reports a page that crashed, whose window stays', async () => {
    const app = await startFixture('app');
    const page = await app.window();
    const session = await page.context().newCDPSession(page);
    void session.send('Page.crash').catch(() => undefined);
    await waitUntil(async () => (await heard(app)).includes('gone crashed'), 'the app hears of the crash');
    expect(await app.windows()).toBe(1);
  });

  test('leaves no Chromium behind when it is killed', async () => {
    const app = await startFixture('app');
    await (await app.window()).waitForSelector('body[data-ready]');
    const family = processTree(app.pid);
    expect(family.length).toBeGreaterThan(3);
    process.kill(app.pid, 'SIGKILL');
    await app.exited;
    await waitUntil(() => !family.some(isRunning), 'every process of the family has ended');
  });

  test('listens on no port, unless the launcher of tests asks for one', async () => {
    const silent = await startFixture('app', { env: { FERRY_HARNESS_DEVTOOLS: '0' } });
    await waitUntil(
      async () => (await harnessOf(silent).windows()).some(({ title }) => title === 'Fixture'),
      'the page is there',
    );
    expect(listeners(processTree(silent.pid))).toEqual([]);
    await expect(silent.window()).rejects.toThrow('FERRY_HARNESS_DEVTOOLS=1');
    const open = await startFixture('app');
    await open.window();
    expect(listeners(processTree(open.pid))).toMatchObject([{ isLoopback: true }]);
  });
});
