// Where an app writes what it receives: at once under the final name, never over another file, and nothing is taken back
// when it breaks off. Facts 3, "Destination" to "Path sanitising".
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, utimes } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import type { Readable } from 'node:stream';
import type { FileInfo, Version } from './messages.ts';

export interface Written {
  readonly fileName: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The app fails such an upload: `..`, and what isn't below the folder at all. */
export class PathEscape extends Error {}

/** A path that isn't taken; the folders above are made. */
export async function placeFor(version: Version, folder: string, fileName: string): Promise<string> {
  const parts = fileName.split('/');
  if (fileName.startsWith('/') || parts.includes('..')) throw new PathEscape(fileName);
  const names = parts.filter((part) => part !== '' && part !== '.').map(cleaned);
  const path = join(folder, ...(names.length === 0 ? [UNTITLED] : names));
  await mkdir(dirname(path), { recursive: true });
  return existsSync(path) ? besides(version, path) : path;
}

const UNTITLED = 'untitled';
const MOST_BYTES = 255;

function cleaned(part: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
  const name = part.replace(/[\u0000-\u001f\u007f]/g, '_');
  const letters = [...name];
  while (Buffer.byteLength(letters.join('')) > MOST_BYTES) letters.pop();
  return letters.join('');
}

/** `name-2.ext` for 1.17; `name (2).ext` for 1.18, in place of a number that is there already. */
function besides(version: Version, path: string): string {
  const { dir, name, ext } = parse(path);
  for (let number = 2; ; number++) {
    const other =
      version === '1.17'
        ? `${name}-${number}${ext}`
        : `${name.replace(/ \(\d+\)$/, '')} (${number})${ext.toLowerCase()}`;
    if (!existsSync(join(dir, other))) return join(dir, other);
  }
}

/** Everything that comes, or with a limit one byte more than that at most: then it is known to be wrong. */
export async function write(file: FileInfo, path: string, body: Readable, limit: number): Promise<Written> {
  const hash = createHash('sha256');
  const target = await open(path, 'w');
  let bytes = 0;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      bytes += (piece as Buffer).length;
      if (bytes > limit) break;
      hash.update(piece as Buffer);
      await target.write(piece as Buffer);
    }
  } finally {
    await target.close();
  }
  if (file.modified !== null) await setTime(path, new Date(file.modified));
  return { fileName: file.fileName, path, bytes, sha256: hash.digest('hex') };
}

/** As well as it can: a time that nobody can read is passed over. */
async function setTime(path: string, modified: Date): Promise<void> {
  if (!Number.isNaN(modified.getTime())) await utimes(path, modified, modified);
}
