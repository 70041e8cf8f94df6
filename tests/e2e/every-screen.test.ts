// Every screen and state there is, in every look: nothing for axe to find, and nothing out of reach.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { State } from '../../src/contract/state.ts';
import { axe, axeOfColours } from '../support/axe.ts';
import { ANSWERS, movingParts, outOfReach, STOPS, type Stop, visit } from '../support/every-screen.ts';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import type { App } from '../support/launch.ts';
import { sceneStage } from '../support/posed-window.ts';

const NARROW = { width: 420, height: 560 };
/** As large as that is where everything is shown at 200 %. */
const ENLARGED = { width: 210, height: 280 };
const FACTS = {
  platform: 'linux',
  languages: ['en-x-pseudo'],
  hasTray: true,
  isStandIn: false,
  canStartWithComputer: true,
  screen: 'home',
};

interface Look {
  readonly settings: Partial<State['settings']>;
  readonly size?: typeof NARROW;
  readonly media?: Parameters<Page['emulateMedia']>[0];
  readonly checks: readonly ((page: Page) => Promise<readonly string[]>)[];
  /** With the screen open as it is: by then only colours are others. */
  readonly isDarkThen?: boolean;
}

/** A colour that is on its way to another one is neither. */
const still = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const changing = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    return Promise.allSettled(changing.map(({ finished }) => finished));
  });

const LOOKS: Readonly<Record<string, Look>> = {
  'light, and then dark': { settings: { appearance: 'light' }, checks: [axe, outOfReach], isDarkThen: true },
  'Hebrew, from right to left': { settings: { language: 'he' }, checks: [axe, outOfReach] },
  '200 %': { settings: {}, size: ENLARGED, checks: [outOfReach] },
  'forced colours and without motion': {
    settings: {},
    media: { forcedColors: 'active', reducedMotion: 'reduce' },
    checks: [axe, movingParts],
  },
  'a language of longer words': { settings: { language: 'system' }, checks: [outOfReach] },
};

describe('every screen', () => {
  let app: App;
  let page: Page;
  let poseScene: (scene: Partial<State>) => Promise<void>;
  let settings: State['settings'];

  beforeAll(async () => {
    app = await openFerry(await settled());
    page = await app.window();
    await screen(page, 'home');
    poseScene = await sceneStage(app, page, { ...ANSWERS, 'shell.facts': FACTS });
    const own = await page.evaluate(async () => {
      const { ferry } = window as unknown as {
        ferry: { invoke(name: string): Promise<{ value: { state: { settings: unknown } } }> };
      };
      return (await ferry.invoke('state.snapshot')).value.state.settings as State['settings'];
    });
    // It is off on computers of tests, where others would see it.
    settings = { ...own, localSend: true };

    // With those facts about where it runs.
    await poseScene({});
    await app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      await window?.loadURL(window.webContents.getURL());
    });
    await screen(page, 'home');
  });
  afterAll(closeFerries);

  it.each(Object.entries(LOOKS))(
    'in %s',
    async (_name, { settings: changes, size = NARROW, media = {}, checks, isDarkThen = false }) => {
      const worn = { ...settings, language: 'en' as const, appearance: 'light' as const, ...changes };
      const pose = (scene: Partial<State>) => poseScene({ settings: worn, ...scene });
      await page.setViewportSize(size);
      await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference', ...media });
      const darkened = async (scene: Partial<State>): Promise<void> => {
        await pose({ ...scene, settings: { ...worn, ...scene.settings, appearance: 'dark' } });
        await still(page);
      };
      const firstRun: Stop = {
        name: 'first run',
        scene: { settings: { ...worn, welcomed: false } },
        sign: '[data-screen="first-run"]',
      };
      const wrong: string[] = [];
      for (const stop of [...STOPS, firstRun]) {
        const look = async (): Promise<void> => {
          for (const check of checks) wrong.push(...(await check(page)).map((what) => `${stop.name}: ${what}`));
          if (!isDarkThen) return;
          await darkened(stop.becomes ?? stop.scene);
          await page.locator(stop.sign).first().waitFor();
          wrong.push(...(await axeOfColours(page)).map((what) => `${stop.name}, dark: ${what}`));
        };
        await visit({ app, page, pose }, stop, look).catch((error: unknown) => {
          wrong.push(`${stop.name}: ${error}`);
        });
      }
      expect(wrong).toEqual([]);
    },
    180_000,
  );
});
