// Small pictures of what is offered to a paired device. macOS and Windows make them beside this process, as they do for
// their own file managers; on Linux Chromium's decoders of PNG and JPEG do it here, of what is no larger than it says.
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { NativeImage } from 'electron';
import { sidesOf } from '../base/picture-sides.ts';

/** What of Electron's `nativeImage` is needed. */
export interface Pictures {
  createThumbnailFromPath(path: string, size: { width: number; height: number }): Promise<NativeImage>;
  createFromBuffer(bytes: Buffer): NativeImage;
}

export const MOST_THUMBNAIL_BYTES = 12 * 1024;
const SIDE = 128;
const QUALITIES = [75, 55, 35];

const BESIDE: ReadonlySet<string> = new Set('.jpg .jpeg .png .gif .bmp .webp .heic .heif .tif .tiff .avif'.split(' '));
const HERE: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png']);
const MOST_BYTES_BESIDE = 40 * 1024 * 1024;
/** Nothing else is done while one is decoded here: about a tenth of a second for the largest. */
const MOST_BYTES_HERE = 12 * 1024 * 1024;
/** A picture of a few bytes may unpack to gigabytes, and would take this process with it. Four bytes each, in memory. */
const MOST_PIXELS_HERE = 50_000_000;

/** For the engine, of files that its person sends. Null where there is none to be had. */
export function thumbnailMaker(
  pictures: Pictures,
  platform: NodeJS.Platform,
): (path: string) => Promise<Uint8Array | null> {
  const isBeside = platform === 'darwin' || platform === 'win32';
  const extensions = isBeside ? BESIDE : HERE;
  return async (path) => {
    if (!extensions.has(extname(path).toLowerCase())) return null;
    const picture = isBeside ? await madeBeside(pictures, path) : await decodedHere(pictures, path);
    return picture === null ? null : jpegOf(picture);
  };
}

async function madeBeside(pictures: Pictures, path: string): Promise<NativeImage | null> {
  const stats = await stat(path);
  if (!stats.isFile() || stats.size > MOST_BYTES_BESIDE) return null;
  return pictures.createThumbnailFromPath(path, { width: SIDE, height: SIDE });
}

/** By its bytes and not by its path: what is decoded is what was looked at, and no `name@2x.png` beside it. */
async function decodedHere(pictures: Pictures, path: string): Promise<NativeImage | null> {
  const bytes = await smallFile(path);
  const sides = bytes === null ? null : sidesOf(bytes);
  if (bytes === null || sides === null || sides.width * sides.height > MOST_PIXELS_HERE) return null;
  return pictures.createFromBuffer(bytes);
}

async function smallFile(path: string): Promise<Buffer | null> {
  const before = await stat(path);
  // Opening a pipe would wait for whoever writes to it.
  if (!before.isFile() || before.size > MOST_BYTES_HERE) return null;
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(before.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function jpegOf(picture: NativeImage): Uint8Array | null {
  if (picture.isEmpty()) return null;
  const { width, height } = picture.getSize();
  // Electron keeps the proportions where one side is given.
  const small = width > height ? picture.resize({ width: SIDE }) : picture.resize({ height: SIDE });
  for (const quality of QUALITIES) {
    const jpeg = small.toJPEG(quality);
    if (jpeg.length > 0 && jpeg.length <= MOST_THUMBNAIL_BYTES) return jpeg;
  }
  return null;
}
