// Pages for devices without any app, in a real browser: what it downloads and uploads is what was there, byte for byte.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BrowserContextOptions, Page } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';
import { axe } from '../support/axe.ts';
import { browser } from '../support/browser.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { filesOf, receive, share, startWithPages } from '../support/page.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MIB = 1024 * 1024;
/** In the long form a gibibyte each way. */
const BYTES = process.env.FERRY_LONG ? 1024 * MIB : 5 * MIB + 3;
const LIMIT_MS = process.env.FERRY_LONG ? 300_000 : 30_000;

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Of content that no page of memory has twice. */
async function writeLarge(path: string): Promise<void> {
  function* pieces() {
    let left = BYTES;
    for (let count = 0; left > 0; count++) {
      const piece = Buffer.alloc(Math.min(MIB, left), createHash('sha512').update(`${count}`).digest());
      left -= piece.length;
      yield piece;
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}

/** What went wrong on it, and what asked whether to run. */
async function visit(link: string, options: BrowserContextOptions = {}) {
  const context = await (await browser()).newContext({ acceptDownloads: true, locale: 'en', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium asks each site for its icon.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (['error', 'warning'].includes(message.type()) && !isIcon) complaints.push(message.text());
  });
  await page.goto(link);
  return { page, complaints };
}

async function downloadBy(page: Page, text: string): Promise<{ readonly path: string; readonly name: string }> {
  const coming = page.waitForEvent('download', { timeout: LIMIT_MS });
  await page.getByRole('link', { name: text }).click();
  const download = await coming;
  return { path: await download.path(), name: download.suggestedFilename() };
}

/** Our person says yes to whatever is offered next. */
async function accept(engine: FerryEngine): Promise<void> {
  const asking = () => Object.values(engine.state.transfers).find(({ stage }) => stage === 'asking');
  await expect.poll(asking, { timeout: LIMIT_MS }).toBeDefined();
  const row = asking();
  if (row !== undefined) await engine.ask('transfer.answer', { id: row.id, accept: true });
}

describe('a page in a browser', () => {
  test(
    'gives a file as it is, and all of them as one',
    async () => {
      const engine = await startWithPages();
      const folder = await filesOf(engine, 'trip', { 'notes.txt': 'hello' });
      await writeLarge(join(folder, 'large.bin'));
      const { link, row } = await share(engine, [folder]);
      const { page, complaints } = await visit(link);
      await page.getByText('Files from Shelf').first().waitFor();
      await page.getByText('This page isn’t encrypted').waitFor();
      const large = await downloadBy(page, 'trip/large.bin');
      expect(large.name).toBe('large.bin');
      expect(await hashOf(large.path)).toBe(await hashOf(join(folder, 'large.bin')));
      if (!process.env.FERRY_LONG) {
        const all = await downloadBy(page, 'Download all');
        expect(all.name).toBe('Shelf.zip');
        await expect.poll(() => row()?.downloads).toBe(2);
      }
      expect(complaints).toEqual([]);
    },
    LIMIT_MS,
  );

  test('lists files where no script runs, and shows names with markup as they are', async () => {
    const name = '<img src=x onerror=alert(1)>&amp;"\'.txt';
    const engine = await startWithPages();
    const folder = await filesOf(engine, 'trip', { [name]: 'hello', 'page.html': '<script>alert(2)</script>' });
    const { link } = await share(engine, [folder]);
    const scripted = await visit(link);
    await scripted.page.getByRole('link', { name: `trip/${name}` }).waitFor();
    expect((await downloadBy(scripted.page, 'page.html')).name).toBe('page.html');
    expect(await scripted.page.locator('img').count()).toBe(0);
    expect(scripted.complaints).toEqual([]);
    const plain = await visit(link, { javaScriptEnabled: false });
    await plain.page.getByRole('link', { name: 'Show the list of files' }).click();
    const { path } = await downloadBy(plain.page, `trip/${name}`);
    expect(await hashOf(path)).toBe(createHash('sha256').update('hello').digest('hex'));
    expect(await plain.page.locator('img').count()).toBe(0);
    expect(plain.complaints).toEqual([]);
  });

  test('can be read by everybody: at any width and contrast, in any direction, without eyes', async () => {
    const engine = await startWithPages();
    const folder = await filesOf(engine, 'trip', { [`${'long'.repeat(60)}.txt`]: 'hello', 'gone.txt': 'gone' });
    const shared = await share(engine, [folder]);
    const guarded = await share(engine, [folder], { hasPin: true });
    const { link: upload } = await receive(engine);
    await rm(join(folder, 'gone.txt'));
    const looks = [
      { locale: 'en', colorScheme: 'light' },
      { locale: 'he', colorScheme: 'dark' },
    ] as const;
    for (const look of looks) {
      const { page } = await visit(shared.link, { ...look, viewport: { width: 320, height: 640 } });
      for (const link of [shared.link, `${shared.link}/list`, `${shared.link}/file/0`, guarded.link, upload]) {
        await page.goto(link);
        if (link === shared.link) await page.getByRole('link', { name: 'trip/gone.txt' }).waitFor();
        expect(await axe(page), link).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), link).toBeLessThanOrEqual(320);
        expect(await page.evaluate(() => document.dir)).toBe(look.locale === 'he' ? 'rtl' : 'ltr');
      }
    }
  });

  test('asks for the PIN first, in a form', async () => {
    const engine = await startWithPages();
    const { link, row } = await share(engine, [await filesOf(engine, 'trip', { 'a.txt': 'hello' })], { hasPin: true });
    const { page } = await visit(link);
    const pin = row()?.pin ?? '';
    await page.getByLabel('PIN').fill(pin === '111111' ? '222222' : '111111');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('You can try 4 more times.').waitFor();
    await page.getByLabel('PIN').fill(pin);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: 'trip/a.txt' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(new URL(link).pathname);
  });

  test(
    'uploads what its visitor chooses once it was accepted, and says how that went',
    async () => {
      const engine = await startWithPages();
      await engine.receive();
      const { link } = await receive(engine);
      const folder = await tempFolder();
      await writeLarge(join(folder, 'large.bin'));
      const small = await filesOf(engine, 'small', { 'a.txt': 'one', 'b.txt': '', 'c.txt': 'three' });
      const { page, complaints } = await visit(link);
      const files = [join(folder, 'large.bin'), ...['a.txt', 'b.txt', 'c.txt'].map((name) => join(small, name))];
      await page.locator('#files').setInputFiles(files);
      await page.getByText('Waiting for Shelf to accept').waitFor();
      expect((await readdir(engine.inbox)).length).toBe(0);
      await accept(engine);
      await page.getByText('Done. Everything has arrived.').waitFor({ timeout: LIMIT_MS });
      expect(await hashOf(join(engine.inbox, 'large.bin'))).toBe(await hashOf(join(folder, 'large.bin')));
      expect((await readdir(engine.inbox)).filter((name) => !name.startsWith('.')).sort()).toEqual([
        'a.txt',
        'b.txt',
        'c.txt',
        'large.bin',
      ]);
      // Once more, and declined.
      await page.locator('#files').setInputFiles(files.slice(1));
      await expect
        .poll(() => Object.values(engine.state.transfers).find(({ stage }) => stage === 'asking'))
        .toBeDefined();
      const row = Object.values(engine.state.transfers).find(({ stage }) => stage === 'asking');
      if (row !== undefined) await engine.ask('transfer.answer', { id: row.id, accept: false });
      await page.getByText('It was declined.').waitFor();
      expect(complaints).toEqual([]);
    },
    LIMIT_MS,
  );

  test('goes on with an upload after a network that was away, and says so where not all of it was taken', async () => {
    const engine = await startWithPages();
    await engine.receive();
    const { link } = await receive(engine);
    const folder = await filesOf(engine, 'small', { 'a.txt': 'a', 'b.txt': 'b' });
    const { page } = await visit(link);
    await page.locator('#files').setInputFiles(['a.txt', 'b.txt'].map((name) => join(folder, name)));
    let lost = 0;
    await page.route(/\/upload\/.*\/0$/, (route) => (lost === 0 ? ++lost && route.abort() : route.fallback()));
    await page.route(/\/offer\//, (route) => (lost === 1 || lost === 2 ? ++lost && route.abort() : route.fallback()));
    await accept(engine);
    await page.getByText('Done. Everything has arrived.').waitFor();
    expect(lost).toBe(3);
    expect(await hashOf(join(engine.inbox, 'a.txt'))).toBe(await hashOf(join(folder, 'a.txt')));
    // A name that is longer than any disk takes.
    await page.evaluate((name) => {
      const input = document.getElementById('files') as HTMLInputElement;
      const files = new DataTransfer();
      for (const each of [name, 'c.txt']) files.items.add(new File(['c'], each));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    }, 'x'.repeat(2000));
    await accept(engine);
    await page.getByText('Done, but not all of it was taken.').waitFor();
  });

  test('is heard at once to be left in the middle of an upload', async () => {
    const engine = await startWithPages();
    await engine.receive();
    await engine.ask('settings.set', { receiveLimit: MIB });
    const { link } = await receive(engine);
    const folder = await filesOf(engine, 'small', { 'slow.bin': Buffer.alloc(8 * MIB, 7) });
    const { page } = await visit(link);
    await page.locator('#files').setInputFiles(join(folder, 'slow.bin'));
    await accept(engine);
    await page.getByText('Sending. Keep this page open.').waitFor();
    const asked: string[] = [];
    page.removeAllListeners('dialog').on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.goto('about:blank');
    await expect.poll(() => Object.values(engine.state.transfers)).toMatchObject([{ stage: 'canceled' }]);
    expect(asked).toEqual(['beforeunload']);
  });

  test('ends an upload that its visitor, or this device’s person, cancels', async () => {
    const engine = await startWithPages();
    await engine.receive();
    await engine.ask('settings.set', { receiveLimit: MIB });
    const { link } = await receive(engine);
    const folder = await filesOf(engine, 'small', { 'slow.bin': Buffer.alloc(4 * MIB, 7) });
    const { page } = await visit(link);
    for (const who of ['visitor', 'person']) {
      await page.locator('#files').setInputFiles(join(folder, 'slow.bin'));
      await accept(engine);
      const moving = () => Object.values(engine.state.transfers).find(({ stage }) => stage === 'moving');
      await expect.poll(() => moving()?.done.bytes ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
      const row = moving();
      if (who === 'visitor') await page.getByRole('button', { name: 'Cancel' }).click();
      else if (row !== undefined) await engine.ask('transfer.discard', { id: row.id });
      await page.getByText('The transfer was canceled.').waitFor();
      await expect.poll(() => engine.state.transfers[row?.id ?? '']?.stage).toBe('canceled');
    }
  });
});
