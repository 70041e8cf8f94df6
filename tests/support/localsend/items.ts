// What an app sends: how files, folders and texts become the list of a request. Facts 1.7 to 1.10.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileInfo, Version } from './messages.ts';

export type Item =
  /** A file, or a folder with all files below. */
  | { readonly path: string }
  | { readonly text: string }
  /** Content that a test makes up as it goes; what is said of it may be untrue. */
  | {
      readonly name: string;
      readonly size: number;
      readonly content: () => AsyncIterable<Uint8Array>;
      readonly sha256?: string;
    };

export interface Source {
  readonly info: FileInfo;
  readonly open: () => Readable;
}

/** 1.18 reads everything once before it asks, for the hashes. */
export async function sourcesOf(version: Version, items: readonly Item[]): Promise<readonly Source[]> {
  const isMessage = items.length === 1;
  const lists = await Promise.all(
    items.map((item) => {
      if ('path' in item) return filesAt(version, item.path, basename(item.path));
      return [madeUp(item, isMessage)];
    }),
  );
  const sources = lists.flat();
  return version === '1.17' ? sources : await Promise.all(sources.map(hashed));
}

/** Links are followed; a folder is only the beginning of its files' names, so that an empty one is lost. */
async function filesAt(version: Version, path: string, name: string): Promise<readonly Source[]> {
  const found = await stat(path, { bigint: true });
  if (found.isDirectory()) {
    const names = await readdir(path);
    return (await Promise.all(names.map((below) => filesAt(version, join(path, below), `${name}/${below}`)))).flat();
  }
  const modified = found.isFile() ? timeFor(version, found.mtimeNs) : null;
  const info = { ...infoOf(name, Number(found.size)), modified };
  return [{ info, open: () => createReadStream(path, { highWaterMark: READ_BYTES }) }];
}

function madeUp(item: Exclude<Item, { path: string }>, isMessage: boolean): Source {
  if ('content' in item) {
    const info = { ...infoOf(item.name, item.size), sha256: item.sha256 ?? null };
    return { info, open: () => Readable.from(item.content(), { objectMode: false }) };
  }
  const bytes = Buffer.from(item.text);
  // A text alone is shown with the question; several are files like others.
  const preview = isMessage ? item.text : null;
  return { info: { ...infoOf(`${randomUUID()}.txt`, bytes.length), preview }, open: () => Readable.from([bytes]) };
}

async function hashed({ info, open }: Source): Promise<Source> {
  if (info.sha256 !== null) return { info, open };
  const hash = createHash('sha256');
  for await (const piece of open()) hash.update(piece as Buffer);
  return { info: { ...info, sha256: hash.digest('hex') }, open };
}

const READ_BYTES = 512 * 1024;

const infoOf = (fileName: string, size: number): FileInfo => ({
  ...{
    id: randomUUID(),
    fileName,
    size,
    fileType: TYPES[extname(fileName).toLowerCase()] ?? 'application/octet-stream',
  },
  ...{ sha256: null, preview: null, modified: null },
});

const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
};

/** Nanoseconds for 1.18, microseconds for 1.17. */
function timeFor(version: Version, nanoseconds: bigint): string {
  const whole = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = `${((nanoseconds % BILLION) + BILLION) % BILLION}`.padStart(9, '0');
  return `${whole}.${fraction.slice(0, version === '1.18' ? 9 : 6)}Z`;
}

const BILLION = 1_000_000_000n;
