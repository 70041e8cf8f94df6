// What V8 makes of the program's text is kept from one command to the next, in the system's folder for what can be made
// again. To compile it anew takes a command longer than all it does besides. It is code: a folder that others may write to
// is never read.
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly version: string;
  /** Not on Windows, where the folder is in the person's own profile. */
  readonly geteuid?: (() => number) | undefined;
}

const OWNER_ONLY = 0o700;
const OTHERS_WRITE = 0o022;

export function keepCompiled(surroundings: Surroundings): void {
  try {
    const folder = codeFolder(surroundings);
    makeAnew(folder);
    const own = [folder, dirname(folder)].every((each) => isOwn(each, surroundings));
    // An older Node hasn't got it, and says in words of ours what it lacks.
    if (own) module.enableCompileCache?.(folder);
  } catch {
    // A home that can't be written to: then it is compiled each time.
  }
}

export function codeFolder({ platform, env, home, version }: Surroundings): string {
  return join(cacheFolder(platform, env, home), 'ferry', `code-${version}`);
}

function cacheFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  const { XDG_CACHE_HOME: cache = '' } = env;
  // The standard says to ignore a relative path.
  return isAbsolute(cache) ? cache : join(home, '.cache');
}

/** What another version has left goes, when this one is started for the first time. */
function makeAnew(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  const around = dirname(folder);
  for (const name of readdirSync(around))
    if (/^code-/.test(name) && join(around, name) !== folder) rmSync(join(around, name), { recursive: true });
}

function isOwn(folder: string, { geteuid }: Surroundings): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  return geteuid === undefined || (found.uid === geteuid() && (found.mode & OTHERS_WRITE) === 0);
}
