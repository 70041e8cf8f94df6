import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, repositoryRoot } from './launch/app.ts';
import { launchElectron } from './launch/electron.ts';
import { launchHarness } from './launch/harness.ts';

export type { App } from './launch/app.ts';
export { dropFiles } from './launch/drop-files.ts';
export { closeEverything, harnessOf } from './launch/harness.ts';

export interface LaunchOptions {
  readonly args?: readonly string[];
  /** On top of this process's own; HOME and the XDG folders lead into a temporary folder unless they are given. */
  readonly env?: Record<string, string>;
  /** The folder with the app's package.json; this repository without it. */
  readonly appRoot?: string;
  /** The network namespace that it runs in. */
  readonly namespace?: string;
  /** The harness as JavaScript, where what takes its types away is not to be measured with the app. */
  readonly harness?: string;
}

const findElectron = (): string | null => {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const packaged = join(createRequire(import.meta.url).resolve('electron/package.json'), '..');
  const named = join(packaged, 'path.txt');
  const program = existsSync(named) ? readFileSync(named, 'utf8').trim() : programName[process.platform];
  const path = join(override ?? join(packaged, 'dist'), program ?? 'electron');
  return existsSync(path) ? path : null;
};

const programName: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The real Electron of this machine, or null: it is no part of its npm package and may not be to be had. */
export const electronRuntime: string | null = findElectron();

/**
 * Starts the app: in Electron where there is one, else (or with FERRY_E2E=harness) in the Chromium harness. One spec
 * body serves both.
 */
export const launch = (options: LaunchOptions = {}): Promise<App> => {
  const appRoot = options.appRoot ?? repositoryRoot;
  const { main } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { main?: string };
  if (!existsSync(join(appRoot, main ?? 'index.js'))) {
    throw new Error(
      `There is no ${main} in ${fileURLToPath(new URL(`file://${appRoot}`))}: run "npm run build" first.`,
    );
  }
  const isOnHarness = (options.env?.FERRY_E2E ?? process.env.FERRY_E2E) === 'harness';
  const start = {
    appRoot,
    args: options.args ?? [],
    env: options.env ?? {},
    namespace: options.namespace ?? null,
    harness: options.harness ?? null,
  };
  if (electronRuntime === null || isOnHarness) return launchHarness(start);
  return launchElectron(start, electronRuntime);
};
