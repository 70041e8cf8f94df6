// "Start with the computer": the system's own list where it has one, a file of the autostart folder on Linux. The
// system's list is the truth: a person may have changed it there.
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import { desktopEntry } from './desktop-entry.ts';

const HIDDEN = '--hidden';

export interface LoginItem {
  isOn(): Promise<boolean>;
  set(isOn: boolean): Promise<void>;
}

export function loginItem(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): LoginItem {
  if (platform === 'linux') return autostartFile(join(configHome(env), 'autostart', 'app.ferry.Ferry.desktop'), env);
  const options = { args: [HIDDEN] };
  return {
    isOn: async () => app.getLoginItemSettings(options).openAtLogin,
    set: async (isOn) => app.setLoginItemSettings({ ...options, openAtLogin: isOn }),
  };
}

function autostartFile(path: string, env: NodeJS.ProcessEnv): LoginItem {
  return {
    isOn: async () => (await stat(path).catch(() => null)) !== null,
    async set(isOn) {
      if (!isOn) {
        await rm(path, { force: true });
        return;
      }
      await mkdir(join(path, '..'), { recursive: true });
      // An AppImage is mounted somewhere else each time; the file itself is what can be started.
      const command = env.APPIMAGE
        ? [env.APPIMAGE]
        : app.isPackaged
          ? [process.execPath]
          : [process.execPath, app.getAppPath()];
      await writeFile(path, desktopEntry([...command, HIDDEN]));
    },
  };
}

const configHome = (env: NodeJS.ProcessEnv): string =>
  env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(app.getPath('home'), '.config');
