// The browser window that `npm start` opens where Electron isn't: every button either does what it says or says why not.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeFerries, openFerry, screen, settingsIn, settled } from '../support/ferry-app.ts';
import { locateChromium } from '../support/harness/chromium.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { hasXvfb, openScreen, type Screen } from '../support/xvfb.ts';

const NO_XVFB = 'needs Xvfb: apt-get install xvfb';

let shown: Screen | null = null;
afterEach(async () => {
  await closeFerries();
  await shown?.[Symbol.asyncDispose]();
  shown = null;
});

/** A machine with these programs and no others, except for the browser, which finds its own. */
async function openStandIn(programs: Readonly<Record<string, string>>, dataDir: string) {
  const folder = await tempFolder();
  const all = { ...programs, chromium: `PATH='${process.env.PATH}' exec '${locateChromium()}' "$@"` };
  for (const [name, script] of Object.entries(all)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  shown = await openScreen();
  const app = await openFerry(dataDir, {
    FERRY_E2E: 'harness',
    FERRY_HARNESS_HEADED: '1',
    DISPLAY: shown.display,
    CHROMIUM: join(folder, 'chromium'),
    PATH: folder,
  });
  const page = await app.window();
  await screen(page, 'home');
  await page.getByRole('button', { name: 'Settings' }).click();
  await screen(page, 'settings');
  return page;
}

describe.skipIf(process.platform !== 'linux')('the stand-in window', () => {
  it('opens pages and folders with the system’s opener, and says when that fails', async ({ skip }) => {
    skip(!hasXvfb, NO_XVFB);
    const folder = await tempFolder();
    const [list, broken] = [join(folder, 'opened'), join(folder, 'broken')];
    const dataDir = await settled({ receiveFolder: folder });
    const page = await openStandIn({ 'xdg-open': `echo "$1" >> '${list}'; test ! -e '${broken}'` }, dataDir);
    const opened = async () => (await readFile(list, 'utf8').catch(() => '')).trim().split('\n');
    await page.getByRole('button', { name: 'How it works' }).click();
    await expect.poll(opened).toEqual([expect.stringMatching(/\/docs\/GUIDE\.md$/)]);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(async () => (await opened()).length).toBe(2);
    expect(await page.getByRole('alert').allInnerTexts()).toEqual(['']);

    await writeFile(broken, '');
    await page.getByRole('button', { name: 'Licences' }).click();
    await page.getByText('Your system couldn’t open it').waitFor();
    expect(await page.locator('#help-problem').innerText()).toContain('LICENSES.md');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('#receive-folder-problem').waitFor();
    expect(await page.content()).not.toContain(folder);
  });

  it('says what to install where no opener and no dialog program is', async ({ skip }) => {
    skip(!hasXvfb, NO_XVFB);
    const receiveFolder = join(await tempFolder(), 'Inbox');
    await mkdir(receiveFolder);
    const page = await openStandIn({}, await settled({ receiveFolder }));
    await page.getByRole('button', { name: 'Security' }).click();
    await page.getByText('Your system couldn’t open it').waitFor();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(() => page.locator('#receive-folder-problem').innerText()).toContain('Inbox');
    await page.getByRole('button', { name: 'Choose…' }).click();
    await page.getByText('zenity').waitFor();
    await page.getByText('ferry config set receiveFolder').waitFor();
  });

  it('lets a folder be chosen in the desktop’s dialog, and tells truly what is missing', async ({ skip }) => {
    skip(!hasXvfb, NO_XVFB);
    const chosen = await tempFolder();
    const dataDir = await settled();
    const page = await openStandIn({ zenity: `echo '${chosen}'` }, dataDir);
    await page.getByRole('button', { name: 'Choose…' }).click();
    await expect.poll(async () => (await settingsIn(dataDir)).receiveFolder).toBe(chosen);
    const note = await page.getByRole('note').innerText();
    expect(note).toContain('browser window');
    expect(note).not.toContain('fetched');
  });
});
