import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type App, electronRuntime, launch } from '../tests/support/launch.ts';
import { settle } from '../tests/support/settled-folder.ts';
import { wallMs } from './first-paint.ts';
import { plainHarness } from './plain-program.ts';

/** Whether the app's bundles run on Node and Chromium, because Electron isn't here or wasn't wanted. */
export const isStandIn = electronRuntime === null || process.env.FERRY_E2E === 'harness';

/** A folder of its own, gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export interface AppOptions {
  readonly args?: readonly string[];
  /** The network namespace that it runs in. */
  readonly namespace?: string;
  readonly settings?: object;
  /** What is to be there before it starts. */
  furnish?(dataDir: string, folder: string): Promise<void>;
}

/** The app, on a new data folder whose first run is over. `startMs` is the wall clock just before its process was made. */
export async function withApp<T>(
  use: (app: App, startMs: number) => Promise<T>,
  { args = [], namespace, settings, furnish }: AppOptions = {},
): Promise<T> {
  return inFolder(async (folder) => {
    const dataDir = join(folder, 'data');
    // As it comes: everything that costs something at rest is on.
    await settle(dataDir, { localSend: true, ...settings });
    await furnish?.(dataDir, folder);
    const options = {
      args: ['--data', dataDir, ...args],
      ...(namespace === undefined ? {} : { namespace }),
      ...(isStandIn ? { harness: await plainHarness(folder) } : {}),
    };
    const startMs = wallMs();
    const app = await launch(options);
    try {
      return await use(app, startMs);
    } finally {
      await app.close();
    }
  });
}

/** That the app shows Home, however long it takes: the caller keeps the time. */
export async function seeHome(app: App): Promise<Page> {
  const page = await app.window();
  await page.waitForSelector('main[data-screen="home"]', { state: 'visible', timeout: 0 });
  return page;
}
