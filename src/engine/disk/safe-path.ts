// The one way from a name that came over the wire to a name on this disk. Names are hostile, also from a device that is
// trusted: each is a single component, checked by rules of our own and never by those of node:path.
import { sep } from 'node:path';
import type { FileReason } from '../../contract/transfers.ts';

declare const checked: unique symbol;
/** A single name that leads nowhere but to an entry of the folder it is put behind. */
export type LocalName = string & { readonly [checked]: 'LocalName' };
/** An absolute path: a folder that a person chose, or one below it. */
export type LocalPath = string & { readonly [checked]: 'LocalPath' };

/** Whose names a volume takes, which need not be those of the system: a stick with FAT has those of Windows. */
export type Platform = 'linux' | 'darwin' | 'win32';

export const platformOf = (platform: NodeJS.Platform): Platform =>
  platform === 'win32' || platform === 'darwin' ? platform : 'linux';

export interface Refused {
  readonly ok: false;
  readonly reason: FileReason;
}
export const refused = (reason: FileReason): Refused => ({ ok: false, reason });

export type NameVerdict = { readonly ok: true; readonly name: LocalName; readonly isChanged: boolean } | Refused;

/** In every receive folder, while something is on its way. */
export const STAGING_NAME = '.ferry-incoming' as LocalName;
/** The short names that Windows gives to that one: `FERRY-~1`, then some with two letters and a hash. */
const STAGING_SHORT_NAME = /^fe(?:rry-|[0-9a-f]{4})~\d+$/;

/** In the units of `lengthOf`. */
const MOST_NAME = 255;
/** With the zero at the end, where there is one. */
const MOST_PATH = { linux: 4096, darwin: 1024, win32: 32_000 } as const;
const MOST_CANDIDATE = 9999;

/** The same on every system: what is a separator here is a name there, and the other way round. */
const UNSAFE = /^\.{0,2}$|[/\\\0]/;
/**
 * What moves a cursor or turns letters round in a listing, and the colon, behind which Windows sees a stream of the file
 * or the name of a drive.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const HARMFUL = /[\x01-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069:]/g;
const NOT_ON_WINDOWS = /[<>"|?*]/g;
/** Windows opens a device for these, in any folder and whatever extension follows. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?=\.|$)/i;
/** `.gz` alone would part `photos.tar` from it. What is longer, or has a space in it, is rather a part of the name. */
const EXTENSION = /(?<=[^.])(?:\.tar)?\.[^.\s]{1,16}$/i;

/** None of what follows is in it, nor can it be anybody's other spelling of our own name, which begins with a dot. */
const PLAIN = /^[\w-][\w. -]*$/;

const WORD = 1;
const DOT_OR_SPACE = 2;
const PLAIN_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  if (letter === '.' || letter === ' ') return DOT_OR_SPACE;
  return byte < 0x80 && PLAIN.test(letter) ? WORD : 0;
});

/** Whether a name is taken as it is, told from its bytes on the wire: no text is made of most names to find that out. */
export function isPlainName(bytes: Uint8Array, from: number, to: number, platform: Platform): boolean {
  if (platform === 'win32' || to - from > MOST_NAME || PLAIN_BYTES[bytes[from] ?? 0] !== WORD) return false;
  for (let at = from; at < to; at++) if (PLAIN_BYTES[bytes[at] ?? 0] === 0) return false;
  return true;
}

/** What an entry is called here. Nothing is decoded or put into another normal form: `%2e%2e` and `．．` are just names. */
export function localName(wireName: string, platform: Platform): NameVerdict {
  if (platform !== 'win32' && wireName.length <= MOST_NAME && PLAIN.test(wireName))
    return { ok: true, name: wireName as LocalName, isChanged: false };
  if (UNSAFE.test(wireName) || !wireName.isWellFormed()) return refused('nameUnsafe');
  const harmless = wireName.replace(HARMFUL, '_');
  const name = platform === 'win32' ? forWindows(harmless) : harmless;
  if (lengthOf(name, platform) > MOST_NAME) return refused('nameTooLong');
  if (isReserved(wireName)) return refused('nameReserved');
  return { ok: true, name: name as LocalName, isChanged: name !== wireName };
}

/** A name that was given here before, read back from a file. Null where it can't be one. */
export function sameName(name: string, platform: Platform): LocalName | null {
  const verdict = localName(name, platform);
  return verdict.ok && !verdict.isChanged ? verdict.name : null;
}

/** What stays behind a number that is put into a name; '' where nothing does. */
export const extensionOf = (name: string): string => EXTENSION.exec(name)?.[0] ?? '';

/** `name (1).ext`, `name (2).ext`, …; the name itself for 0. Of a long name, the front stays. */
export function candidateName(name: LocalName, n: number, platform: Platform): LocalName {
  if (n === 0) return name;
  const extension = extensionOf(name);
  const suffix = ` (${n})${extension}`;
  const room = MOST_NAME - lengthOf(suffix, platform);
  let stem = name.slice(0, name.length - extension.length).slice(0, room);
  // Whole characters only, or the result would be no text.
  while (lengthOf(stem, platform) > room || !stem.isWellFormed()) stem = stem.slice(0, -1);
  return `${stem}${suffix}` as LocalName;
}

/**
 * The first free of the candidates, from 1. In doubling steps and back, so that ten thousand entries of one name don't
 * cost their square. Null where there is none.
 */
export function freeCandidate(
  name: LocalName,
  platform: Platform,
  isTaken: (candidate: LocalName) => boolean,
): LocalName | null {
  let taken = 0;
  let free = 1;
  while (isTaken(candidateName(name, free, platform))) {
    if (free === MOST_CANDIDATE) return null;
    taken = free;
    free = Math.min(free * 2, MOST_CANDIDATE);
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isTaken(candidateName(name, middle, platform))) taken = middle;
    else free = middle;
  }
  return candidateName(name, free, platform);
}

/** All that a name may have become, the name itself first. */
export function* candidates(name: LocalName, platform: Platform): Generator<LocalName> {
  for (let n = 0; n <= MOST_CANDIDATE; n++) yield candidateName(name, n, platform);
}

/** Of a folder that was chosen here and whose links were resolved. */
export const rootPath = (path: string): LocalPath => path as LocalPath;

/** A drive's own path ends with its separator. */
export const childPath = (folder: LocalPath, name: LocalName): LocalPath =>
  `${folder}${folder.endsWith(sep) ? '' : sep}${name}` as LocalPath;

export const isPathTooLong = (path: LocalPath, platform: Platform): boolean =>
  // No character takes more than three bytes for each of its units.
  path.length * 3 >= MOST_PATH[platform] &&
  lengthOf(path, platform === 'darwin' ? 'linux' : platform) >= MOST_PATH[platform];

/** Whether there is room for any name behind that path. */
export const hasRoomForName = (folder: LocalPath, platform: Platform): boolean =>
  (folder.length + sep.length + MOST_NAME) * 3 < MOST_PATH[platform];

const EARLIEST_MS = -(2 ** 31) * 1000;
const LATEST_MS = 2 ** 33 * 1000;

/**
 * From 1901 to 2242, which every file system takes, if only by its own nearest; a call with other times may fail. In
 * seconds; as a date where it is before 1970, since Node takes a number below zero for the present.
 */
export function localTime(modifiedMs: number): number | Date {
  const ms = Math.min(Math.max(Number.isNaN(modifiedMs) ? 0 : modifiedMs, EARLIEST_MS), LATEST_MS);
  return ms < 0 ? new Date(ms) : ms / 1000;
}

function forWindows(name: string): string {
  const kept = withoutTail(name);
  return (kept.replace(NOT_ON_WINDOWS, '_') + '_'.repeat(name.length - kept.length)).replace(DEVICE, '$&_');
}

/** Whether some file system may take it for our own: without case, without accents' forms, without what isn't seen. */
function isReserved(name: string): boolean {
  const seen = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const folded = withoutTail(seen).toUpperCase().toLowerCase();
  return folded === STAGING_NAME || STAGING_SHORT_NAME.test(folded);
}

/** Dots and spaces at the end, which Windows and FAT drop. Not by an expression, which would take their square. */
export function withoutTail(name: string): string {
  let length = name.length;
  while (name[length - 1] === '.' || name[length - 1] === ' ') length--;
  return name.slice(0, length);
}

/** Linux counts bytes of UTF-8, the others units of UTF-16. */
const lengthOf = (text: string, platform: Platform): number =>
  platform === 'linux' ? Buffer.byteLength(text) : text.length;
