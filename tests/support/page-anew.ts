import type { Page } from 'playwright';
import type { App } from './launch.ts';

/** The first window's page, opened anew on Home: what tests before did to it is gone. */
export async function pageAnew(app: App): Promise<Page> {
  const page = await app.window();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://ferry/index.html'));
  await page.locator('main[data-screen="home"]').waitFor({ timeout: 15_000 });
  return page;
}
