// "Can't see a device?" in the real window: what is checked, and the ways to a device that needn't be heard.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finding } from '../../src/contract/doctor.ts';
import type { Bridge } from '../../src/contract/window.ts';
import { axe } from '../support/axe.ts';
import { closeFerries, openFerry, openOwnFerry, screen, settled } from '../support/ferry-app.ts';
import { type App, dropFiles } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';
import { answerWith, pagesOf, pose, tellWindow } from '../support/posed-window.ts';
import { pastePicture, pngOf, qrPng } from '../support/qr-picture.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { nearbyDevice, shownNetwork } from '../unit/renderer/nearby-samples.ts';

/** Nothing is announced, and nobody outside is heard. */
const ALONE = ['--interface', '127.0.0.1'];
const FIELD = 'Address or link of the other device';

/** One app for all; the tests that answer in its engine's place come last. */
let shared: App;
let newPage: Awaited<ReturnType<typeof pagesOf>>;
beforeAll(async () => {
  shared = await openFerry(await settled(), {}, ALONE);
  newPage = await pagesOf(shared);
});
afterAll(closeFerries);

interface Opened {
  readonly app: App;
  readonly page: Page;
}

const openAnew = async (): Promise<Opened> => ({ app: shared, page: await pageAnew(shared) });

async function openAnother(settings: object): Promise<Opened> {
  const app = await openOwnFerry(await settled(settings), {}, ALONE);
  const page = await app.window();
  await screen(page, 'home');
  return { app, page };
}

/** As the menu and the tray do. */
async function openDoctor({ app, page }: Opened): Promise<void> {
  await tellWindow(app, 'screenAsked', { screen: 'doctor' });
  await screen(page, 'doctor');
}

const problem = (page: Page) => page.locator('#add-address-problem').innerText({ timeout: 20_000 });
const linkOf = (page: Page) => page.locator('.own-link code').innerText({ timeout: 20_000 });

describe('"Can’t see a device?"', () => {
  it('shows what was found, goes by keyboard alone, and says what is wrong with an address', async () => {
    const { page } = await openAnew();
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

  // The other looks: every-screen.test.ts.
  it.each([['de', 'light']])(
    'has nothing for axe to find and no sideways scroll at 420 px, in %s and %s',
    async (language, appearance) => {
      const opened = await openAnother({ language, appearance });
      const { page } = opened;
      await page.setViewportSize({ width: 420, height: 560 });
      await openDoctor(opened);
      await page.locator('.finding').first().waitFor({ timeout: 30_000 });
      await page.locator('.own-address p').first().waitFor();
      await page.locator('#add-address').press('Enter');
      await page.locator('#add-address-problem').waitFor();
      expect(await axe(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
    },
  );
});

describe('a device that isn’t heard', () => {
  it('is added by its link, and by a picture of its QR code, dropped or pasted', async () => {
    const near = await openAnew();
    const far = await openAnother({ deviceName: 'Far Quay' });
    await openDoctor(far);
    const link = await linkOf(far.page);
    await openDoctor(near);
    const { page: here } = near;
    await here.getByLabel(FIELD).fill(link);
    await here.getByRole('button', { name: 'Add', exact: true }).click();
    await here.getByText('is now under Nearby.').waitFor({ timeout: 20_000 });
    expect(await here.getByLabel(FIELD).inputValue()).toBe('');
    await here.getByLabel(FIELD).fill('x');
    expect(await here.getByText('is now under Nearby.').count()).toBe(0);
    await dropFiles(here, here.locator('.add-address'), [await qrPng(link)]);
    await here.getByText('is now under Nearby.').waitFor({ timeout: 20_000 });
    await here.getByLabel(FIELD).fill('x');
    await pastePicture(here, await qrPng(link));
    await here.getByText('is now under Nearby.').waitFor({ timeout: 20_000 });
    await here.keyboard.press('Escape');
    await screen(here, 'home');
    await here.locator('.device').getByText('Far Quay').waitFor();
  });

  it('isn’t added by its own code, by other codes, or by pictures without one', async () => {
    const opened = await openAnew();
    const { page } = opened;
    await openDoctor(opened);
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

describe('Home', () => {
  it.each(['dark'] as const)(
    'lists devices and asks about a network, with nothing for axe to find, in %s',
    async (appearance) => {
      const { app, page } = await openAnew();
      await page.evaluate(
        (settings) => (window as unknown as { readonly ferry: Bridge }).ferry.invoke('settings.set', settings),
        { appearance },
      );
      await page.setViewportSize({ width: 420, height: 560 });
      const devices = [
        nearbyDevice('1', { name: 'Mia’s tablet of many letters, which go on and on and on', isPaired: true }),
        nearbyDevice('2', { name: 'Attic', isPaired: true, isHere: false, lastHereAt: Date.now() }),
        nearbyDevice('3', { mark: 'namedAsPaired', needsUpdate: true }),
        nearbyDevice('4', { name: 'x'.repeat(64), mark: 'twin' }),
      ];
      await pose(app, page, [
        ...devices.map((value) => ({ at: 'nearby' as const, id: value.id, value })),
        { at: 'networks', id: 'eth9', value: shownNetwork('eth9') },
      ]);
      await page.locator('.device').nth(3).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
      await page.getByRole('button', { name: 'Trust this network' }).click();
      await page.getByText('This computer isn’t on that network').waitFor();
      const asked = await answerWith(app, {});
      await page.getByRole('button', { name: 'Keep it private' }).click();
      await expect.poll(asked).toEqual(['network.choose {"via":"eth9","trust":"public"}']);
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
      await page.keyboard.press('Control+Comma');
      await page.getByRole('switch', { name: 'Use eth9' }).press('Space');
      await page.getByLabel('Who sees this device on eth9').selectOption('trusted');
      await expect
        .poll(async () => (await asked()).slice(1))
        .toEqual(['network.choose {"via":"eth9","isOn":false}', 'network.choose {"via":"eth9","trust":"trusted"}']);
      expect(await axe(page)).toEqual([]);
    },
  );
});

describe('"Can’t see a device?", where something is found', () => {
  it('does the one thing about each finding, and looks again', async () => {
    const findings = [
      finding('network.off', { names: ['eth0'] }),
      finding('permission.denied', {}),
      finding('port.hidden', {}),
      finding('firewall.blocks', { firewall: 'ufw', port: 51_000, place: '' }),
      finding('reach.none_seen', {}),
    ];
    const answers = { 'doctor.run': { findings }, 'self.ways': { addresses: [], link: null } };
    const { page, asked } = await newPage(answers);
    await openDoctor({ app: shared, page });
    await page.getByText('Nobody can connect to this device now').waitFor();
    const doing = async () => (await asked()).filter((command) => !/^(?:doctor\.run|self\.ways)$/.test(command));
    const looks = async () => (await asked()).filter((command) => command === 'doctor.run').length;
    await expect.poll(looks).toBe(2);
    await page.getByRole('button', { name: 'Be visible for 10 minutes' }).click();
    await expect.poll(looks).toBe(3);
    await page.getByRole('button', { name: 'Open System Settings' }).click();
    await expect.poll(doing).toEqual(['visibility.everyone', 'system.open {"page":"permission"}']);
    await page.getByRole('button', { name: 'Copy commands' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await page.locator('.findings').getByRole('button', { name: 'Add by address' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('add-address');
    await page.keyboard.press('ControlOrMeta+V');
    expect(await page.getByLabel(FIELD).inputValue()).toBe('sudo ufw allow 51000/tcp');
    await page.getByRole('button', { name: 'Choose networks' }).click();
    await screen(page, 'settings');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.part)).toBe('network');
    const before = await looks();
    await page.keyboard.press('Escape');
    await screen(page, 'home');
    expect(await looks()).toBe(before);
  });
});
