import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freeBytes, isFull, isGone, isTooLarge, RESERVE_BYTES, room } from '../../../../src/engine/disk/free-space.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { canMount, hasFuse, inOwnMounts } from './own-mounts.ts';

const MIB = 1024 * 1024;
const error = (code: string): Error => Object.assign(new Error(code), { code });

describe('the room on a volume', () => {
  it('is what is free, without the reserve', async () => {
    const folder = await tempFolder();
    const { bavail, bsize, blocks } = await statfs(folder);
    const free = await freeBytes(folder);
    // Others write meanwhile.
    expect(Math.abs(free - bavail * bsize)).toBeLessThan(1024 * MIB);
    const reserve = Math.min(RESERVE_BYTES, (blocks * bsize) / 50);
    expect(Math.abs(free - reserve - (await room(folder)))).toBeLessThan(1024 * MIB);
  });

  it.skipIf(!canMount)(
    '[88] [89] is nothing on a full one, whose reserve is small if it is (needs mounts)',
    async () => {
      expect(await inOwnMounts('full')).toEqual({
        freeAtFirst: 100 * MIB,
        roomAtFirst: 98 * MIB,
        isFullSeen: true,
        freeAtLast: 0,
        roomAtLast: 0,
        platform: 'linux',
      });
    },
  );

  it.skipIf(!hasFuse)(
    '[96] is counted in the volume’s own units, and a file of 4 GiB is too large for FAT (needs FUSE)',
    async () => {
      expect(await inOwnMounts('fatSize')).toEqual({ isTooLarge: true, free: 4 * 1024 * MIB });
    },
  );

  it('is not said of a folder that isn’t there', async () => {
    const attempt = await freeBytes(join(await tempFolder(), 'missing')).catch((thrown: unknown) => thrown);
    expect(isGone(attempt)).toBe(true);
  });
});

describe('an error of a volume', () => {
  it.each([
    ['ENOSPC', isFull],
    ['EDQUOT', isFull],
    ...['ENOENT', 'ENOTDIR', 'EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN'].map((code) => [code, isGone] as const),
    ['EFBIG', isTooLarge],
  ] as const)('has one meaning: %s', (code, meaning) => {
    for (const each of [isFull, isGone, isTooLarge]) {
      expect(each(error(code))).toBe(each === meaning);
      expect(each(code)).toBe(false);
    }
  });
});
