// Names and texts that want to be more than text, wherever a person meets them: they are shown, and nothing else happens.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showHidden } from '../../src/base/text.ts';
import type { State } from '../../src/contract/state.ts';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { notificationText } from '../../src/main/notification-text.ts';
import { trayMenu } from '../../src/main/tray-menu.ts';
import { type Facts, NOTHING_NOTICED, notice } from '../../src/policy/notifying.ts';
import { stringsFor } from '../../src/strings/index.ts';
import { ANSWERS } from '../support/every-screen.ts';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import type { App } from '../support/launch.ts';
import { sceneStage, tellWindow } from '../support/posed-window.ts';
import { offer, pairing } from '../unit/renderer/meeting-samples.ts';
import { knownDevice, nearbyDevice } from '../unit/renderer/nearby-samples.ts';
import { shownTransfer } from '../unit/renderer/transfer-samples.ts';

/** By their numbers among the hostile inputs. */
const NAMES: Readonly<Record<string, string>> = {
  '9: what moves a terminal': 'a\n\r\tb\u001b[2J\u009b2Jc',
  '10: a turned end': 'invoice\u202efdp.exe',
  '11: a twin': 'Stu\u200bdio\u2060 P\u0421',
  '66: one without end': 'W'.repeat(64),
  '66: a tower': `Z${'\u0351'.repeat(60)}`,
  '143: markup': '<img src=x onerror=alert(1)><style>*{color:red}</style>',
  '143: a script': 'javascript:alert(1) **b** &quit; $(1)',
};
const HARMLESS = 'Studio PC';
/** What would be obeyed by a terminal or a line of text, were it not shown by its number. */
const OBEYED = ['\u001b', '\u009b', '\u202e', '\u2060', '\u200b'];
const obeyedIn = (text: string) => OBEYED.filter((character) => text.includes(character));

const byId = <T extends { readonly id: string }>(...records: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [record.id, record]));
const ID = knownDevice('1').id;

const t = stringsFor('en', []);
const NOTHING = () => undefined;

interface Named {
  readonly name: string;
  readonly files?: readonly string[];
}

const offered = ({ name, files = ['a.txt'] }: Named): ShownTransfer =>
  offer('1', { device: { id: ID, name, isPaired: true }, names: files, total: { files: 1, folders: 0, bytes: 9 } });

/** Everywhere on Home at once. */
const homeOf = (named: Named): Partial<State> => ({
  devices: byId(knownDevice('1', { name: named.name })),
  nearby: byId(nearbyDevice('2', { name: named.name, mark: 'namedAsPaired' })),
  transfers: byId(
    offered(named),
    shownTransfer('2', 'moving', {
      device: { id: ID, name: named.name, isPaired: true },
      names: named.files ?? ['a.txt'],
      currentFile: named.files?.[0] ?? null,
      kind: 'file',
      total: { files: 1, folders: 0, bytes: 9 },
    }),
    shownTransfer('3', 'done', { content: 'text', names: [], endedAt: 1 }),
  ),
  pairings: byId(pairing('p', { role: 'displayer', stage: 'asked', device: named.name })),
});

describe('a hostile name', () => {
  let app: App;
  let page: Page;

  beforeAll(async () => {
    app = await openFerry(await settled());
    page = await app.window();
    await screen(page, 'home');
    await page.evaluate(() => {
      Object.assign(window, { alert: () => Object.assign(window, { wasAlerted: true }) });
    });
  });
  afterAll(closeFerries);

  const stage = (name: string) => {
    const items = [name, 'b'].map((each, at) => ({
      ...{ name: showHidden(each), isFolder: false, first: at, count: 1, files: 1, bytes: 9, isActiveType: false },
    }));
    return sceneStage(app, page, {
      ...ANSWERS,
      'transfer.offered': { items, isWhole: true, disk: null },
      'transfer.files': { total: 1, files: [{ path: name, bytes: 9, state: 'done', reason: null }] },
      'text.read': { text: name },
    });
  };

  /** Which elements there are, whatever they say. */
  const shapeOf = () =>
    page.evaluate(() => {
      const counted: Record<string, number> = {};
      for (const { tagName } of document.querySelectorAll('body *')) counted[tagName] = (counted[tagName] ?? 0) + 1;
      return counted;
    });

  /** In text and in what is said of it beside the text. */
  const shownWords = () =>
    page.evaluate(() => {
      const attributes = [...document.querySelectorAll('[title], [aria-label]')];
      const said = attributes.flatMap((one) => [one.getAttribute('title'), one.getAttribute('aria-label')]);
      return [document.body.innerText, document.title, ...said].join('\n');
    });

  /** Accept of the next card, at the very moment at which it comes. */
  const pressAtOnce = () =>
    page.evaluate(() => {
      const before = document.querySelector('.incoming .primary');
      new MutationObserver((_changes, observer) => {
        const button = document.querySelector<HTMLElement>('.incoming .primary');
        if (button === null || button === before) return;
        observer.disconnect();
        button.click();
      }).observe(document.body, { childList: true, subtree: true });
    });

  const acceptBox = () => page.locator('.incoming').getByRole('button', { name: 'Accept' }).boundingBox();

  async function look(named: Named): Promise<{ shape: Record<string, number>; words: string }> {
    const pose = await stage(named.files?.[0] ?? 'a.txt');
    await page.setViewportSize({ width: 420, height: 560 });
    await pose(homeOf(named));
    await page.locator('.incoming').waitFor();
    await page.locator('.transfer-preview').waitFor();
    const [home, homeWords] = [await shapeOf(), await shownWords()];
    await page.locator('.incoming-choose summary').click();
    await page.locator('.offered-list').waitFor();
    const chosen = await shownWords();
    await tellWindow(app, 'screenAsked', { screen: 'history' });
    await screen(page, 'history');
    const past = await shownWords();
    await tellWindow(app, 'screenAsked', { screen: 'home' });
    await screen(page, 'home');
    await page.locator('[data-row][data-mark="receive"], .transfer').first().press('Enter');
    await page.locator('main[data-screen="transfer"] .file').waitFor();
    const details = await shownWords();
    const detailed = await shapeOf();
    await page.keyboard.press('Escape');
    await screen(page, 'home');
    await pose({});
    const shape = Object.fromEntries([
      ...Object.entries(home),
      ...Object.entries(detailed).map(([tag, count]) => [`details ${tag}`, count] as const),
    ]);
    return { shape, words: [homeWords, chosen, past, details].join('\n') };
  }

  it('is only shown: of a device, of a file, as a text', async () => {
    const harmless = await look({ name: HARMLESS, files: ['a.txt'] });
    for (const [what, name] of Object.entries(NAMES)) {
      const { shape, words } = await look({ name, files: [name] });
      expect(shape, what).toEqual(harmless.shape);
      // A received text keeps its own line ends; what would hide or turn anything is shown in names.
      expect(words, what).toContain(showHidden(name).slice(0, 20));
      expect(obeyedIn(words), what).toEqual([]);
    }
    expect(await page.evaluate(() => 'wasAlerted' in window)).toBe(false);
    expect(await page.title()).toBe('Ferry');
  });

  it('never moves Accept, nor pushes it out of a window at 200 %, and takes no click at first', async () => {
    const boxes: Record<string, unknown> = {};
    const pose = await stage('a.txt');
    for (const size of [
      { width: 420, height: 560 },
      { width: 210, height: 280 },
    ]) {
      await page.setViewportSize(size);
      for (const name of [HARMLESS, ...Object.values(NAMES)]) {
        await pose({ transfers: byId(offered({ name: 'S', files: ['a'] })) });
        await page.locator('.incoming').waitFor();
        const plain = await acceptBox();
        await pressAtOnce();
        await pose({
          transfers: byId({ ...offered({ name, files: [name] }), id: 'f'.repeat(32) as ShownTransfer['id'] }),
        });
        const box = await acceptBox();
        if (size.width === 420) boxes[name] = [box, plain];
        expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= size.width, name).toBe(true);
        const focused = await page.evaluate(() => document.activeElement?.textContent);
        expect(focused).not.toBe('Accept');
        expect(await page.evaluate(() => document.querySelector('[role="status"]')?.textContent)).not.toBe(
          t.incoming.accepted,
        );
        await pose({});
        await page.locator('.incoming').waitFor({ state: 'detached' });
      }
    }
    for (const [name, [box, plain]] of Object.entries(boxes) as [string, [unknown, unknown]][]) {
      expect(box, name).toEqual(plain);
    }
  });

  it('is text in a notification and in the tray’s menu', () => {
    const facts: Facts = { isWindowFocused: false, isWindowVisible: false, isLocked: false, now: 0 };
    for (const [what, name] of Object.entries(NAMES)) {
      const state = {
        transfers: byId(offered({ name })),
        pairings: byId(pairing('p', { stage: 'asked', role: 'displayer', device: name })),
      };
      const first = notice(NOTHING_NOTICED, state, facts);
      const told = notice(first.next, state, { ...facts, now: 10_000 });
      const texts = [...told.next.open.values()].map((note) => notificationText(note, t));
      expect(texts.length, what).toBeGreaterThan(0);
      const actions = new Proxy({} as never, { get: () => NOTHING });
      const whole = {
        ...state,
        notices: {},
        self: { visibility: { mode: 'everyone', until: null } },
        settings: { visibility: 'everyone' },
      } as unknown as State;
      const labels = trayMenu(whole, t, actions, 'linux')
        .map(({ label }) => label)
        .join('|');
      for (const text of [...texts.flatMap(({ title, body }) => [title, body]), labels]) {
        expect(obeyedIn(text), what).toEqual([]);
        expect(text, what).not.toMatch(/[\n\r\t]|\p{M}{5}/u);
        expect(text.length, what).toBeLessThan(2000);
      }
      if (name.includes('&')) expect(labels, what).toContain('&&quit;');
    }
  });
});
