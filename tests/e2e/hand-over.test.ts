// Files and folders on their way to Ferry from outside its window, and what its menus lead to.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/contract/errors.ts';
import type { HandedItem } from '../../src/contract/window.ts';
import { closeFerries, openFerry, openOwnFerry, screen, settled } from '../support/ferry-app.ts';
import { type App, dropFiles, electronRuntime, harnessOf } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startTrayHost } from '../support/tray-host.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';
const ROOT = join(import.meta.dirname, '../..');

/** One app for all tests that need none of their own, on a desktop that shows its tray. */
let dataDir: string;
let shared: App;
let stopDesktop = () => {};
beforeAll(async () => {
  dataDir = await settled();
  const env: Record<string, string> = {};
  if (process.platform === 'linux') {
    const desktop = await startTrayHost();
    stopDesktop = desktop.stop;
    env.DBUS_SESSION_BUS_ADDRESS = desktop.address;
  }
  shared = await openFerry(dataDir, env);
  await screen(await shared.window(), 'home');
});
afterAll(async () => {
  await closeFerries();
  stopDesktop();
});

interface InPage {
  readonly ferry: {
    invoke(command: string, input?: unknown): Promise<Outcome<unknown>>;
    hand(files: readonly object[]): Promise<Outcome<readonly HandedItem[]>>;
    on(event: string, listener: (payload: { items: readonly HandedItem[]; screen: string; id: string }) => void): void;
  };
  /** Names of what was handed over, in the order it came. */
  names: string[];
  items: HandedItem[];
  screens: string[];
}

/** A folder of a person's, with two files and a folder in it. */
async function documents() {
  const folder = await tempFolder();
  const [notes, photo, work] = [join(folder, 'notes.txt'), join(folder, 'a & b.jpg'), join(folder, 'Work')];
  await writeFile(notes, 'abc');
  await writeFile(photo, 'not a picture');
  await mkdir(work);
  return { folder, notes, photo, work };
}

const ask = async <T>(page: Page, command: string, input?: unknown): Promise<T> => {
  const outcome = await page.evaluate(([name, value]) => (globalThis as unknown as InPage).ferry.invoke(name, value), [
    command,
    input,
  ] as const);
  if (!outcome.ok) throw new Error(`${command}: ${outcome.error.code}`);
  return outcome.value as T;
};

/** What is handed over from now on is kept in the page, beside what the app does with it. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(async () => {
    const here = globalThis as unknown as InPage;
    here.names = [];
    here.items = [];
    here.screens = [];
    here.ferry.on('screenAsked', ({ screen }) => here.screens.push(screen));
    here.ferry.on('transferAsked', ({ id }) => here.screens.push(id));
    here.ferry.on('itemsHanded', ({ items }) => {
      here.names.push(...items.map(({ name }) => name));
      here.items.push(...items);
    });
    await here.ferry.invoke('items.waiting');
  });
  return () => page.evaluate(() => (globalThis as unknown as InPage).names);
}

const screensOf = (page: Page) => page.evaluate(() => (globalThis as unknown as InPage).screens);

async function openedAlone(args: readonly string[] = []) {
  const ownDir = await settled();
  const app = await openOwnFerry(ownDir, {}, args);
  const page = await app.window();
  await page.waitForSelector('main[data-screen]', { timeout: 15_000 });
  return { ownDir, app, page };
}

const openedAnew = async () => ({ app: shared, page: await pageAnew(shared) });

const transfersOf = async (page: Page) => {
  const { state } = await ask<{ state: { transfers: Record<string, { stage: string }> } }>(page, 'state.snapshot');
  return Object.values(state.transfers).map(({ stage }) => stage);
};

async function quit(app: App): Promise<void> {
  // It may be gone before it can say that it was clicked.
  await harnessOf(app)
    .clickApplicationMenuItem(['quit'])
    .catch(() => undefined);
}

describe('what is handed over on a command line', () => {
  it('waits for the window of a first start, though it was to be hidden', async () => {
    const { photo, work } = await documents();
    const { page } = await openedAlone(['--hidden', '--', photo, work, join(work, 'gone')]);
    // The window may have asked already, and then it shows them.
    const waiting = await ask<readonly HandedItem[]>(page, 'items.waiting');
    const shown = async () => `${waiting.map(({ name }) => name).join()} ${await page.locator('body').innerText()}`;
    await expect.poll(shown).toContain('a & b.jpg');
    await expect.poll(shown).toContain('Work');
  });

  it('joins in the window that is there, from a later start; another one leads to the sheet for receiving', async () => {
    const { notes } = await documents();
    const { page } = await openedAnew();
    const names = await listen(page);
    expect(await (await openOwnFerry(dataDir, {}, ['--send', notes])).exited).toBe(0);
    // The tests run in the repository's folder.
    expect(await (await openOwnFerry(dataDir, {}, [join('docs', 'GUIDE.md'), 'no-such-file'])).exited).toBe(0);
    await expect.poll(names).toEqual(['notes.txt', 'GUIDE.md']);
    expect(await page.content()).not.toContain(ROOT);

    expect(await (await openOwnFerry(dataDir, {}, ['--receive'])).exited).toBe(0);
    await expect.poll(() => screensOf(page)).toEqual(['receive']);
    const { state } = await ask<{ state: { self: { visibility: { until: number } } } }>(page, 'state.snapshot');
    expect(state.self.visibility.until).toBeGreaterThan(Date.now());
  });
});

describe('what is dropped on the window', () => {
  it('comes to the page as names, and never as paths; no other page may hand anything over', async () => {
    const { folder, photo, work } = await documents();
    const { app, page } = await openedAnew();
    await page.evaluate(() => {
      const here = globalThis as unknown as InPage;
      here.items = [];
      document.body.addEventListener('drop', (event) => {
        void here.ferry.hand([...(event.dataTransfer?.files ?? [])]).then((handed) => {
          if (handed.ok) here.items = [...handed.value];
        });
      });
    });
    await dropFiles(page, page.locator('main'), [photo, work]);
    const items = () => page.evaluate(() => (globalThis as unknown as InPage).items);
    await expect.poll(items).toMatchObject([
      { name: 'a & b.jpg', isFolder: false, bytes: 13 },
      { name: 'Work', isFolder: true, bytes: null },
    ]);
    expect(JSON.stringify(await items())).not.toContain(folder);
    expect(await page.content()).not.toContain(folder);

    await app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const stranger = new BrowserWindow({
          show: true,
          webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
        });
        await stranger.loadURL('app://ferry/index.html');
      },
      join(ROOT, 'out/preload/preload.cjs'),
    );
    const hand = () => (globalThis as unknown as InPage).ferry.hand([]);
    expect(await (await app.window()).evaluate(hand)).toMatchObject({ ok: false, error: { code: 'internal' } });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[1]?.destroy());
    await expect.poll(() => app.window()).toBe(page);
  });
});

describe.skipIf(!onHarness)('the menus (on the harness: clicked in its record, dialogs answered by the test)', () => {
  it('send files and folders that are chosen in a dialog; a code stands for what nobody has typed yet', async () => {
    const { notes, work } = await documents();
    const { ownDir, app, page } = await openedAlone();
    const names = await listen(page);
    const menu = harnessOf(app);
    await menu.answerNextDialog('open', { canceled: false, filePaths: [notes] });
    await menu.clickApplicationMenuItem(['sendFiles']);
    await menu.answerNextDialog('open', { canceled: false, filePaths: [work] });
    await menu.clickApplicationMenuItem(['sendFolder']);
    await menu.openFile(join(work, '..', 'a & b.jpg'));
    await expect.poll(names).toEqual(['notes.txt', 'Work', 'a & b.jpg']);
    expect((await menu.dialogs()).map(({ options }) => (options as { properties?: unknown }).properties)).toEqual([
      ['openFile', 'multiSelections'],
      ['openDirectory', 'multiSelections'],
    ]);

    const png = await page.evaluate(async () => {
      const magic = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
      return (globalThis as unknown as InPage).ferry.invoke('items.addPicture', { png: magic });
    });
    expect(png).toMatchObject({
      ok: true,
      value: { name: expect.stringMatching(/^Pasted picture [-\d]+ [\d.]+\.png$/) },
    });
    const items = await page.evaluate(() => (globalThis as unknown as InPage).items.map(({ id }) => id));
    const picture = (png as unknown as { value: HandedItem }).value.id;
    const sent = await ask(page, 'items.send', { items: [...items, picture], to: [null] });
    expect(sent).toMatchObject([{ to: null, started: expect.any(String), trouble: null }]);
    await expect.poll(() => transfersOf(page)).toEqual(['waitingForDevice']);

    const kept = async () => (await readdir(join(ownDir, 'pictures'))).filter((name) => !name.endsWith('.json'));
    expect(await kept()).toHaveLength(1);
    // A code that nobody has typed is no unfinished work: it goes with the program.
    await quit(app);
    expect(await app.exited).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('in the tray say what goes on, lead to its screens and pause', async () => {
    const { notes } = await documents();
    const { app, page } = await openedAnew();
    const names = await listen(page);
    const tray = harnessOf(app);
    const first = async () => (await tray.trays())[0]?.menu?.[0]?.label;
    await tray.dropOnTray([notes]);
    await expect.poll(names).toEqual(['notes.txt']);
    await tray.answerNextDialog('open', { canceled: false, filePaths: [notes] });
    await tray.clickTrayItem(['sendFiles']);
    await expect.poll(names).toEqual(['notes.txt', 'notes.txt']);
    const [item] = await page.evaluate(() => (globalThis as unknown as InPage).items.map(({ id }) => id));
    const [sent] = await ask<{ started: string }[]>(page, 'items.send', { items: [item], to: [null] });
    await expect.poll(first).toBe('Waiting for a code to send 1 document');
    await tray.clickTrayItem(['receive']);
    await tray.clickTrayItem(['sendText']);
    await expect.poll(() => screensOf(page)).toEqual(['receive', 'sendText']);
    await ask(page, 'transfer.discard', { id: sent?.started });
    const recent = async () => (await tray.trays())[0]?.menu?.find(({ id }) => id === 'recent')?.submenu?.[0]?.label;
    await expect.poll(recent).toBe('1 document to another device');
    await tray.clickTrayItem([`recent-${sent?.started}`]);
    await expect.poll(() => screensOf(page)).toEqual(['receive', 'sendText', sent?.started]);
    await tray.clickTrayItem(['pause']);
    await expect.poll(first).toMatch(/^Paused until /);
    await tray.clickTrayItem(['pause']);
    await expect.poll(first).not.toMatch(/^Paused/);
  });

  it('copy a text, and open none that was written here', async () => {
    const { app, page } = await openedAnew();
    const text = 'https://ferry.example/a';
    const [link] = await ask<{ started: string }[]>(page, 'text.send', { text, isPrivate: false, to: [null] });
    await ask(page, 'text.copy', { id: link?.started });
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(text);
    await expect(ask(page, 'text.open', { id: link?.started })).rejects.toThrow('transfer.not_now');
    expect(await harnessOf(app).openedExternals()).toEqual([]);
  });

  it('ask before the device behind a link is called, however the link came', async () => {
    const { app } = await openedAnew();
    const before = (await harnessOf(app).dialogs()).length;
    const questions = async () =>
      (await harnessOf(app).dialogs()).slice(before).map(({ options }) => (options as { detail?: string }).detail);
    await harnessOf(app).answerNextDialog('message', { response: 1 });
    await harnessOf(app).openUrl('ferry:1?k=x&a=192.0.2.7:26810');
    await expect.poll(questions).toEqual([expect.stringContaining('192.0.2.7:26810')]);
    await harnessOf(app).answerNextDialog('message', { response: 1 });
    expect(await (await openOwnFerry(dataDir, {}, ['ferry:1?k=x&a=192.0.2.8:26810'])).exited).toBe(0);
    await expect.poll(questions).toEqual([expect.anything(), expect.stringContaining('192.0.2.8:26810')]);
  });
});
