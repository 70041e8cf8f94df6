// How devices meet, in the real window: cards that take no click meant for something else, and codes that leave no trace.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorInfo } from '../../src/contract/errors.ts';
import type { Change } from '../../src/contract/state.ts';
import type { OfferedItem, ShownPairing, ShownTransfer, TransferId } from '../../src/contract/transfers.ts';
import { closeFerries, openFerry, settled } from '../support/ferry-app.ts';
import { type App, dropFiles } from '../support/launch.ts';
import { pagesOf, tellWindow } from '../support/posed-window.ts';
import { pastePicture, pngOf, qrPng } from '../support/qr-picture.ts';
import { offer, pairing } from '../unit/renderer/meeting-samples.ts';
import { idOf, knownDevice, nearbyDevice } from '../unit/renderer/nearby-samples.ts';

const items: readonly OfferedItem[] = Array.from({ length: 5000 }, (_, at) => ({
  name: `IMG_${at}.jpg`,
  isFolder: false,
  first: at,
  count: 1,
  files: 1,
  bytes: 1000,
  isActiveType: false,
}));

let app: App;
let newPage: Awaited<ReturnType<typeof pagesOf>>;
beforeAll(async () => {
  app = await openFerry(await settled());
  newPage = await pagesOf(app);
});
afterAll(closeFerries);

/** A window that is told what it sees, and whose wishes are only written down. */
async function open() {
  const {
    page,
    asked,
    revision: first,
  } = await newPage({
    'transfer.offered': { items, isWhole: true, disk: null },
    'guest.compare': { text: 'AB12', pictures: [0, 259] },
  });
  let revision = first;
  return {
    page,
    asked: async (command: string) => (await asked()).filter((words) => words.startsWith(command)),
    tell: (...changes: readonly Change[]) => tellWindow(app, 'statePatched', { revision: ++revision, changes }),
  };
}

const offered = (value: ShownTransfer): Change => ({ at: 'transfers', id: value.id, value });
const meets = (value: ShownPairing): Change => ({ at: 'pairings', id: value.id, value });
const accept = (page: Page) => page.getByRole('button', { name: 'Accept', exact: true });
const armed = (page: Page) => page.locator('.incoming [data-armed="true"]').waitFor();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the card of an offer', () => {
  it('takes no click in its first half second or when something has moved it, and never the focus', async () => {
    const { page, asked, tell } = await open();
    await page.getByRole('button', { name: 'Send files…' }).focus();
    // Pressed at the very moment at which it comes.
    await page.evaluate(() => {
      new MutationObserver((_changes, observer) => {
        const button = document.querySelector<HTMLElement>('.incoming .primary');
        if (button === null) return;
        observer.disconnect();
        button.click();
      }).observe(document.body, { childList: true, subtree: true });
    });
    await tell(offered(offer('1')));
    await armed(page);
    expect(await focused(page)).toBe('Send files…');
    expect(await page.locator('[role="alert"]').allTextContents()).toContain(
      '\u2068Studio PC\u2069 wants to send: 12 photos · 48 MB',
    );
    // What comes above it moves it under the pointer.
    await page.evaluate(() => {
      const above = document.createElement('div');
      above.style.blockSize = '80px';
      document.querySelector('main')?.prepend(above);
      document.querySelector<HTMLElement>('.incoming .primary')?.click();
    });
    expect(await asked('transfer.answer')).toEqual([]);
    await armed(page);
    await accept(page).click();
    await expect
      .poll(() => asked('transfer.answer'))
      .toEqual([`transfer.answer ${JSON.stringify({ id: offer('1').id, accept: true })}`]);
  });

  it('is answered by keys while it has the focus', async () => {
    const { page, asked, tell } = await open();
    await tell(offered(offer('1')));
    await armed(page);
    await page.keyboard.press('Control+d');
    expect(await asked('transfer.answer')).toEqual([]);
    await page.getByRole('button', { name: 'Decline' }).focus();
    await page.keyboard.press('Control+d');
    await expect
      .poll(() => asked('transfer.answer'))
      .toEqual([`transfer.answer ${JSON.stringify({ id: offer('1').id, accept: false })}`]);
  });

  it('lets files be left out of thousands, of which few are on the page', async () => {
    const { page, asked, tell } = await open();
    await tell(offered(offer('1', { total: { files: 5000, folders: 0, bytes: 5_000_000 } })));
    await page.getByText('Choose what to take').click();
    expect(await page.locator('.offered-item').count()).toBeLessThan(30);
    await page.getByRole('checkbox', { name: /IMG_1\.jpg/ }).uncheck();
    await armed(page);
    await accept(page).click();
    const only = [
      { first: 0, count: 1 },
      { first: 2, count: 4998 },
    ];
    await expect
      .poll(() => asked('transfer.answer'))
      .toEqual([`transfer.answer ${JSON.stringify({ id: offer('1').id, accept: true, only })}`]);
  });
});

describe('a code', () => {
  it('is shown with its sheet, and is nowhere on the page afterwards', async () => {
    const { page, asked, tell } = await open();
    await tell(meets(pairing('p', { role: 'displayer', code: '482915', qr: 'ferry:1?s=secret' })));
    await expect.poll(() => page.locator('.meeting-code').innerText()).toContain('482');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await asked('pairing.end')).toEqual(['pairing.end {"id":"p"}']);
    await tell({ at: 'pairings', id: 'p', value: null });
    expect(await page.evaluate(() => document.documentElement.outerHTML + document.title)).not.toMatch(/482.?915/);
  });

  it('is sent at its sixth digit however it is typed, and not kept', async () => {
    const { page, asked, tell } = await open();
    await tell(meets(pairing('p', { stage: 'typing' })));
    const field = page.locator('.code-field');
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type('٤٨٢-9');
    expect(await field.inputValue()).toBe('482 9');
    expect(await asked('pairing.type')).toEqual([]);
    await page.keyboard.type('15');
    await expect.poll(() => asked('pairing.type')).toEqual(['pairing.type {"id":"p","code":"482915"}']);
    await tell(
      meets(pairing('p', { stage: 'typing', trouble: errorInfo('pairing.code_wrong', { name: 'x', triesLeft: 2 }) })),
    );
    await page
      .getByText('That isn’t the code, or this isn’t the \u2068Studio PC\u2069 you mean. 2 tries left.')
      .waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('is taken from a picture of the QR code beside it, pasted or dropped, which goes nowhere else', async () => {
    const { page, asked, tell } = await open();
    await tell(meets(pairing('p', { stage: 'typing' })));
    await page.locator('.code-field').waitFor();
    const told = page.locator('.meeting [role="alert"]');
    await pastePicture(page, await pngOf(200, 200, () => 255));
    await told.getByText('No QR code was found in that picture.').waitFor();
    await dropFiles(page, page.locator('.code-field'), [await qrPng('https://example.org')]);
    await told.getByText('That QR code isn’t from Ferry.').waitFor();
    await pastePicture(page, await qrPng(`ferry:1?k=${'A'.repeat(43)}&a=192.168.1.20:26810`));
    await told.getByText('That QR code only says where a device is.').waitFor();
    expect(await asked('pairing.type')).toEqual([]);
    const qr = `ferry:1?k=${'A'.repeat(43)}&a=192.168.1.20:26810&s=${'B'.repeat(22)}`;
    await pastePicture(page, await qrPng(qr));
    await expect.poll(() => asked('pairing.type')).toEqual([`pairing.type {"id":"p","code":"${qr}"}`]);
    await dropFiles(page, page.getByRole('heading', { name: /^Type the code/ }), [await qrPng(qr)]);
    await expect.poll(() => asked('pairing.type')).toHaveLength(2);
    expect(await asked('items.')).toEqual([]);
    expect(await page.locator('dialog').count()).toBe(1);
    expect(await page.content()).not.toContain('BBBB');
  });
});

describe('a device in whose place another one answers', () => {
  const paired = knownDevice('1');
  const [first, second] = ['2', '3'].map((digit) => nearbyDevice(digit, { mark: 'namedAsPaired' }));
  const stopped = offer('1', {
    direction: 'send',
    stage: 'failed',
    endedAt: 2,
    trouble: errorInfo('device.identity_changed', { name: paired.name }),
  });

  it.each(['.device', '.transfer'])('is paired anew from Home’s %s with the one that its person means', async (row) => {
    const { page, asked, tell } = await open();
    const near = [first, second].filter((device) => device !== undefined);
    await tell(
      offered(stopped),
      { at: 'devices', id: paired.id, value: paired },
      ...near.map((value): Change => ({ at: 'nearby', id: value.id, value })),
    );
    await page
      .locator(row)
      .getByRole('button', { name: /^Pair again/ })
      .click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('2 devices nearby are called').waitFor();
    expect(await asked('pairing.')).toEqual([]);
    await sheet.getByRole('button', { name: /2 of 2$/ }).click();
    await sheet.waitFor({ state: 'detached' });
    expect(await asked('pairing.')).toEqual([
      `pairing.dial ${JSON.stringify({ to: { kind: 'device', id: idOf('3') } })}`,
    ]);
  });

  it('is called at once where one alone bears its name', async () => {
    const { page, asked, tell } = await open();
    await tell(
      offered(stopped),
      { at: 'devices', id: paired.id, value: paired },
      { at: 'nearby', id: idOf('2'), value: nearbyDevice('2', { mark: 'namedAsPaired' }) },
    );
    await page.locator('.device').filter({ hasText: 'Offline' }).click();
    await page.getByRole('button', { name: 'Pair again' }).click();
    await expect
      .poll(() => asked('pairing.'))
      .toEqual([`pairing.dial ${JSON.stringify({ to: { kind: 'device', id: idOf('2') } })}`]);
  });
});

describe('the PIN of another device', () => {
  const row = (changes: Partial<ShownTransfer> = {}): Change =>
    offered(
      offer('7', {
        ...{ direction: 'send', stage: 'waitingForPin', via: 'localSend' },
        device: { id: idOf('9'), name: 'Fresh Mango', isPaired: false },
        ...changes,
      }),
    );

  it('is typed with keys alone, again where it was wrong, and is nowhere on the page afterwards', async () => {
    const { page, asked, tell } = await open();
    await page.getByRole('button', { name: 'Send files…' }).focus();
    await tell(row());
    await page.getByRole('dialog', { name: 'Type the PIN of \u2068Fresh Mango\u2069' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('A PIN has 1 to 64 visible characters.').waitFor();
    await page.keyboard.type('0471193');
    await page.keyboard.press('Enter');
    await expect.poll(() => asked('transfer.pin')).toEqual([`transfer.pin {"id":"${'7'.repeat(32)}","pin":"0471193"}`]);
    const sheet = await page.locator('dialog').elementHandle();
    await tell(row({ stage: 'waitingForAnswer' }));
    await page.getByRole('status').getByText('Asking').waitFor();
    await page.keyboard.press('Enter');
    await tell(row({ trouble: errorInfo('transfer.pin_wrong', { name: 'Fresh Mango', count: 1 }) }));
    await page.locator('dialog').getByText('That isn’t the PIN of').waitFor();
    expect(await sheet?.evaluate(({ isConnected }) => isConnected)).toBe(true);
    expect(await page.evaluate(() => [document.activeElement?.tagName, document.activeElement?.ariaInvalid])).toEqual([
      'INPUT',
      'true',
    ]);
    expect(await page.getByLabel('PIN', { exact: true }).inputValue()).toBe('');
    expect(await page.content()).not.toContain('0471193');
    await page.keyboard.type('0471194');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await asked('transfer.pin')).length).toBe(2);
    await tell(row({ stage: 'waitingForAnswer' }));
    // With the right one its device's person is asked: that isn't waited for here.
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Send files…');
    expect(await page.content()).not.toContain('0471194');
  });

  it('goes to no other device that begins to ask for its own while it is typed', async () => {
    const { page, asked, tell } = await open();
    const sheetOf = (name: string) => page.getByRole('dialog', { name: `Type the PIN of \u2068${name}\u2069` });
    await tell(row({ startedAt: 2 }));
    await sheetOf('Fresh Mango').waitFor();
    await page.keyboard.type('0471');
    const other = { id: '8'.repeat(32) as TransferId, device: { id: idOf('8'), name: 'Tablet', isPaired: false } };
    await tell(row({ ...other, startedAt: 1 }));
    await page.keyboard.type('193');
    await page.keyboard.press('Enter');
    await expect.poll(() => asked('transfer.pin')).toEqual([`transfer.pin {"id":"${'7'.repeat(32)}","pin":"0471193"}`]);
    await tell(row({ startedAt: 2, stage: 'moving' }));
    await sheetOf('Tablet').waitFor();
    expect(await page.getByLabel('PIN', { exact: true }).inputValue()).toBe('');
  });

  it('isn’t given where its sheet is left: then nothing is sent', async () => {
    const { page, asked, tell } = await open();
    await tell(row());
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => asked('transfer.')).toEqual([`transfer.discard {"id":"${'7'.repeat(32)}"}`]);
    await tell(row({ stage: 'canceled', endedAt: 1 }));
    await page.locator('dialog').waitFor({ state: 'detached' });
  });
});

describe('comparing with a phone', () => {
  it('is done with keys alone, which stay in its sheet where it isn’t the same', async () => {
    const { page, asked, tell } = await open();
    await tell({ at: 'nearby', id: idOf('9'), value: nearbyDevice('9', { name: 'Fresh Mango', via: 'localSend' }) });
    await page.getByRole('button', { name: /^About/ }).press('Enter');
    await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter');
    await page.getByRole('img', { name: 'Snowflake' }).waitFor();
    await page.getByRole('button', { name: 'They don’t match' }).press('Enter');
    await page.getByText('Nothing was paired.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await asked('guest.pair')).toEqual([]);
  });
});
