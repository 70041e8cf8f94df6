import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeImage } from 'electron';
import { expect, it } from 'vitest';
import { MOST_THUMBNAIL_BYTES, type Pictures, thumbnailMaker } from '../../../src/main/thumbnails.ts';
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
    createFromPath: () => {
      asked.push('here');
      return picture;
    },
  };
  return { asked, pictures };
}

async function fileOf(name: string, bytes = 10): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(path, '');
  await truncate(path, bytes);
  return path;
}

it('makes a JPEG whose longer side is short, here on Linux and beside the app elsewhere', async () => {
  const { asked, pictures } = pictureOf(() => 5000);
  const path = await fileOf('a.JPG');
  expect(await thumbnailMaker(pictures, 'linux')(path)).toHaveLength(5000);
  expect(await thumbnailMaker(pictures, 'darwin')(path)).toHaveLength(5000);
  expect(await thumbnailMaker(pictures, 'win32')(path)).toHaveLength(5000);
  expect(asked).toEqual(['here', { width: 128 }, 'beside', { width: 128 }, 'beside', { width: 128 }]);
});

it('makes it worse until it is small enough, and none where that isn’t to be had', async () => {
  const path = await fileOf('a.png');
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
  expect(await thumbnailMaker(pictures, platform)(await fileOf(name, bytes))).toBe(null);
  expect(asked).toEqual([]);
});

it('opens nothing on Linux that unpacks to gigabytes, whatever it is called', async () => {
  const { asked, pictures } = pictureOf(() => 5000);
  const path = join(await tempFolder(), 'a.jpg');
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(60_000);
  sides.writeUInt32BE(60_000, 4);
  await writeFile(path, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), sides]));
  expect(await thumbnailMaker(pictures, 'linux')(path)).toBe(null);
  expect(asked).toEqual([]);
});

it('makes none of a folder that is called like a picture', async () => {
  const path = join(await tempFolder(), 'a.png');
  await mkdir(path);
  expect(await thumbnailMaker(pictureOf(() => 5000).pictures, 'linux')(path)).toBe(null);
});
