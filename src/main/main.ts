// The Electron shell: it opens the engine, shows its state in one window and one tray, and adds what only a desktop
// has. Read it as a table of contents. No top-level await: Electron would wait for us and we for it.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { ErrorInfo } from '../contract/errors.ts';
import { createEngine, defaultDataDir, SYSTEM_PORTS } from '../engine/index.ts';
import { errorText, stringsFor } from '../strings/index.ts';
import { registerAppScheme, serveApp } from './app-scheme.ts';
import { readArguments } from './arguments.ts';
import { lockSession, quietChromium } from './lockdown.ts';
import { runShell } from './shell.ts';

declare const __VERSION__: string;

const given = readArguments(process.argv, process.cwd());
const dataDir = (given.ok && given.value.dataDir) || defaultDataDir(process.platform, process.env, homedir());
const root = app.getAppPath();

app.setName('Ferry');
app.setPath('userData', join(dataDir, 'electron'));
quietChromium();
registerAppScheme();

if (!given.ok) refuse(given.error);
else if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(start, (error) => refuse({ code: 'internal', details: { note: String(error) } }));

async function start(): Promise<void> {
  serveApp(join(root, 'out', 'renderer'));
  await lockSession();
  const engine = await createEngine({ ...SYSTEM_PORTS, dataDir, version: __VERSION__, log: () => undefined });
  if (!engine.ok) return refuse(engine.error);
  await runShell({ engine: engine.value, root, dataDir, isHidden: given.ok && given.value.isHidden });
}

/** Says why Ferry can't start, and ends. */
function refuse(error: ErrorInfo): void {
  const t = stringsFor('system', app.isReady() ? app.getPreferredSystemLanguages() : []);
  const { title, next } = errorText(t.errors, error);
  dialog.showErrorBox(t.dialog.cannotStart, `${title}.\n${next}`);
  app.exit(1);
}
