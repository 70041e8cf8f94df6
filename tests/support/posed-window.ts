// A window that is shown what one computer alone doesn't have: devices, transfers, answers of another engine.
import type { Page } from 'playwright';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../../src/contract/channels.ts';
import type { Change, Patch, State } from '../../src/contract/state.ts';
import type { Bridge } from '../../src/contract/window.ts';
import type { App } from './launch.ts';
import { pageAnew } from './page-anew.ts';

export const tellWindow = (app: App, name: string, payload: unknown): Promise<void> =>
  app.evaluate(
    ({ BrowserWindow }, [channel, event, value]) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send(String(channel), event, value);
    },
    [EVENT_CHANNEL, name, payload] as const,
  );

/** Shows the window changes of the state that this computer alone doesn't have. */
export async function pose(app: App, page: Page, changes: readonly Change[]): Promise<void> {
  const revision = await page.evaluate(async () => {
    const answer = await (window as unknown as { readonly ferry: Bridge }).ferry.invoke('state.snapshot');
    return answer.ok ? answer.value.revision : 0;
  });
  await tellWindow(app, 'statePatched', { revision: revision + 1, changes });
}

/** Answers the window in place of the engine from now on, and keeps what was asked. */
export async function answerWith(
  app: App,
  answers: Readonly<Record<string, unknown>>,
): Promise<() => Promise<string[]>> {
  await app.evaluate(
    ({ ipcMain }, { channel, values }) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, (_event, command: string, input: unknown) => {
        asked.push(input === undefined ? command : `${command} ${JSON.stringify(input)}`);
        return { ok: true, value: (values as Record<string, unknown>)[command] };
      });
    },
    { channel: INVOKE_CHANNEL, values: answers },
  );
  return () => app.evaluate(() => (globalThis as unknown as { readonly asked: string[] }).asked);
}

/**
 * A window whose every state is one of ours: what a scene doesn't name is empty, and the commands given are answered.
 * Resolves when the window shows it.
 */
export async function sceneStage(
  app: App,
  page: Page,
  answers: Readonly<Record<string, unknown>>,
): Promise<(scene: Partial<State>) => Promise<void>> {
  const real = await page.evaluate(async () => {
    const answer = await (window as unknown as { readonly ferry: Bridge }).ferry.invoke('state.snapshot');
    return answer.ok ? answer.value : null;
  });
  if (real === null) throw new Error('no state');
  let { revision } = real;
  return async (scene) => {
    // A number that leaves a gap, so that the window asks for all of it again.
    revision += 1_000_000;
    const empty = { devices: {}, nearby: {}, networks: {}, transfers: {}, pairings: {}, notices: {}, pages: {} };
    const patch: Patch = { revision, changes: [] };
    await app.evaluate(
      ({ ipcMain, BrowserWindow }, { invoke, event, values, gap }) =>
        new Promise<void>((resolve) => {
          ipcMain.removeHandler(invoke);
          ipcMain.handle(invoke, (_event, command: string) => {
            if (command === 'state.snapshot') setImmediate(resolve);
            return { ok: true, value: (values as Record<string, unknown>)[command] };
          });
          BrowserWindow.getAllWindows()[0]?.webContents.send(event, 'statePatched', gap);
        }),
      {
        invoke: INVOKE_CHANNEL,
        event: EVENT_CHANNEL,
        values: { ...answers, 'state.snapshot': { revision, state: { ...real.state, ...empty, ...scene } } },
        gap: patch,
      },
    );
    await page.evaluate(
      () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    );
  };
}

/** What a window asks as it opens. */
const AT_FIRST: readonly string[] = ['state.snapshot', 'shell.facts', 'items.waiting'];

export interface OpenedPage {
  readonly page: Page;
  /** What was asked since it opened. */
  readonly asked: () => Promise<string[]>;
  /** Of the state that it shows. */
  readonly revision: number;
}

/**
 * One app for many tests, each of which opens a page that is new: that shows what the app itself showed at first, and is
 * answered as the test says.
 */
export async function pagesOf(app: App): Promise<(answers: Readonly<Record<string, unknown>>) => Promise<OpenedPage>> {
  const page = await app.window();
  await page.locator('main[data-screen="home"]').waitFor({ timeout: 15_000 });
  const answered = await page.evaluate(async (commands) => {
    const { ferry } = window as unknown as { ferry: { invoke(name: string): Promise<{ value?: unknown }> } };
    return Promise.all(commands.map(async (name) => [name, (await ferry.invoke(name)).value] as const));
  }, AT_FIRST);
  const atFirst = Object.fromEntries(answered);
  const { revision } = atFirst['state.snapshot'] as { readonly revision: number };
  return async (answers) => {
    const asked = await answerWith(app, { ...atFirst, ...answers });
    await pageAnew(app);
    const askedLater = async () => (await asked()).filter((words) => !AT_FIRST.includes(words));
    return { page, asked: askedLater, revision };
  };
}
