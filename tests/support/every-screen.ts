// Every screen, sheet and state of the window, how each is come by, and what must hold on all of them.
import type { Page } from 'playwright';
import type { State } from '../../src/contract/state.ts';
import { DETAILED, HOME_ANSWERS, SCENES } from './home-scenes.ts';
import type { App } from './launch.ts';
import {
  DEVICE_SCENES,
  MEETING_ANSWERS,
  MEETING_SCENES,
  PAIRED,
  PHONE_SCENES,
  phone,
  RECEIVING_SCENES,
  studio,
} from './meeting-scenes.ts';
import { tellWindow } from './posed-window.ts';

export const ANSWERS = { ...HOME_ANSWERS, ...MEETING_ANSWERS };

export interface Stop {
  readonly name: string;
  readonly scene: Partial<State>;
  /** From Home, which shows the scene. */
  open?(page: Page, app: App): Promise<unknown>;
  /** Instead of the scene, once it is open. */
  readonly becomes?: Partial<State>;
  /** There when it is open. */
  readonly sign: string;
}

const press = (page: Page, selector: string, at = 0) => page.locator(selector).nth(at).click();
const go = (screen: string) => (_page: Page, app: App) => tellWindow(app, 'screenAsked', { screen });
const openPageOf = (name: string) => (page: Page) =>
  page.locator('.device', { hasText: name }).first().locator('.icon-button').click();
const openDevice = openPageOf(studio.name);
async function comparePhone(page: Page): Promise<void> {
  await openPageOf(phone.name)(page);
  await press(page, 'main[data-screen="device"] .row .button');
}
const home = (name: string, scene: Partial<State>, sign = '.device'): Stop => ({ name, scene, sign });

const meetings = Object.entries(MEETING_SCENES).map(([name, scene]): Stop => {
  const isCard = name.startsWith('offer') || name === 'stranger';
  return { name, scene, sign: isCard ? '.incoming-cards' : 'dialog.meeting' };
});
const [device = {}] = Object.values(DEVICE_SCENES);
const known = Object.values(device.devices ?? {}).map((row) => ({ ...row, isPaired: false, isAlwaysAccepted: false }));

export const STOPS: readonly Stop[] = [
  home('nobody near', SCENES.empty, '.looking'),
  home('devices', SCENES.list),
  home('devices that are away', SCENES.away),
  home('a question about a network', SCENES.question),
  home('transfers of every stage', SCENES.activity),
  home('transfers that are over', SCENES.past),
  home('links for browsers', SCENES.pages, '.page-card'),
  {
    name: 'who can see this device',
    scene: SCENES.list,
    open: (page) => press(page, '.visibility button'),
    sign: '[role="menu"], [role="listbox"]',
  },
  ...meetings,
  {
    name: 'choosing what to take',
    scene: MEETING_SCENES.offer ?? {},
    open: (page) => press(page, '.incoming-choose summary'),
    sign: '.offered-list',
  },
  ...Object.entries(DEVICE_SCENES).map(
    ([name, scene]): Stop => ({ name, scene, open: openDevice, sign: 'main[data-screen="device"]' }),
  ),
  ...Object.entries(PHONE_SCENES).map(
    ([name, scene]): Stop => ({ name, scene, open: openPageOf(phone.name), sign: 'main[data-screen="device"]' }),
  ),
  {
    name: 'comparing pictures with a phone',
    scene: PHONE_SCENES.phone ?? {},
    open: comparePhone,
    sign: 'dialog .localsend-pictures svg',
  },
  {
    name: 'comparing a text with a phone',
    scene: PHONE_SCENES.phone ?? {},
    open: async (page) => {
      await comparePhone(page);
      await press(page, 'dialog .segments label', 1);
    },
    sign: 'dialog .compare-text',
  },
  {
    name: 'a device that is no longer paired',
    scene: device,
    open: openDevice,
    becomes: { ...device, devices: Object.fromEntries(known.map((row) => [row.id, row])) },
    sign: 'main[data-screen="device"]',
  },
  {
    name: 'a device that is gone',
    scene: device,
    open: openDevice,
    becomes: {},
    sign: 'main[data-screen="device"] .empty-state',
  },
  ...Object.entries(RECEIVING_SCENES).map(
    ([name, scene]): Stop => ({ name, scene, open: go('receive'), sign: 'dialog.receive' }),
  ),
  {
    name: 'what to send',
    scene: SCENES.list,
    open: (page) => press(page, '.home-foot-buttons button'),
    sign: '.handed',
  },
  {
    name: 'a text to send',
    scene: SCENES.list,
    open: (page) => press(page, '.home-foot-buttons button', 1),
    sign: 'dialog textarea',
  },
  {
    name: 'details of a transfer',
    scene: SCENES.past,
    open: (page) => page.locator(`[data-row="${DETAILED.id}"]`).press('Enter'),
    sign: 'main[data-screen="transfer"] .file',
  },
  {
    name: 'details of a transfer that is gone',
    scene: SCENES.past,
    open: (page) => page.locator(`[data-row="${DETAILED.id}"]`).press('Enter'),
    becomes: {},
    sign: 'main[data-screen="transfer"]',
  },
  { name: 'history', scene: SCENES.past, open: go('history'), sign: 'main[data-screen="history"] .transfer' },
  { name: 'history of nothing', scene: {}, open: go('history'), sign: 'main[data-screen="history"]' },
  {
    name: 'a text that came',
    scene: SCENES.past,
    open: async (page, app) => {
      await go('history')(page, app);
      const texts = page.locator('.transfer[data-mark="done"]', { has: page.locator('.transfer-preview') });
      await texts.first().press('Enter');
    },
    sign: '.text-sheet',
  },
  {
    name: 'whether to cancel',
    scene: SCENES.activity,
    open: (page) => page.locator('.transfer').first().press('Delete'),
    sign: 'dialog',
  },
  { name: 'whether to go on in the tray', scene: {}, open: closing, sign: 'dialog' },
  {
    name: 'settings',
    scene: { ...PAIRED, networks: SCENES.question.networks ?? {} },
    open: go('settings'),
    sign: '.rows',
  },
  {
    name: 'settings of LocalSend',
    scene: PAIRED,
    open: async (page, app) => {
      await go('settings')(page, app);
      for (const at of [0, 1]) await press(page, '.row-details summary', at);
    },
    sign: '.ways',
  },
  {
    name: 'a PIN',
    scene: PAIRED,
    open: async (page, app) => {
      await go('settings')(page, app);
      await press(page, '[data-part="localSend"] .row-buttons button');
    },
    sign: '.pin-form',
  },
  { name: 'the doctor', scene: SCENES.list, open: go('doctor'), sign: '.finding' },
];

function closing(_page: Page, app: App): Promise<void> {
  return tellWindow(app, 'closeAsked', { hasTray: true });
}

/** Goes there, lets it be looked at, and comes back to an empty Home. */
export async function visit(
  { app, page, pose }: { readonly app: App; readonly page: Page; pose(scene: Partial<State>): Promise<void> },
  stop: Stop,
  look: () => Promise<void>,
): Promise<void> {
  await pose(stop.scene);
  await stop.open?.(page, app);
  if (stop.becomes !== undefined) await pose(stop.becomes);
  await page.locator(stop.sign).first().waitFor({ timeout: 15_000 });
  await look();
  if (stop.open !== undefined) await page.keyboard.press('Escape');
  await pose({});
  await go('home')(page, app);
  await page.locator('dialog').waitFor({ state: 'detached', timeout: 15_000 });
  await page.locator('main[data-screen="home"]').waitFor({ timeout: 15_000 });
}

/** What is wider than the window, and which controls can't be brought into it whole and pressed there. */
export const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const sheets = [...document.querySelectorAll<HTMLElement>('dialog[open]')];
    const menu = document.querySelector<HTMLElement>('[role="menu"]');
    const top = menu ?? sheets.at(-1) ?? document.documentElement;
    for (const part of new Set([document.documentElement, top])) {
      const over = part.scrollWidth - part.clientWidth;
      if (over <= 0) continue;
      const edge = part.getBoundingClientRect().left + part.clientWidth;
      const widest = [...part.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > edge + 0.5);
      const names = widest.map((one) => `${one.tagName}.${one.className}`);
      wrong.push(`${part.tagName} is ${over} px too wide for ${names.join(' ')}`);
    }
    const was = window.scrollY;
    for (const control of top.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, a[href]')) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      const shown = control instanceof HTMLInputElement ? (control.closest('label') ?? control) : control;
      shown.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      const { left, right, top: above, bottom, width, height } = shown.getBoundingClientRect();
      const isWhole = left >= -0.5 && right <= innerWidth + 0.5;
      const at = document.elementFromPoint(left + width / 2, above + height / 2);
      const isOnTop = at !== null && (shown.contains(at) || at.contains(shown));
      if (isWhole && isOnTop) continue;
      const name = control.getAttribute('aria-label') ?? control.textContent;
      const under = isOnTop ? '' : ` under ${at?.outerHTML.slice(0, 80)}`;
      wrong.push(`"${name}" at ${[left, above, right, bottom].map(Math.round).join()}${under}`);
    }
    window.scrollTo(0, was);
    return wrong;
  });

/** What moves by itself. */
export const movingParts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    document.getAnimations().flatMap(({ effect }) => {
      const { duration } = effect?.getComputedTiming() ?? {};
      const target = effect instanceof KeyframeEffect ? effect.target : null;
      return Number(duration) > 1 ? [`${target?.className} moves`] : [];
    }),
  );
