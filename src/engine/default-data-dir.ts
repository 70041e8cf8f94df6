import { posix, win32 } from 'node:path';

/** Where Ferry keeps its data unless told otherwise: one place per system, the same for the app and the commands. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'ferry');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'ferry');
  const { XDG_CONFIG_HOME: config } = env;
  // The standard says to ignore a relative path.
  return posix.join(config?.startsWith('/') ? config : posix.join(home, '.config'), 'ferry');
}
