// Handing things over in the real window: dropped, pasted, chosen by keys; and what Activity and the history make of it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { errorInfo } from '../../src/contract/errors.ts';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import type { Bridge } from '../../src/contract/window.ts';
import { axe } from '../support/axe.ts';
import { slowness } from '../support/busy.ts';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import { type App, dropFiles } from '../support/launch.ts';
import { answerWith, pagesOf, pose, tellWindow } from '../support/posed-window.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { knownDevice, nearbyDevice } from '../unit/renderer/nearby-samples.ts';
import { shownTransfer } from '../unit/renderer/transfer-samples.ts';

/** For all tests that ask nothing of the engine. */
let shared: App;
let newPage: Awaited<ReturnType<typeof pagesOf>>;
beforeAll(async () => {
  shared = await openFerry(await settled());
  newPage = await pagesOf(shared);
});
afterAll(closeFerries);

interface Opened {
  readonly app: App;
  readonly page: Page;
}

/** An app of its own. */
async function open(settings: object = {}): Promise<Opened> {
  const app = await openFerry(await settled(settings));
  onTestFinished(() => app.close());
  const page = await app.window();
  await screen(page, 'home');
  return { app, page };
}

const openPosed = async (): Promise<Opened> => ({ app: shared, page: (await newPage({})).page });

async function things(): Promise<{ readonly file: string; readonly other: string; readonly folder: string }> {
  const at = await tempFolder();
  const [file, other, folder] = [join(at, 'Plan.pdf'), join(at, 'notes.txt'), join(at, 'Photos')];
  await writeFile(file, 'plan');
  await writeFile(other, 'notes');
  await mkdir(folder);
  await writeFile(join(folder, 'a.jpg'), 'a');
  return { file, other, folder };
}

const devices = [
  nearbyDevice('1', { name: 'Attic', isPaired: true, isHere: false, lastHereAt: Date.now() }),
  nearbyDevice('2', { name: 'Leo' }),
];

/** All at once: only the next patch is heard. */
async function poseDevices(app: App, page: Page, rows: readonly ShownTransfer[] = []): Promise<void> {
  await pose(app, page, [
    ...rows.map((value) => ({ at: 'transfers' as const, id: value.id, value })),
    { at: 'devices', id: devices[0]?.id ?? '', value: knownDevice('1', { name: 'Attic' }) },
    ...devices.map((value) => ({ at: 'nearby' as const, id: value.id, value })),
  ]);
  await page.locator('.device').nth(1).waitFor();
}

/** What has the focus, by the name a screen reader says. */
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

/** As it comes out of the clipboard: a text, or a picture that is no file. */
const paste = (page: Page, what: { readonly text: string } | { readonly png: readonly number[] }) =>
  page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    if ('text' in content) clipboardData.setData('text/plain', content.text);
    else clipboardData.items.add(new File([Uint8Array.from(content.png)], 'image.png', { type: 'image/png' }));
    const at = document.activeElement ?? document.body;
    at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, what);

describe('what is dropped', () => {
  it('opens one sheet, which more joins, and goes away with Esc', async () => {
    const { app, page } = await open();
    await poseDevices(app, page);
    const { file, other, folder } = await things();
    await page.getByRole('button', { name: 'Send files…' }).focus();
    await dropFiles(page, page.locator('.activity'), [file, folder]);
    const sheet = page.getByRole('dialog', { name: 'Send 2 items' });
    await sheet.getByText('Plan.pdf').waitFor();
    await sheet.getByText('Photos').waitFor();
    expect(await axe(page)).toEqual([]);
    await dropFiles(page, sheet, [other]);
    const more = page.getByRole('dialog', { name: 'Send 3 items' });
    await more.getByRole('button', { name: 'Remove Plan.pdf' }).click();
    await sheet.getByText('notes.txt').waitFor();
    await sheet.getByRole('button', { name: 'Send', exact: true }).click();
    await sheet.getByText('Choose a device first.').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Send files…');
  });

  it('goes to the device it was dropped on, and says there why it couldn’t', async () => {
    const { app, page } = await openPosed();
    await poseDevices(app, page);
    const { file, folder } = await things();
    const to = devices[0]?.id;
    const trouble = errorInfo('device.unreachable', { name: 'Attic', where: '' });
    await answerWith(app, { 'items.send': [{ to, started: null, trouble }] });
    await dropFiles(page, page.locator('.device').first(), [file]);
    await page.locator('.device').first().getByRole('alert').waitFor();
    const asked = await answerWith(app, { 'items.send': [{ to, started: '1'.repeat(32), trouble: null }] });
    await dropFiles(page, page.locator('.device').first(), [file, folder]);
    await expect.poll(async () => (await asked())[0]).toMatch(new RegExp(`^items.send .*"to":\\["${to}"\\]`));
    await page.locator('.device').first().getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('what is pasted', () => {
  it('is a text to be sent, a picture that becomes a file, and nobody’s business in a field', async () => {
    const { app, page } = await openPosed();
    await poseDevices(app, page);
    await paste(page, { text: 'https://example.org' });
    const field = page.getByRole('textbox', { name: 'Text or link' });
    expect(await field.inputValue()).toBe('https://example.org');
    expect(await axe(page)).toEqual([]);
    const to = devices[1]?.id;
    const item = { id: 'a'.repeat(32), name: 'Picture.png', isFolder: false, bytes: 9 };
    const asked = await answerWith(app, {
      'items.addPicture': item,
      'text.send': [{ to, started: '1'.repeat(32), trouble: null }],
    });
    await page.getByRole('checkbox', { name: 'Don’t keep in history' }).check();
    await page.getByRole('checkbox', { name: 'Leo' }).check();
    await page.keyboard.press('Enter');
    await expect.poll(asked).toEqual([`text.send {"text":"https://example.org","isPrivate":true,"to":["${to}"]}`]);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await paste(page, { png: [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10] });
    await page.getByRole('dialog', { name: 'Send 1 item' }).getByText('Picture.png').waitFor();
    expect((await asked())[1]).toMatch(/^items\.addPicture/);
  });
});

describe('by keyboard alone', () => {
  it('moves in the list, selects, and sends what the dialog gives', async () => {
    const { app, page } = await openPosed();
    await poseDevices(app, page);
    const item = { id: 'a'.repeat(32), name: 'Plan.pdf', isFolder: false, bytes: 9 };
    const asked = await answerWith(app, { 'items.choose': [item], 'items.send': [] });
    await page.locator('.device').first().focus();
    expect(await focused(page)).toMatch(/^Attic, Offline, Last seen today/);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('Leo, New');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Send to 2 devices' }).waitFor();
    await page.keyboard.press('Enter');
    const [attic, leo] = devices.map(({ id }) => id);
    const sent = (to: readonly (string | undefined)[]) => `items.send ${JSON.stringify({ items: [item.id], to })}`;
    await expect
      .poll(async () => (await asked()).slice(0, 2))
      .toEqual(['items.choose {"what":"files"}', sent([leo, attic])]);
    await page.keyboard.press('Control+Shift+O');
    await expect
      .poll(async () => (await asked()).slice(3, 5))
      .toEqual(['items.choose {"what":"folder"}', sent([attic])]);
    await page.getByRole('button', { name: 'Send files…' }).focus();
    await page.keyboard.press('Control+O');
    await page.getByRole('dialog', { name: 'Send 1 item' }).waitFor();
  });

  it('cancels with the Delete key, once more asked', async () => {
    const { app, page } = await openPosed();
    await poseDevices(app, page, [shownTransfer('1', 'moving', { names: ['Plan.pdf'] })]);
    const asked = await answerWith(app, {});
    await page.locator('.transfer').focus();
    await page.keyboard.press('Delete');
    const question = page.getByRole('dialog', { name: /^Cancel .*Plan\.pdf/ });
    await question.waitFor();
    expect(await focused(page)).toBe('Keep going');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toMatch(/^Plan\.pdf to .*Studio PC.*, Sending 62%$/);
    await page.keyboard.press('Delete');
    await question.getByRole('button', { name: 'Cancel transfer' }).click();
    await expect.poll(asked).toEqual([`transfer.discard {"id":"${'1'.repeat(32)}"}`]);
  });
});

describe('what is over', () => {
  it('has a screen of its own, stays in the history, and goes from there', async () => {
    const { page } = await open();
    const { file } = await things();
    await dropFiles(page, page.locator('main'), [file]);
    await page.getByRole('button', { name: 'Show a code instead' }).click();
    const row = page.locator('.transfer');
    await row.getByText('Waiting for somebody to type the code').waitFor();
    // The sheet with the code.
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Cancel: Plan.pdf' }).click();
    await row.getByText('Canceled by you').waitFor();
    await row.focus();
    await page.keyboard.press('Enter');
    await screen(page, 'transfer');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await screen(page, 'home');
    expect(await focused(page)).toMatch(/^Plan\.pdf, Canceled by you/);
    await page.getByRole('button', { name: 'Show all' }).click();
    await screen(page, 'history');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear history' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear history' }).click();
    await page.getByText('Nothing has been sent or received yet.').waitFor();
  });
});

describe('Activity', () => {
  it.each([
    ['en', 'light'],
    ['he', 'dark'],
  ])('has nothing for axe to find and no sideways scroll at 420 px, in %s and %s', async (language, appearance) => {
    const { app, page } = await open({ language, appearance });
    await page.setViewportSize({ width: 420, height: 560 });
    const long = {
      names: ['x'.repeat(200)],
      device: { id: knownDevice('1').id, name: 'y'.repeat(64), isPaired: true },
    };
    const stages = ['moving', 'queued', 'away', 'stopped', 'done', 'declined', 'failed'] as const;
    const rows = stages.map((stage, at) => shownTransfer(String(at + 1), stage, { ...long, endedAt: null }));
    await poseDevices(app, page, rows);
    await page.locator('.transfer').nth(6).waitFor();
    expect(await axe(page)).toEqual([]);
    const sideways = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await sideways()).toBe(0);
    // As wide as 420 px are at 200 %.
    await page.setViewportSize({ width: 210, height: 280 });
    expect(await sideways()).toBe(0);
    for (const button of await page.locator('.transfer .icon-button').all()) {
      const box = await button.boundingBox();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 210).toBe(true);
    }
  });

  it('draws no row but the one that moves, and holds nothing up, while files arrive', async () => {
    const { app, page } = await openPosed();
    const over = Array.from({ length: 400 }, (_, at) => ({
      ...shownTransfer('1', 'done', { endedAt: at }),
      id: at.toString(16).padStart(32, '0') as ShownTransfer['id'],
    }));
    const moving = (files: number) =>
      shownTransfer('f', 'moving', {
        total: { files: 10_000, folders: 0, bytes: 10_000 },
        done: { files, bytes: files, skipped: 0, alreadyThere: 0, notWanted: 0 },
      });
    await poseDevices(app, page, [...over, moving(0)]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await screen(page, 'history');
    await page.keyboard.press('Escape');
    await screen(page, 'home');
    await page.evaluate(() => {
      const seen = { tasks: [] as number[], drawn: [] as (string | undefined)[] };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
      const list = document.querySelector('.transfer-list');
      if (list === null) throw new Error('no list');
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const at = target instanceof Element ? target : target.parentElement;
          seen.drawn.push(at?.closest<HTMLElement>('[data-row]')?.dataset.row);
        }
      }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const revision = await page.evaluate(async () => {
      const answer = await (window as unknown as { readonly ferry: Bridge }).ferry.invoke('state.snapshot');
      return answer.ok ? answer.value.revision + 1 : 0;
    });
    for (let at = 1; at <= 100; at++) {
      const value = moving(at * 100);
      const changes = [{ at: 'transfers', id: value.id, value }];
      await tellWindow(app, 'statePatched', { revision: revision + at, changes });
    }
    await page.locator('.transfer[data-mark="send"]').getByText('Sending 100%').waitFor();
    const { tasks, drawn } = await page.evaluate(
      () => (globalThis as unknown as { seen: { tasks: number[]; drawn: string[] } }).seen,
    );
    expect(new Set(drawn)).toEqual(new Set([moving(0).id]));
    const most = 50 * (await slowness());
    expect(tasks.filter((duration) => duration > most)).toEqual([]);
  });
});
