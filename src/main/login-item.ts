// "Start with the computer": the system's own list where it has one, a file of the autostart folder on Linux.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { desktopEntry, startsAtLogin } from './desktop-entry.ts';
import { autostartName, windowsArguments } from './login-command.ts';
import type { LoginItem } from './start-with-computer.ts';

const HIDDEN = '--hidden';

/** Null where the system can't be told what to start: macOS starts an app without any words. */
export function loginItem(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  givenDataDir: string | null,
): LoginItem | null {
  const words = [
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    HIDDEN,
    ...(givenDataDir === null ? [] : ['--data', givenDataDir]),
  ];
  if (platform === 'linux') {
    // An AppImage is mounted somewhere else each time; the file itself is what can be started.
    const command = [env.APPIMAGE || process.execPath, ...words];
    return autostartFile(join(configHome(env), 'autostart', autostartName(givenDataDir)), command);
  }
  if (platform === 'darwin') return givenDataDir === null ? systemList({}) : null;
  return systemList({ args: windowsArguments(words) });
}

/** macOS has no word for it in the command; elsewhere `--hidden` says it. */
export const wasStartedAtLogin = (platform: NodeJS.Platform): boolean =>
  platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;

const systemList = (options: { args?: string[] }): LoginItem => ({
  async isOn() {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(options);
    // Said on Windows only: the Task Manager switches an entry off without removing it.
    return openAtLogin && executableWillLaunchAtLogin !== false;
  },
  set: async (isOn) => app.setLoginItemSettings({ ...options, openAtLogin: isOn }),
});

const autostartFile = (path: string, command: readonly string[]): LoginItem => ({
  // What can't be read starts nothing.
  isOn: async () => startsAtLogin(await readFile(path, 'utf8').catch(() => '')),
  async set(isOn) {
    if (!isOn) {
      await rm(path, { force: true });
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, desktopEntry(command));
  },
});

const configHome = (env: NodeJS.ProcessEnv): string =>
  env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(app.getPath('home'), '.config');
