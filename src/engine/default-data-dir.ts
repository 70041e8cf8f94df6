// Where Ferry keeps its data unless told otherwise: one place per system, the same for the app and the commands.
import { posix, win32 } from 'node:path';

/** Null where it would be in a home folder, and there is none. */
export function defaultDataDir<H extends string | null>(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  home: H,
): string | (H & null);
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string | null): string | null {
  const { XDG_CONFIG_HOME: config, APPDATA: roaming } = env;
  if (platform === 'win32') {
    if (roaming) return win32.join(roaming, 'ferry');
    return home === null ? null : win32.join(home, 'AppData', 'Roaming', 'ferry');
  }
  // The standard says to ignore a relative path.
  if (platform !== 'darwin' && config?.startsWith('/')) return posix.join(config, 'ferry');
  if (home === null) return null;
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'ferry');
  return posix.join(home, '.config', 'ferry');
}
