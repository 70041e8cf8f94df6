import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { type App, closeEverything, launch } from './launch.ts';
import { settle } from './settled-folder.ts';
import { tempFolder } from './temp-folder.ts';

const started: App[] = [];

/** For `afterEach` or `afterAll`: every Ferry of the test, and what it left running. */
export async function closeFerries(): Promise<void> {
  for (const app of started.splice(0)) await app.close();
  await closeEverything();
}

/** Ferry itself on a data folder of the test's, in English and without a tray unless `env` says otherwise. */
export async function openFerry(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<App> {
  const app = await launch({
    // It announces nothing, and asks nobody.
    args: ['--data', dataDir, '--interface', '127.0.0.1', ...args],
    env: { DBUS_SESSION_BUS_ADDRESS: '', LANG: 'en_US.UTF-8', ...env },
  });
  started.push(app);
  return app;
}

/** For the test that opens it alone, beside an app that all tests of its file share. */
export async function openOwnFerry(...[dataDir, env, args]: Parameters<typeof openFerry>): Promise<App> {
  const app = await openFerry(dataDir, env, args);
  onTestFinished(() => app.close());
  return app;
}

export const screen = (page: Page, name: string) =>
  page.waitForSelector(`main[data-screen="${name}"]`, { timeout: 15_000 });

/** A data folder whose first run is over. */
export async function settled(settings: object = {}): Promise<string> {
  const dataDir = join(await tempFolder(), 'ferry');
  await settle(dataDir, settings);
  return dataDir;
}

export const settingsIn = async (dataDir: string) => JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'));
