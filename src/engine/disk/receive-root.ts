// The folder that things are received into: chosen by a person, seen to be there and to be written to, and none from which
// a system or a home takes its programs and settings.
import { constants } from 'node:fs';
import { lstat, mkdtemp, open, realpath, rm, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf, ferryError, systemReason } from '../errors.ts';
import { homeFolder } from '../home-folder.ts';
import { isFull, isGone } from './free-space.ts';
import { OWNER_ONLY_FILE } from './own-file.ts';
import { type LocalPath, type Platform, platformOf, rootPath } from './safe-path.ts';

interface Places {
  /** With everything below. */
  readonly within: readonly string[];
  /** Only itself: what lies in it is often a person's. */
  readonly itself: readonly string[];
}

/** Written as they are compared: with `/`, without a drive, in lower case where the system doesn't tell case apart. */
const SYSTEM: Readonly<Record<Platform, Places>> = {
  linux: {
    within: [
      ...['/etc', '/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix', '/gnu', '/snap'],
      ...['/boot', '/efi', '/dev', '/proc', '/sys', '/var/spool'],
    ],
    itself: ['/', '/home', '/root', '/var', '/var/lib', '/var/log', '/var/tmp', '/tmp', '/opt', '/run', '/run/media'],
  },
  darwin: {
    within: [
      ...['/etc', '/private/etc', '/usr', '/bin', '/sbin', '/dev', '/cores', '/system', '/library', '/applications'],
      ...['/private/var/db', '/private/var/root', '/private/var/at'],
    ],
    itself: [
      ...['/', '/users', '/volumes', '/network', '/opt'],
      ...['/private', '/private/tmp', '/private/var', '/private/var/tmp'],
    ],
  },
  win32: {
    within: [
      ...['/windows', '/program files', '/program files (x86)', '/programdata', '/perflogs', '/recovery', '/boot'],
      ...['/system volume information', '/$recycle.bin', '/msocache', '/windows.old'],
    ],
    itself: ['/users'],
  },
};

/** Among the devices, and no device: a volume in memory that anybody may use. */
const SHARED_MEMORY = '/dev/shm/';

/** Below a home: what is read or started from there without being asked for. */
const HOME: Places = {
  within: [
    ...['.ssh', '.gnupg', '.config', '.local/bin', '.local/share/applications', '.local/share/systemd', 'bin'],
    ...['library/launchagents', 'library/services', 'library/application scripts', 'library/preferences'],
    'appdata/roaming/microsoft/windows/start menu',
  ],
  itself: ['.local', '.local/share', 'library', 'appdata', 'appdata/local', 'appdata/roaming'],
};

const HOMES = ['/home', '/users'];
const NO_HOMES = ['/users/shared', '/users/public'];

/**
 * FAT, exFAT, FUSE and shares of Windows, by the numbers of Linux: they make up a folder's number anew after it was out
 * of use for a while.
 */
const WITHOUT_LASTING_NUMBERS = new Set([0x4d44, 0x2011bab0, 0x65735546, 0xff534d42, 0xfe534d42, 0x517b]);
/** Volumes that lie in memory: nobody is waited for there, and nothing outlives a power cut. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);
const volumeType = async (path: string, system: Platform): Promise<number | null> =>
  system === 'linux' ? (await statfs(path)).type : null;

/** O_TMPFILE of Linux, for which Node has no name. */
const NAMELESS_FLAGS = 0o20000000 | constants.O_DIRECTORY | constants.O_WRONLY;

export interface ReceiveRoot {
  /** Its links were followed, this once: what a person chose may be one. */
  readonly path: LocalPath;
  /** Its own last name, for what is said about it. */
  readonly name: string;
  /** The names that its volume takes. */
  readonly platform: Platform;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly hasLastingNumbers: boolean;
  readonly isInMemory: boolean;
}

interface RootOptions {
  readonly home?: string;
  /** Folders of Ferry's own: a receive folder is neither in one nor around one. */
  readonly apart?: readonly string[];
  /** It is one of Ferry's own, which no person has chosen, and may lie where nobody else's may. */
  readonly isOwn?: boolean;
}

/** Throws where nothing may or can be received into it. */
export async function openReceiveRoot(
  chosen: string,
  { home = homeFolder() ?? '', apart = [], isOwn = false }: RootOptions = {},
): Promise<ReceiveRoot> {
  // A user without a home has no usual one.
  if (chosen === '') throw ferryError('settings.no_folder', {});
  // A drive's own name is all there is of its path.
  const folder = basename(chosen) || chosen;
  try {
    const path = await realpath(chosen);
    const system = platformOf(process.platform);
    const systemDrive = process.env.SystemDrive ?? 'C:';
    // Several times for each transfer, so all at once.
    const [found, type, homePath, ...own] = await Promise.all([
      lstat(path, { bigint: true }),
      volumeType(path, system),
      realpathOrItself(home),
      ...apart.map(realpathOrItself),
    ]);
    if (!found.isDirectory()) throw ferryError('transfer.folder_gone', { folder });
    const isOurs = own.some((each) => isAround(each, path, system));
    const surroundings = { platform: system, home: homePath, systemDrive };
    if (!isOwn && (isOurs || isUnsuitable(path, surroundings)))
      throw ferryError('transfer.folder_unsuitable', { folder });
    const isForeign = type !== null && WITHOUT_LASTING_NUMBERS.has(type);
    return {
      path: rootPath(path),
      name: folder,
      platform: await namesTaken(path, system, isForeign),
      dev: found.dev,
      ino: found.ino,
      hasLastingNumbers: !isForeign,
      isInMemory: type !== null && IN_MEMORY.has(type),
    };
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    if (isGone(error)) throw ferryError('transfer.folder_gone', { folder }, error);
    throw ferryError('transfer.folder_unwritable', { folder, reason: systemReason(error) }, error);
  }
}

interface Surroundings {
  readonly platform: Platform;
  readonly home: string;
  /** `C:` on most; only of this drive is the uppermost folder the system's. */
  readonly systemDrive: string;
}

/** Of absolute paths whose links were resolved. */
export function isUnsuitable(path: string, { platform, home, systemDrive }: Surroundings): boolean {
  const folder = comparable(path, platform);
  const own = comparable(home, platform);
  const { within, itself } = SYSTEM[platform];
  if (folder.startsWith(SHARED_MEMORY) && platform === 'linux') return false;
  if (platform === 'win32' && folder === '/') return path.slice(0, 2).toLowerCase() === systemDrive.toLowerCase();
  if (itself.includes(folder) || within.some((each) => isWithin(folder, each))) return true;
  if (isWithin(own, folder) || isAnyHome(folder)) return true;
  const inHome = own === '/' ? '/' : `${own}/`;
  if (HOME.itself.some((each) => folder === inHome + each)) return true;
  if (HOME.within.some((each) => isWithin(folder, inHome + each))) return true;
  // Hooks and settings in there are commands that git runs.
  return folder.split('/').includes('.git');
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

function comparable(path: string, platform: Platform): string {
  if (platform === 'linux') return path;
  const folded = path.toLowerCase();
  if (platform === 'darwin') return folded;
  const withoutDrive = folded.replaceAll('\\', '/').replace(/^[a-z]:/, '');
  return withoutDrive.length > 1 ? withoutDrive.replace(/\/$/, '') : '/';
}

const isAnyHome = (folder: string): boolean =>
  HOMES.includes(folder.slice(0, folder.lastIndexOf('/'))) && !NO_HOMES.includes(folder);

const isAround = (own: string, path: string, platform: Platform): boolean => {
  const [a, b] = [comparable(own, platform), comparable(path, platform)];
  return isWithin(a, b) || isWithin(b, a);
};

const realpathOrItself = (path: string): Promise<string> => realpath(path).catch(() => path);

/** Writes for real, since permissions don't say everything; and learns by that which names the volume takes. */
async function namesTaken(path: string, system: Platform, isForeign: boolean): Promise<Platform> {
  try {
    if (system === 'linux' && !isForeign && (await holdsNameless(path))) return system;
    const probe = await mkdtemp(join(path, '.ferry-probe-'));
    try {
      await writeFile(join(probe, 'a'), '', { flag: 'wx' });
      return system === 'win32' || (await isRefused(join(probe, 'a?'))) ? 'win32' : system;
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
  } catch (error) {
    // A full disk is another matter, of which the number of free bytes tells.
    if (isFull(error)) return system;
    throw error;
  }
}

/**
 * A file without a name leaves nothing behind, whenever the program ends. Only the system's own kinds of volume have such
 * files, and these take every name.
 */
async function holdsNameless(path: string): Promise<boolean> {
  try {
    const file = await open(path, NAMELESS_FLAGS, OWNER_ONLY_FILE);
    await file.close();
    return true;
  } catch (error) {
    if (isFull(error)) throw error;
    // What is really in the way, the next attempt says.
    return false;
  }
}

async function isRefused(path: string): Promise<boolean> {
  try {
    await writeFile(path, '', { flag: 'wx' });
    return false;
  } catch (error) {
    if (isFull(error)) throw error;
    return true;
  }
}

/** The system's own words for its error. */
