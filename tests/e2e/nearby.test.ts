// "Can't see a device?" in the real window: what is checked, and the ways to a device that needn't be heard.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright';
import { encode } from 'uqr';
import { afterEach, describe, expect, it } from 'vitest';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import { dropFiles } from '../support/launch.ts';
import { tempFolder } from '../support/temp-folder.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing is announced, and nobody outside is heard. */
const ALONE = ['--interface', '127.0.0.1'];
const FIELD = 'Address or link of the other device';

afterEach(closeFerries);

const openAlone = async (settings: object = {}): Promise<Page> =>
  await (await openFerry(await settled(settings), {}, ALONE)).window();

async function openDoctor(page: Page): Promise<void> {
  await screen(page, 'home');
  // Eight seconds after the looking began, or at once where there is a list.
  await page.getByRole('button', { name: 'Can’t see a device?' }).click({ timeout: 20_000 });
  await screen(page, 'doctor');
}

async function axe(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  });
}

const problem = (page: Page) => page.locator('#add-address-problem').innerText({ timeout: 20_000 });
const linkOf = (page: Page) => page.locator('.own-link code').innerText({ timeout: 20_000 });

/** A PNG in shades of grey. */
async function pngOf(width: number, height: number, shadeAt: (x: number, y: number) => number): Promise<string> {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const pixels = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[y * (width + 1) + x + 1] = shadeAt(x, y);
  const path = join(await tempFolder(), 'picture.png');
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', new Uint8Array())];
  await writeFile(path, Buffer.concat([signature, ...chunks]));
  return path;
}

function qrPng(text: string): Promise<string> {
  const { data, size } = encode(text, { border: 4 });
  const scale = 5;
  return pngOf(size * scale, size * scale, (x, y) => (data[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 0 : 255));
}

describe('"Can’t see a device?"', () => {
  it('shows what was found, goes by keyboard alone, and says what is wrong with an address', async () => {
    const page = await openAlone();
    await screen(page, 'home');
    const button = page.getByRole('button', { name: 'Can’t see a device?' });
    expect(await button.isVisible()).toBe(false);
    await button.waitFor({ timeout: 20_000 });
    await button.focus();
    await page.keyboard.press('Enter');
    await screen(page, 'doctor');
    await page.locator('.finding').first().waitFor({ timeout: 30_000 });
    expect(await page.locator('.finding .visually-hidden').first().innerText()).toMatch(/Fine|Needs you|Not known/);
    await page.keyboard.press('F6');
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    for (let tabs = 0; tabs < 20 && (await focused()) !== 'add-address'; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.type('not an address');
    await page.keyboard.press('Enter');
    expect(await problem(page)).toContain('isn’t a device’s address');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('127.0.0.1:9');
    expect(await page.locator('#add-address-problem').count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await problem(page)).toContain('Can’t reach');
    expect(await page.getByLabel(FIELD).inputValue()).toBe('127.0.0.1:9');
    await page.keyboard.press('Escape');
    await screen(page, 'home');
  });

  it.each([
    ['en', 'light'],
    ['he', 'dark'],
    ['de', 'light'],
    ['en', 'dark'],
  ])('has nothing for axe to find and no sideways scroll at 420 px, in %s and %s', async (language, appearance) => {
    const page = await openAlone({ language, appearance });
    await screen(page, 'home');
    await page.setViewportSize({ width: 420, height: 560 });
    await page.locator('.after-looking button').click({ timeout: 20_000 });
    await screen(page, 'doctor');
    await page.locator('.finding').first().waitFor({ timeout: 30_000 });
    await page.locator('.own-address p').first().waitFor();
    await page.locator('#add-address').press('Enter');
    await page.locator('#add-address-problem').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });
});

describe('a device that isn’t heard', () => {
  it('is added by its link, and by a picture of its QR code, dropped or chosen', async () => {
    const [here, there] = [await openAlone({ deviceName: 'Calm Pier' }), await openAlone({ deviceName: 'Far Quay' })];
    await openDoctor(there);
    const link = await linkOf(there);
    await openDoctor(here);
    await here.getByLabel(FIELD).fill(link);
    await here.getByRole('button', { name: 'Add', exact: true }).click();
    await here.getByText('is now under Nearby.').waitFor({ timeout: 20_000 });
    expect(await here.getByLabel(FIELD).inputValue()).toBe('');
    await here.getByLabel(FIELD).fill('x');
    expect(await here.getByText('is now under Nearby.').count()).toBe(0);
    await dropFiles(here, here.locator('.add-address'), [await qrPng(link)]);
    await here.getByText('is now under Nearby.').waitFor({ timeout: 20_000 });
    await here.keyboard.press('Escape');
    await screen(here, 'home');
    await here.locator('.device').getByText('Far Quay').waitFor();
  });

  it('isn’t added by its own code, by other codes, or by pictures without one', async () => {
    const page = await openAlone();
    await openDoctor(page);
    const choose = async (path: string) => {
      await page.locator('input[type="file"]').setInputFiles(path);
      return await problem(page);
    };
    expect(await choose(await qrPng('https://example.org'))).toBe('That QR code isn’t from Ferry.');
    expect(await choose(await pngOf(200, 200, () => 255))).toContain('No QR code was found');
    expect(await choose(await pngOf(4097, 8, () => 255))).toContain('too large');
    const text = join(await tempFolder(), 'text.txt');
    await writeFile(text, 'ferry:1');
    expect(await choose(text)).toContain('isn’t a picture');
    expect(await choose(await qrPng(await linkOf(page)))).toContain('That’s this device itself');
  });
});
