// A window that is shown what one computer alone doesn't have: devices, transfers, answers of another engine.
import type { Page } from 'playwright';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../../src/contract/channels.ts';
import type { Change } from '../../src/contract/state.ts';
import type { Bridge } from '../../src/contract/window.ts';
import type { App } from './launch.ts';

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
