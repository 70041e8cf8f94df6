// Opens the one folder that holds everything Ferry keeps: makes it, refuses one that isn't ours or that a newer Ferry
// wrote, and proves that it can be written before anything else starts.
import { chmodSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ErrorInfo } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import {
  createOwnFile,
  isTemporary,
  makeFolder,
  OWNER_ONLY_FOLDER,
  readOwnFile,
  removeTemporaries,
  setAside,
  writeOwnFile,
} from './disk/own-file.ts';
import { dataError, errnoOf, ferryError } from './errors.ts';

/** Raised when an older Ferry could misread or lose what a newer one keeps. */
export const DATA_FORMAT = 1;

const Marker = v.object({ format: v.pipe(v.number(), v.integer(), v.minValue(1)) });
const MARKER_TEXT = `${JSON.stringify({ format: DATA_FORMAT })}\n`;

/** What may lie in a folder we haven't marked yet: Electron's own profile, and what systems drop everywhere. */
const NOT_A_STRANGERS = new Set(['electron', 'lost+found', '.DS_Store', 'desktop.ini', 'Thumbs.db']);

/** A start that takes longer than this has died. */
const TEMPORARIES_LIVE_MS = 60 * 60 * 1000;

export interface DataPlaces {
  readonly path: string;
  readonly markerFile: string;
  readonly settingsFile: string;
  readonly identityFile: string;
  readonly devicesFile: string;
  readonly pinsFile: string;
  readonly networksFile: string;
  readonly pauseFile: string;
  readonly outgoingFile: string;
  readonly incomingFile: string;
  readonly historyFile: string;
  readonly localSendFile: string;
  /** The lists of what is being sent. */
  readonly outgoingFolder: string;
  /** What was written for others to read, and by them. */
  readonly textsFolder: string;
  readonly tokenFile: string;
  readonly logFile: string;
  /** Holds the sockets of running engines; see net/local.ts. */
  readonly runDir: string;
}

/** Before the lock: what may be done by several at once. Nothing of a folder that is refused is touched. */
export async function openDataFolder(asked: string): Promise<DataPlaces> {
  try {
    await makeFolder(asked);
    // By its real name, so that two ways to the same folder find the same lock.
    const path = realpathSync.native(asked);
    const places = placesIn(path);
    const format = await formatOf(places);
    ownerOnly(path);
    if (format === 'none') await createOwnFile(places.markerFile, MARKER_TEXT);
    await makeFolder(places.runDir);
    ownerOnly(places.runDir);
    return places;
  } catch (error) {
    throw dataError(error, asked);
  }
}

/** Under the lock: mends what a crash left, and proves that the folder can be written before the first setting must. */
export async function tidyDataFolder(places: DataPlaces, now: number): Promise<ErrorInfo | null> {
  try {
    await removeTemporaries(places.path, now - TEMPORARIES_LIVE_MS);
    const isDamaged = (await formatOf(places)) === 'damaged';
    const damage = isDamaged ? errorInfo('data.damaged', { keptAs: await setAside(places.markerFile, now) }) : null;
    await writeOwnFile(places.markerFile, MARKER_TEXT);
    return damage;
  } catch (error) {
    throw dataError(error, places.path);
  }
}

/** Throws where the folder isn't for us. */
async function formatOf({ path, markerFile }: DataPlaces): Promise<'none' | 'damaged' | 'ours'> {
  const names = readdirSync(path);
  const text = await readOwnFile(markerFile);
  if (text === null) {
    // Listed before the marker was read: another Ferry that is just making this folder makes its marker first.
    if (names.some((name) => !NOT_A_STRANGERS.has(name) && !isTemporary(name)))
      throw ferryError('data.not_ours', { path });
    return 'none';
  }
  const found = readFormat(text);
  if (found === null) return 'damaged';
  if (found > DATA_FORMAT) throw ferryError('data.newer_version', { path, found, known: DATA_FORMAT });
  return 'ours';
}

/** Names only; nothing is opened or made. */
export const placesIn = (path: string): DataPlaces => ({
  path,
  markerFile: join(path, 'ferry.json'),
  settingsFile: join(path, 'settings.json'),
  identityFile: join(path, 'identity.json'),
  devicesFile: join(path, 'devices.json'),
  pinsFile: join(path, 'pins.json'),
  networksFile: join(path, 'networks.json'),
  pauseFile: join(path, 'pause.json'),
  outgoingFile: join(path, 'outgoing.json'),
  incomingFile: join(path, 'incoming.json'),
  historyFile: join(path, 'history.json'),
  localSendFile: join(path, 'localsend.json'),
  outgoingFolder: join(path, 'outgoing'),
  textsFolder: join(path, 'texts'),
  tokenFile: join(path, 'local-token'),
  logFile: join(path, 'ferry.log'),
  runDir: join(path, 'run'),
});

function readFormat(text: string): number | null {
  try {
    const marker = v.safeParse(Marker, JSON.parse(text));
    return marker.success ? marker.output.format : null;
  } catch {
    // Not JSON at all: as damaged as JSON of another shape.
    return null;
  }
}

/** Takes away what others may do with the folder. A folder of another user can't be changed, and is no place for keys. */
function ownerOnly(path: string): void {
  if (process.platform === 'win32') return;
  const { mode } = lstatSync(path);
  if ((mode & 0o077) === 0) return;
  try {
    chmodSync(path, OWNER_ONLY_FOLDER);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
    throw ferryError('data.not_own', { path }, error);
  }
}
