// The Electron shell: it opens the engine, shows its state in one window and one tray, and adds what only a desktop
// has. Read it as a table of contents. Electron isn't ready before this module is done: what is awaited here comes
// before Chromium begins, and app.whenReady() must not be awaited here.
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, nativeImage, safeStorage } from 'electron';
import type { ErrorInfo } from '../contract/errors.ts';
import { createEngine, defaultDataDir, makeShellFolder, SYSTEM_PORTS } from '../engine/index.ts';
import { errorText, stringsFor } from '../strings/index.ts';
import { pageWording } from '../strings/page-wording.ts';
import { registerAppScheme, serveApp } from './app-scheme.ts';
import { PLAIN_START, readArguments } from './arguments.ts';
import { keyWrap } from './key-wrap.ts';
import { lockSession, quietChromium } from './lockdown.ts';
import { wasStartedAtLogin } from './login-item.ts';
import { openedFiles } from './opened-files.ts';
import { runShell } from './shell.ts';
import { thumbnailMaker } from './thumbnails.ts';

declare const __VERSION__: string;

const root = app.getAppPath();
const given = readArguments(process.argv, process.cwd(), app.isPackaged ? null : root);
const nothingGiven = { dataDir: null, address: null, start: PLAIN_START };
const { dataDir: givenDataDir, address, start } = given.ok ? given.value : nothingGiven;
const dataDir = givenDataDir ?? defaultDataDir(process.platform, process.env, homedir());
const takeOpened = openedFiles();

app.setName('Ferry');
quietChromium();
registerAppScheme();

// Before Electron's lock: that one makes its folder wherever it is, and answers "no" to every failure alike.
const profile = given.ok ? await makeShellFolder(dataDir, 'electron') : given;
app.setPath('userData', profile.ok ? profile.value : passingFolder());

if (!profile.ok) void app.whenReady().then(() => refuse(profile.error));
// Electron hands the words over as well, in an order of Chromium's: `--data` no longer stands before its folder.
else if (!app.requestSingleInstanceLock(start)) app.quit();
else void app.whenReady().then(open).catch(fail);

async function open(): Promise<void> {
  serveApp(join(root, 'out', 'renderer'));
  await lockSession();
  const opened = await createEngine({
    ...SYSTEM_PORTS,
    dataDir,
    version: __VERSION__,
    log: () => undefined,
    keyWrap: keyWrap(safeStorage, process.platform),
    thumbnail: thumbnailMaker(nativeImage, process.platform),
    pages: pageWording((chosen) => stringsFor(chosen, app.getPreferredSystemLanguages())),
    downloads: () => app.getPath('downloads'),
  });
  if (!opened.ok) return refuse(opened.error);
  const engine = opened.value;
  try {
    const isHidden = start.isHidden || wasStartedAtLogin(process.platform);
    await runShell({ engine, root, dataDir, givenDataDir, address, start: { ...start, isHidden }, takeOpened });
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

function fail(error: unknown): void {
  refuse({ code: 'internal', details: { note: String(error) } });
}

/** Says why Ferry can't start, and ends. Once ready: before that there is no box on Linux, and no language. */
function refuse(error: ErrorInfo): void {
  const t = stringsFor('system', app.getPreferredSystemLanguages());
  const { title, next } = errorText(t.errors, error);
  // Its sentence asks for the details, and here is no button for them.
  const details = error.code === 'internal' ? `\n\n${error.details.note}` : '';
  dialog.showErrorBox(t.dialog.cannotStart, `${title}.\n${next}${details}`);
  app.exit(1);
}

/** Chromium keeps its profile somewhere even for one sentence: never in a folder that was refused. */
function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-'));
  app.once('quit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
