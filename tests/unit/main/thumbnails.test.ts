import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeImage } from 'electron';
import { expect, it } from 'vitest';
import { MOST_THUMBNAIL_BYTES, type Pictures, thumbnailMaker } from '../../../src/main/thumbnails.ts';
import { jpegHead, pngHead } from '../../support/picture-heads.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A picture whose JPEG has so many bytes at each quality, 0 for none. */
function pictureOf(bytesAt: (quality: number) => number, size = { width: 400, height: 300 }) {
  const asked: unknown[] = [];
  const picture = {
    isEmpty: () => size.width === 0,
    getSize: () => size,
    resize: (options: object) => {
      asked.push(options);
      return picture;
    },
    toJPEG: (quality: number) => Buffer.alloc(bytesAt(quality)),
  } as unknown as NativeImage;
  const pictures: Pictures = {
    createThumbnailFromPath: async () => {
      asked.push('beside');
      return picture;
    },
    createFromBuffer: () => {
      asked.push('here');
      return picture;
    },
  };
  return { asked, pictures };
}

async function fileOf(name: string, head: Buffer, bytes = 1000): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(path, head);
  await truncate(path, bytes);
  return path;
}

const jpeg = jpegHead(400, 300, { before: 500 });
const png = pngHead(400, 300);

it('makes a JPEG whose longer side is short, here on Linux and beside the app elsewhere', async () => {
  const { asked, pictures } = pictureOf(() => 5000);
  const path = await fileOf('a.JPG', jpeg);
  expect(await thumbnailMaker(pictures, 'linux')(path)).toHaveLength(5000);
  expect(await thumbnailMaker(pictures, 'darwin')(path)).toHaveLength(5000);
  expect(await thumbnailMaker(pictures, 'win32')(path)).toHaveLength(5000);
  expect(asked).toEqual(['here', { width: 128 }, 'beside', { width: 128 }, 'beside', { width: 128 }]);
});

it('makes it worse until it is small enough, and none where that isn’t to be had', async () => {
  const path = await fileOf('a.png', png);
  const make = (bytesAt: (quality: number) => number) => thumbnailMaker(pictureOf(bytesAt).pictures, 'linux')(path);
  expect(await make((quality) => quality * 300)).toHaveLength(35 * 300);
  expect(await make(() => MOST_THUMBNAIL_BYTES + 1)).toBe(null);
  expect(await make(() => 0)).toBe(null);
  const empty = pictureOf(() => 5000, { width: 0, height: 0 });
  expect(await thumbnailMaker(empty.pictures, 'linux')(path)).toBe(null);
});

it.each([
  ['linux', 'a.heic', 10],
  ['linux', 'a.txt', 10],
  ['darwin', 'a.svg', 10],
  ['linux', 'a.png', 12 * 1024 * 1024 + 1],
  ['win32', 'a.png', 40 * 1024 * 1024 + 1],
] as const)('opens nothing on %s of %s with %i bytes', async (platform, name, bytes) => {
  const { asked, pictures } = pictureOf(() => 5000);
  expect(await thumbnailMaker(pictures, platform)(await fileOf(name, png, bytes))).toBe(null);
  expect(asked).toEqual([]);
});

it.each([
  ['a PNG that unpacks to gigabytes', pngHead(60_000, 60_000)],
  ['a JPEG that unpacks to gigabytes', jpegHead(65_535, 65_535, { before: 40_000 })],
  ['a JPEG of 51 million pixels', jpegHead(51_000, 1000)],
  ['a GIF', Buffer.from('GIF89a\x10\0\x10\0', 'latin1')],
  ['what doesn’t say how large it is', jpegHead(400, 0)],
])('decodes nothing on Linux of %s, whatever it is called', async (_what, head) => {
  const { asked, pictures } = pictureOf(() => 5000);
  for (const name of ['a.jpg', 'a.png'])
    expect(await thumbnailMaker(pictures, 'linux')(await fileOf(name, head, 50_000))).toBe(null);
  expect(asked).toEqual([]);
});

it('makes none of a folder that is called like a picture', async () => {
  const path = join(await tempFolder(), 'a.png');
  await mkdir(path);
  expect(await thumbnailMaker(pictureOf(() => 5000).pictures, 'linux')(path)).toBe(null);
});
