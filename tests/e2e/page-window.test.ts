// Links for browsers in the window: made in its sheets, shown on cards, and over when their person says so.
import { writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import type { App } from '../support/launch.ts';
import { tellWindow } from '../support/posed-window.ts';
import { tempFolder } from '../support/temp-folder.ts';

let app: App;
let page: Page;

beforeAll(async () => {
  app = await openFerry(await settled({ receiveFolder: await tempFolder() }));
  page = await app.window();
  await screen(page, 'home');
});
afterAll(closeFerries);

const linkOn = async (card: ReturnType<Page['locator']>): Promise<string> =>
  (await card.locator('.copy-text code').first().textContent()) ?? '';

test('what was chosen is shared by a link, which ends by a press', async () => {
  const file = join(await tempFolder(), 'notes.txt');
  await writeFile(file, 'hello');
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await page.getByRole('button', { name: 'Send files…' }).click();
  await page.getByLabel('Ask for a PIN, too').check();
  await page.getByLabel('Ask for a PIN, too').uncheck();
  await page.getByRole('button', { name: 'To a device without Ferry: show a link' }).click();
  const card = page.getByRole('article', { name: 'A link to 1 file, 5 bytes' });
  await card.waitFor();
  await expect.poll(() => page.locator('dialog').count()).toBe(0);
  await card.getByText('It isn’t encrypted').waitFor();
  await card.getByRole('img', { name: 'QR code of the link' }).waitFor();
  const link = await linkOn(card);
  expect(await (await fetch(`${link}/file/0`)).text()).toBe('hello');
  await card.getByText(/Downloaded once\. Last at .*, to 127\.0\.0\.1\./).waitFor();
  await card.getByRole('button', { name: 'Stop' }).click();
  await card.waitFor({ state: 'detached' });
  await expect(fetch(link)).rejects.toThrow();
});

test('a link is encrypted where its person wants that, with a word on what browsers make of it', async () => {
  await tellWindow(app, 'screenAsked', { screen: 'receive' });
  const choice = page.getByRole('checkbox', { name: 'Encrypt it', description: /every browser warns first/ });
  expect(await choice.isChecked()).toBe(false);
  await choice.check();
  await page.getByRole('button', { name: 'From a device without Ferry: show a link' }).click();
  const card = page.getByRole('article', { name: 'A link to send files here' });
  await card.getByText('Browsers will warn all the same').waitFor();
  const link = new URL(await linkOn(card));
  expect(link.protocol).toBe('https:');
  const status = await new Promise((resolve, reject) => {
    const asked = get(link, { rejectUnauthorized: false }, (answer) => resolve(answer.resume().statusCode));
    asked.on('error', reject);
  });
  expect(status).toBe(200);
  await card.getByRole('button', { name: 'Stop' }).click();
  await card.waitFor({ state: 'detached' });
});

test('what a browser would like to send stands on a card like any other offer', async () => {
  await tellWindow(app, 'screenAsked', { screen: 'receive' });
  await page.getByLabel('Ask for a PIN, too').check();
  await page.getByRole('button', { name: 'From a device without Ferry: show a link' }).click();
  const card = page.getByRole('article', { name: 'A link to send files here' });
  await card.getByText(/^PIN: \d{6}$/).waitFor();
  const pin = (await card.locator('.page-pin').textContent())?.replace(/\D/g, '') ?? '';
  const link = await linkOn(card);
  const entered = await fetch(`${link}/enter`, {
    method: 'POST',
    body: new URLSearchParams({ pin }),
    redirect: 'manual',
  });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const body = JSON.stringify({ files: [{ name: 'photo.jpg', size: 4 }] });
  const offered = await fetch(`${link}/offer`, { method: 'POST', body, headers: { cookie } });
  expect(offered.status).toBe(200);
  const offer = page.locator('.incoming');
  await offer.getByText('Browser at 127.0.0.1').first().waitFor();
  await offer.getByText('Browser page').waitFor();
  await offer.getByText('Not encrypted: anyone able to change traffic here').waitFor();
  await card.getByRole('button', { name: 'Stop' }).click();
  await offer.waitFor({ state: 'detached' });
});
