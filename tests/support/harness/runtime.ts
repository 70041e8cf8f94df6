import type { FromHarness } from './control-messages.ts';
import { newFolder } from './temp-folders.ts';

/** A window as `app` sees it; the registry breaks the circle between app and BrowserWindow. */
export interface OpenWindow {
  readonly id: number;
  close(): void;
  destroy(): void;
  readonly gone: Promise<void>;
}

/** What every part of the harness shares. */
export const runtime = {
  /** A real window on the desktop (`npm start`), instead of a headless one (tests). */
  isHeaded: process.env.FERRY_HARNESS_HEADED === '1',
  /** Only the launcher of tests asks for a port that Playwright can attach to. */
  wantsDevtools: process.env.FERRY_HARNESS_DEVTOOLS === '1',
  appRoot: '',
  isReady: false,
  windows: new Map<number, OpenWindow>(),
  /** Set by run.ts when a launcher listens. */
  report: (_message: FromHarness): void => {},
};

export const newProfileFolder = (): string => newFolder('ferry-harness', process.env.FERRY_HARNESS_TMP);

/** One sentence on standard error; the prefix says that it isn't the app that speaks. */
export const say = (sentence: string): void => {
  process.stderr.write(`[harness] ${sentence}\n`);
};

const said = new Set<string>();

export const sayOnce = (sentence: string): void => {
  if (said.has(sentence)) return;
  said.add(sentence);
  say(sentence);
};
