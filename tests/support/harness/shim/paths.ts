import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux says the person's folders are: ~/.config/user-dirs.dirs, with lines like XDG_DOWNLOAD_DIR="$HOME/…". */
const userFolder = (config: string, key: string, fallback: string): string => {
  const file = join(config, 'user-dirs.dirs');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const named = new RegExp(`^XDG_${key}_DIR="(.*)"$`, 'm').exec(text)?.[1];
  return named === undefined ? join(homedir(), fallback) : named.replace('$HOME', homedir());
};

/** Electron's rules for app.getPath, on this system; what was set by setPath comes first. */
export const createPaths = (name: () => string, appRoot: () => string) => {
  const set = new Map<string, string>();
  const appData = (): string => {
    if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
    if (process.platform === 'win32') return process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
    return process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  };
  const get = (key: string): string => set.get(key) ?? standard[key]?.() ?? unknown(key);
  const unknown = (key: string): never => {
    throw new Error(`Failed to get '${key}' path`);
  };
  const standard: Record<string, () => string> = {
    home: homedir,
    appData,
    userData: () => join(get('appData'), name()),
    sessionData: () => get('userData'),
    temp: tmpdir,
    exe: () => process.execPath,
    module: () => process.execPath,
    logs: () =>
      process.platform === 'darwin' ? join(homedir(), 'Library', 'Logs', name()) : join(get('userData'), 'logs'),
    crashDumps: () => join(get('userData'), 'Crashpad'),
    assets: appRoot,
    desktop: () => userFolder(appData(), 'DESKTOP', 'Desktop'),
    documents: () => userFolder(appData(), 'DOCUMENTS', 'Documents'),
    downloads: () => userFolder(appData(), 'DOWNLOAD', 'Downloads'),
    music: () => userFolder(appData(), 'MUSIC', 'Music'),
    pictures: () => userFolder(appData(), 'PICTURES', 'Pictures'),
    videos: () => userFolder(appData(), 'VIDEOS', 'Videos'),
  };
  return {
    get,
    set: (key: string, path: string): void => {
      if (standard[key] === undefined) throw new Error(`Failed to set path: ${key}`);
      set.set(key, path);
    },
  };
};
