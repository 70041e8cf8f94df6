import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { newFolder, removeFolder } from '../harness/temp-folders.ts';

/** A running app, wherever it runs. */
export interface App extends AsyncDisposable {
  readonly kind: 'chromium harness' | 'electron';
  readonly pid: number;
  /** The page of the newest open window; waits for one. */
  window(): Promise<Page>;
  /** How many windows are open. */
  windows(): Promise<number>;
  /** Runs in the main process; what it refers to must come through `arg`. */
  evaluate<R, A = undefined>(run: (electron: typeof import('electron'), arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** All of standard output and standard error so far. */
  output(): string;
  readonly exited: Promise<number | null>;
  /** Quits; after a deadline it insists. */
  close(): Promise<void>;
}

export interface Start {
  readonly appRoot: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** What it runs in has its own loopback, so that a window there is spoken to through a relay. */
  readonly namespace: string | null;
  /** The harness's entry as JavaScript; null for its source. */
  readonly harness: string | null;
}

export const WINDOW_TIMEOUT_MS = 15_000;
export const QUIT_TIMEOUT_MS = 8_000;

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** A home of its own, so that no test reads or writes the settings and downloads of the person running it. */
export const createHome = (): { readonly folder: string; readonly env: Record<string, string>; remove(): void } => {
  const folder = newFolder('ferry-app');
  return {
    folder,
    env: {
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_STATE_HOME: join(folder, 'state'),
    },
    remove: () => removeFolder(folder),
  };
};
