// Small pictures of what is offered to a paired device. macOS and Windows make them beside this process, as they do for
// their own file managers; on Linux Chromium's decoders of PNG and JPEG do it here.
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { NativeImage } from 'electron';

/** What of Electron's `nativeImage` is needed. */
export interface Pictures {
  createThumbnailFromPath(path: string, size: { width: number; height: number }): Promise<NativeImage>;
  createFromPath(path: string): NativeImage;
}

export const MOST_THUMBNAIL_BYTES = 12 * 1024;
const SIDE = 128;
const QUALITIES = [75, 55, 35];

const BESIDE: ReadonlySet<string> = new Set('.jpg .jpeg .png .gif .bmp .webp .heic .heif .tif .tiff .avif'.split(' '));
const HERE: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png']);
const MOST_BYTES_BESIDE = 40 * 1024 * 1024;
/** Nothing else is done while one is decoded here: about a tenth of a second for the largest. */
const MOST_BYTES_HERE = 12 * 1024 * 1024;
/** A PNG of a few bytes may unpack to gigabytes, and would take this process with it. */
const MOST_PIXELS_HERE = 64 * 1024 * 1024;

/** For the engine, of files that its person sends. Null where there is none to be had. */
export function thumbnailMaker(
  pictures: Pictures,
  platform: NodeJS.Platform,
): (path: string) => Promise<Uint8Array | null> {
  const isBeside = platform === 'darwin' || platform === 'win32';
  const [extensions, mostBytes] = isBeside ? [BESIDE, MOST_BYTES_BESIDE] : [HERE, MOST_BYTES_HERE];
  return async (path) => {
    if (!extensions.has(extname(path).toLowerCase())) return null;
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > mostBytes) return null;
    if (!isBeside && (await pngPixels(path)) > MOST_PIXELS_HERE) return null;
    return jpegOf(
      isBeside
        ? await pictures.createThumbnailFromPath(path, { width: SIDE, height: SIDE })
        : pictures.createFromPath(path),
    );
  };
}

/** 0 for what is none; its sides stand at the beginning. */
async function pngPixels(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(24), 0, 24, 0);
    const isPng = bytesRead === 24 && buffer.toString('latin1', 1, 4) === 'PNG';
    return isPng ? buffer.readUInt32BE(16) * buffer.readUInt32BE(20) : 0;
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
