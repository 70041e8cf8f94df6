import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { vi } from 'vitest';
import { type App, type LaunchOptions, launch } from './launch.ts';

/** The small apps that prove the harness itself. They run in it even where there is an Electron. */
export const fixtures = fileURLToPath(new URL('./harness-fixture/', import.meta.url));

export const startFixture = (fixture: string, options: Omit<LaunchOptions, 'appRoot'> = {}): Promise<App> => {
  process.env.FERRY_E2E = 'harness';
  return launch({ ...options, appRoot: `${fixtures}${fixture}` });
};

/** What the fixture's main process leaves in its global scope for the tests. */
export interface Fixture {
  heard: unknown[];
  closesArePrevented: boolean;
  openWindow(options?: object): { id: number };
}

/** The events the fixture's main process has heard, in order. */
export const heard = (app: App): Promise<unknown[]> =>
  app.evaluate(() => (globalThis as unknown as { fixture: Fixture }).fixture.heard);

export const inPage = <R = unknown>(page: Page, expression: string): Promise<R> =>
  page.evaluate(expression) as Promise<R>;

export const waitUntil = (isSo: () => boolean | Promise<boolean>, what: string): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await isSo())) throw new Error(`This didn't become true: ${what}`);
    },
    { timeout: 15_000, interval: 25 },
  );

/** Playwright's waitForFunction polls by eval inside the page, which the page's policy forbids. */
export const untilPage = (page: Page, expression: string): Promise<void> =>
  waitUntil(async () => (await inPage(page, expression)) === true, expression);
