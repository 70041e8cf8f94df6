import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromHarness } from './control-messages.ts';

/** A window as `app` sees it; the registry breaks the circle between app and BrowserWindow. */
export interface OpenWindow {
  readonly id: number;
  close(): void;
  destroy(): void;
  readonly gone: Promise<void>;
}

const profilePrefix = 'ferry-harness-';

/** Profiles of harnesses that were killed before they could clean up: the number in the name is the dead process. */
const sweepLeftovers = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const owner = /^ferry-harness-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

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

export const newProfileFolder = (): string => {
  const parent = process.env.FERRY_HARNESS_TMP ?? tmpdir();
  sweepLeftovers(parent);
  return mkdtempSync(join(parent, `${profilePrefix}${process.pid}-`));
};

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
