// The system's folder for downloads, where no window is there to ask the system for it.
import { mkdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const LINE = /^[ \t]*XDG_DOWNLOAD_DIR="(?<path>(?:[^"\\]|\\.)*)"/m;

export function downloadsFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  const usual = join(home, 'Downloads');
  if (platform === 'win32' || platform === 'darwin') return usual;
  const file = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'user-dirs.dirs');
  try {
    return readUserDirs(readFileSync(file, 'utf8'), home) ?? usual;
  } catch {
    // Where there is no such file, there is no other folder than the usual one.
    return usual;
  }
}

/** A computer without a desktop has none yet. Not the way to it: what isn't there may be on a drive that was taken out. */
export function madeIfMissing(folder: string): string {
  try {
    mkdirSync(folder);
  } catch {
    // It is there; or else whoever receives into it says why not.
  }
  return folder;
}

/** The desktop's own file: a path that begins with $HOME or a slash, in quotes; null where it names no such folder. */
export function readUserDirs(text: string, home: string): string | null {
  const quoted = LINE.exec(text)?.groups?.path;
  if (quoted === undefined) return null;
  const path = quoted.replace(/\\(.)/g, '$1').replace(/^\$HOME(?=\/|$)/, () => home);
  // A desktop without such a folder names the home folder itself.
  return isAbsolute(path) && join(path, '.') !== join(home, '.') ? path : null;
}
