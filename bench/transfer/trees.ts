// What is moved: files made of noise, the same for the same name, and whether what arrived is what was sent.
import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { noise, random } from '../random.ts';

const MIB = 1024 * 1024;
const PIECE = 16 * MIB;
/** Whole seconds, in the past: whoever keeps times can keep these on every file system. */
export const MADE_AT = 1_750_000_000;

export interface PlannedFile {
  readonly path: string;
  readonly bytes: number;
}

export function makeTree(root: string, files: readonly PlannedFile[]): void {
  const bytes = noise(`tree ${files.length}`);
  for (const { path, bytes: length } of files) {
    const local = join(root, path);
    mkdirSync(dirname(local), { recursive: true });
    const file = openSync(local, 'wx');
    for (let left = length; left > 0; left -= PIECE) writeSync(file, bytes(Math.min(PIECE, left)));
    closeSync(file);
    utimesSync(local, MADE_AT, MADE_AT);
  }
}

/** So many files of one size, spread over folders. */
export function evenTree(folders: number, inEach: number, bytes: number): readonly PlannedFile[] {
  return Array.from({ length: folders * inEach }, (_, index) => ({
    path: `folder-${String(Math.floor(index / inEach)).padStart(4, '0')}/file-${String(index).padStart(6, '0')}.bin`,
    bytes,
  }));
}

const FOLDER_NAMES = [
  'Fotos',
  'Übersicht',
  '写真',
  'Фото',
  'תמונות',
  'صور',
  'café au lait',
  '📷 2026',
  'a',
  'node_modules',
];
const FILE_NAMES = [
  'notes',
  'Straße',
  '日本語',
  'отчёт',
  'מסמך',
  'ملف',
  'naïve résumé',
  '🎵 song',
  'IMG 0042',
  '.hidden',
];

/** As a person's folder is: nested, names in many scripts, some files empty, most small, a few that hold most bytes. */
export function mixedTree(count: number, totalBytes: number): readonly PlannedFile[] {
  const next = random(count);
  const pick = (names: readonly string[]): string => names[Math.floor(next() * names.length)] ?? 'x';
  const largeCount = Math.max(1, Math.floor(count * 0.03));
  let left = totalBytes;
  return Array.from({ length: count }, (_, index) => {
    const folders = Array.from({ length: Math.floor(next() * 6) }, () => pick(FOLDER_NAMES));
    const path = [...folders, `${pick(FILE_NAMES)} ${index}.bin`].join('/');
    const behind = count - index;
    const kind = next();
    const isLarge = behind <= largeCount;
    const wanted = isLarge
      ? Math.floor(left / behind)
      : kind < 0.02
        ? 0
        : kind < 0.78
          ? 512 + next() * 64 * 1024
          : 256 * 1024 + next() * MIB;
    // The large ones share what the others leave.
    const bytes = behind === 1 ? left : Math.floor(Math.min(wanted, left / 2));
    left -= bytes;
    return { path, bytes };
  });
}

export function bytesOf(files: readonly PlannedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A sentence on the first thing that isn't the same in both, file or folder; null where all is. */
export function difference(sent: string, arrived: string, name = ''): string | null {
  const [ours, theirs] = [lstatSync(join(sent, name)), lstatSync(join(arrived, name), { throwIfNoEntry: false })];
  if (theirs === undefined) return `${name || 'it'} didn't arrive`;
  if (ours.isDirectory() !== theirs.isDirectory() || ours.isFile() !== theirs.isFile())
    return `${name || 'it'} arrived as something else`;
  if (!ours.isDirectory())
    return isSame(join(sent, name), join(arrived, name)) ? null : `${name || 'it'} is not the same`;
  const names = new Set(readdirSync(join(sent, name)));
  const more = readdirSync(join(arrived, name)).find((each) => !names.has(each));
  if (more !== undefined) return `${join(name, more)} is too much`;
  for (const each of names) {
    const found = difference(sent, arrived, join(name, each));
    if (found !== null) return found;
  }
  return null;
}

const pieces = [Buffer.alloc(4 * MIB), Buffer.alloc(4 * MIB)] as const;

/** Byte for byte. */
export function isSame(one: string, other: string): boolean {
  const files = [openSync(one, 'r'), openSync(other, 'r')] as const;
  try {
    if (fstatSync(files[0]).size !== fstatSync(files[1]).size) return false;
    for (let at = 0; ; ) {
      const [length, otherLength] = [read(files[0], pieces[0], at), read(files[1], pieces[1], at)];
      if (length !== otherLength || pieces[0].compare(pieces[1], 0, length, 0, length) !== 0) return false;
      if (length === 0) return true;
      at += length;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** A full piece, unless the file ends before. */
function read(file: number, into: Buffer, at: number): number {
  let length = 0;
  while (length < into.length) {
    const more = readSync(file, into, length, into.length - length, at + length);
    if (more === 0) break;
    length += more;
  }
  return length;
}

/** Rewrites some spots of a file that begin anywhere, and gives what puts it back as it was. */
export function rewriteSpots(path: string, count: number, spotBytes: number): () => void {
  const file = openSync(path, 'r+');
  const { size } = fstatSync(file);
  const next = random(count);
  const bytes = noise('spots');
  const old = Array.from({ length: count }, () => {
    const at = Math.floor(next() * (size - spotBytes));
    const content = Buffer.alloc(spotBytes);
    readSync(file, content, 0, spotBytes, at);
    writeSync(file, bytes(spotBytes), 0, spotBytes, at);
    return { at, content };
  });
  closeSync(file);
  utimesSync(path, MADE_AT + 3600, MADE_AT + 3600);
  return () => {
    const again = openSync(path, 'r+');
    // Two spots may overlap: the last goes back first.
    for (const { at, content } of old.reverse()) writeSync(again, content, 0, content.length, at);
    closeSync(again);
    utimesSync(path, MADE_AT, MADE_AT);
  };
}

/** What a folder holds on its volume: a file that was only given its size holds nothing yet. */
export function heldBytes(path: string): number {
  const stats = existsSync(path) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.blocks * 512;
  return namesIn(path).reduce((sum, name) => sum + heldBytes(join(path, name)), 0);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Taken away while we looked.
    return [];
  }
}
