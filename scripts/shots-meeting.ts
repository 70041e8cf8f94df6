// Pictures of how devices meet: cards of what comes, codes on both sides, pairing, pictures to compare, one device, and
// the rows of Settings about them. Each is a state of ours, which the main process gives in place of its own.
import { join } from 'node:path';
import type { Page } from 'playwright';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../src/contract/channels.ts';
import type { DeviceId, ShownDevice } from '../src/contract/devices.ts';
import { errorInfo } from '../src/contract/errors.ts';
import type { NearbyDevice } from '../src/contract/nearby.ts';
import type { Snapshot, State } from '../src/contract/state.ts';
import type { OfferedItems, ShownPairing, ShownTransfer, TransferId } from '../src/contract/transfers.ts';
import type { Bridge, WindowAnswer, WindowCommand } from '../src/contract/window.ts';
import type { App } from '../tests/support/launch.ts';

const SIZES = [
  { width: 420, height: 560 },
  { width: 900, height: 640 },
];

const idOf = (digit: string) => digit.repeat(32) as DeviceId;
const studio = { id: idOf('1'), name: 'Studio PC' };
const leo = { id: idOf('4'), name: 'Leo’s laptop' };
const LONG = 'Annual report of the whole department, final, corrected, really final\u202efdp.exe';

const byId = <T extends { readonly id: string }>(...records: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [record.id, record]));

const offer = (digit: string, changes: Partial<ShownTransfer> = {}): ShownTransfer => ({
  id: digit.repeat(32) as TransferId,
  direction: 'receive',
  device: { ...studio, isPaired: true },
  content: 'files',
  isPrivate: false,
  stage: 'asking',
  total: { files: 12, folders: 0, bytes: 48_000_000 },
  names: ['IMG_2041.jpg', 'IMG_2042.jpg', 'IMG_2043.jpg', 'IMG_2044.jpg', 'IMG_2045.jpg'],
  kind: 'picture',
  thumbnails: 0,
  hasActiveTypes: false,
  done: { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 0 },
  currentFile: null,
  bytesPerSecond: null,
  secondsLeft: null,
  trouble: null,
  notes: [],
  startedAt: Date.now(),
  endedAt: null,
  activeMs: 0,
  into: null,
  ...changes,
});

const pairing = (changes: Partial<ShownPairing>): ShownPairing => ({
  id: `pairing-${JSON.stringify(changes).length}`,
  role: 'typer',
  purpose: 'pair',
  stage: 'waiting',
  device: leo.name,
  deviceId: null,
  pictures: null,
  code: null,
  qr: null,
  trouble: null,
  transferId: null,
  ...changes,
});

const near = (of: { readonly id: DeviceId; readonly name: string }, changes: Partial<NearbyDevice> = {}) => ({
  ...of,
  kind: 'laptop' as const,
  isPaired: false,
  isHere: true,
  lastHereAt: Date.now(),
  mark: 'none' as const,
  needsUpdate: false,
  waitsWithCode: false,
  ...changes,
});

const known = (changes: Partial<ShownDevice> = {}): ShownDevice => ({
  ...studio,
  kind: 'desktop',
  isPaired: true,
  fingerprint: '4821 9077 3316 0254',
  pairedAt: 0,
  isAlwaysAccepted: true,
  receivesInto: 'From the studio',
  unaskedBytesToday: 1_200_000_000,
  comparedAt: new Date().setHours(0, 2, 0, 0),
  ...changes,
});

const PAIRED = {
  devices: byId(known()),
  nearby: byId(near(studio, { kind: 'desktop', isPaired: true }), near(leo)),
};

const qr = `ferry:1?k=${'Ab3_'.repeat(10)}xyz&a=192.168.1.20:51000&s=${'Qw7-'.repeat(5)}ab`;
const shown = { role: 'displayer', code: '482915', qr } as const;

/** What the window is, and the name of its picture. */
export const MEETING_SCENES: Readonly<Record<string, Partial<State>>> = {
  offer: { ...PAIRED, transfers: byId(offer('a', { thumbnails: 5 })) },
  'offer-hostile': {
    ...PAIRED,
    transfers: byId(
      offer('b', {
        device: { id: leo.id, name: 'Leo '.repeat(16), isPaired: false },
        names: [LONG, 'setup.exe', 'תמונה.jpg'],
        kind: 'program',
        hasActiveTypes: true,
      }),
    ),
    pairings: byId(pairing({ role: 'displayer', stage: 'asked' })),
  },
  'offer-text': {
    ...PAIRED,
    transfers: byId(
      offer('c', {
        device: { ...leo, isPaired: false },
        content: 'text',
        names: [],
        total: { files: 1, folders: 0, bytes: 1200 },
      }),
    ),
  },
  stranger: { ...PAIRED, pairings: byId(pairing({ role: 'displayer', stage: 'asked' })) },
  'code-shown': { ...PAIRED, pairings: byId(pairing({ ...shown, purpose: 'receive' })) },
  'code-burned': {
    ...PAIRED,
    pairings: byId(pairing({ ...shown, device: null, purpose: 'send', trouble: errorInfo('pairing.code_burned', {}) })),
  },
  'code-waited-for': { ...PAIRED, pairings: byId(pairing({ purpose: 'send' })) },
  'code-typed': { ...PAIRED, pairings: byId(pairing({ stage: 'typing', purpose: 'send' })) },
  'code-wrong': {
    ...PAIRED,
    pairings: byId(
      pairing({ stage: 'typing', trouble: errorInfo('pairing.code_wrong', { name: leo.name, triesLeft: 2 }) }),
    ),
  },
  pair: { ...PAIRED, pairings: byId(pairing({ stage: 'proven', purpose: 'send' })) },
  compare: {
    ...PAIRED,
    pairings: byId(
      pairing({ device: studio.name, purpose: 'compare', stage: 'comparing', pictures: [0, 34, 21, 57, 8, 46, 13] }),
    ),
  },
  matched: { ...PAIRED, pairings: byId(pairing({ device: studio.name, purpose: 'compare', stage: 'proven' })) },
};

const identityChanged = errorInfo('device.identity_changed', { name: studio.name });
const PAGES: Readonly<Record<string, Partial<State>>> = {
  device: {
    ...PAIRED,
    transfers: byId(
      offer('d', { stage: 'done', endedAt: Date.now() }),
      offer('e', { direction: 'send', stage: 'done', names: ['trip.zip'], endedAt: Date.now() }),
    ),
  },
  'device-changed': {
    devices: byId(known({ isAlwaysAccepted: false, comparedAt: null })),
    nearby: byId(
      near(studio, { isPaired: true, isHere: false }),
      near({ ...leo, name: studio.name }, { mark: 'namedAsPaired' }),
    ),
    transfers: byId(
      offer('f', {
        direction: 'send',
        stage: 'failed',
        names: ['trip.zip'],
        endedAt: Date.now(),
        trouble: identityChanged,
      }),
    ),
  },
};

const OFFERED: OfferedItems = {
  isWhole: true,
  disk: { freeBytes: 90_000_000_000, totalBytes: 500_000_000_000 },
  items: Array.from({ length: 40 }, (_, at) => ({
    name: at === 1 ? LONG : at === 0 ? 'Trip' : `IMG_${2041 + at}.jpg`,
    isFolder: at === 0,
    first: at === 0 ? 0 : at + 20,
    count: at === 0 ? 21 : 1,
    files: at === 0 ? 20 : 1,
    bytes: 1_234_567 * (at + 1),
    isActiveType: at === 1,
  })),
};

/** One dark and one light pixel are picture enough: what counts is the box. */
const PICTURES =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=';

const ANSWERS: Partial<Record<WindowCommand, unknown>> = {
  'transfer.offered': OFFERED,
  'transfer.thumbnails': Array.from({ length: 5 }, (_, at) => ({ name: `IMG_${at}.jpg`, jpeg: PICTURES })),
} satisfies { readonly [C in WindowCommand]?: WindowAnswer<C> };

/** From Home, and back to it. */
export async function shootMeeting(app: App, page: Page, suffix: string, out: string): Promise<void> {
  await page.waitForSelector('main[data-screen="home"]');
  const real = await page.evaluate(async () => {
    const { ferry } = window as unknown as { readonly ferry: Bridge };
    const answer = await ferry.invoke('state.snapshot');
    return answer.ok ? answer.value : null;
  });
  if (real === null) throw new Error('no state');
  let { revision } = real;

  async function pose(scene: Partial<State>): Promise<void> {
    revision += 1_000_000;
    const empty = { devices: {}, nearby: {}, networks: {}, transfers: {}, pairings: {}, notices: {} };
    const snapshot: Snapshot = { revision, state: { ...(real as Snapshot).state, ...empty, ...scene } };
    await app.evaluate(
      ({ ipcMain, BrowserWindow }, { invoke, event, answers, patch }) => {
        ipcMain.removeHandler(invoke);
        ipcMain.handle(invoke, (_event, command: string) => ({
          ok: true,
          value: (answers as Record<string, unknown>)[command],
        }));
        BrowserWindow.getAllWindows()[0]?.webContents.send(event, 'statePatched', patch);
      },
      {
        invoke: INVOKE_CHANNEL,
        event: EVENT_CHANNEL,
        answers: { ...ANSWERS, 'state.snapshot': snapshot },
        patch: { revision, changes: [] },
      },
    );
  }

  async function shoot(name: string, isWhole: boolean): Promise<void> {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      if (isWhole) await page.setViewportSize({ width: size.width, height });
      // Accept is armed by then, as it looks for nearly all of its time.
      if (name.startsWith('offer')) await page.waitForSelector('[data-armed="true"]');
      await page.screenshot({ path: join(out, `${name}-${suffix}-${size.width}.png`), animations: 'disabled' });
    }
  }

  for (const [name, scene] of Object.entries(MEETING_SCENES)) {
    await pose(scene);
    const isCard = name.startsWith('offer') || name === 'stranger';
    await page.waitForSelector(isCard ? '.incoming-cards' : 'dialog.meeting');
    await shoot(name, isCard);
    if (name === 'offer') {
      await page.locator('.incoming-choose summary').click();
      await page.waitForSelector('.offered-list');
      await shoot('offer-choose', true);
    }
    await pose(PAIRED);
    if (!isCard) await page.waitForSelector('dialog.meeting', { state: 'detached' });
  }
  await shootPages(app, page, pose, shoot);
  await pose({});
}

async function shootPages(
  app: App,
  page: Page,
  pose: (scene: Partial<State>) => Promise<void>,
  shoot: (name: string, isWhole: boolean) => Promise<void>,
): Promise<void> {
  const home = () => page.waitForSelector('main[data-screen="home"]');
  for (const [name, scene] of Object.entries(PAGES)) {
    await pose(scene);
    await page.locator('.device', { hasText: studio.name }).first().locator('.icon-button').click();
    await page.waitForSelector('main[data-screen="device"]');
    await shoot(name, true);
    await page.keyboard.press('Escape');
    await home();
  }
  for (const [name, waitsWithCode] of [
    ['receive', true],
    ['receive-empty', false],
  ] as const) {
    await pose({ ...PAIRED, nearby: byId(near(leo, { waitsWithCode })) });
    await app.evaluate(({ BrowserWindow }, event) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send(event, 'screenAsked', { screen: 'receive' });
    }, EVENT_CHANNEL);
    await page.waitForSelector('dialog.receive');
    await shoot(name, false);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.receive', { state: 'detached' });
  }
  await pose(PAIRED);
  await page.keyboard.press('Control+Comma');
  await page.waitForSelector('main[data-screen="settings"]');
  await shoot('settings-meeting', true);
  await page.keyboard.press('Escape');
  await home();
}
