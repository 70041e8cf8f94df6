import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_TEXTS_BYTES, Texts } from '../../../../src/engine/transfer/texts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const [ONE, OTHER, DEVICE] = ['11', '22', 'dd'].map((byte) => byte.repeat(16)) as [string, string, string];

async function scene() {
  const folder = join(await tempFolder(), 'texts');
  const texts = new Texts(folder);
  const come = async (id: string, content: string | Uint8Array): Promise<string> => {
    const place = texts.folderFor(DEVICE, id);
    await texts.make(place);
    await writeFile(join(place, 'text.txt'), content);
    return place;
  };
  return { folder, texts, come };
}

describe('texts', () => {
  it('are read as they were written, by their owner only', async () => {
    const { folder, texts, come } = await scene();
    const { path } = await texts.write(ONE, '\ufeffa\r\n');
    expect(await texts.read(ONE)).toBe('\ufeffa\r\n');
    await texts.keep(await come(OTHER, 'b'));
    for (const each of [folder, join(folder, DEVICE), path, join(folder, DEVICE, OTHER, 'text.txt')])
      expect((await stat(each)).mode & 0o077).toBe(0);
  });

  it('aren’t there before they have come, and aren’t texts where they aren’t UTF-8', async () => {
    const { texts, come } = await scene();
    expect(await texts.read(ONE)).toBeNull();
    await texts.make(texts.folderFor(DEVICE, ONE));
    expect(await texts.read(ONE)).toBeNull();
    await come(OTHER, Buffer.from([0xc3, 0x28]));
    await expect(texts.read(OTHER)).rejects.toThrow(TypeError);
  });

  it('are known by their place, and nothing else is', async () => {
    const { folder, texts } = await scene();
    expect(texts.isOne(texts.folderFor(DEVICE, ONE))).toBe(true);
    for (const other of [folder, join(folder, DEVICE), join(folder, DEVICE, ONE, 'x'), `${folder}x/${DEVICE}/${ONE}`])
      expect(texts.isOne(other)).toBe(false);
  });

  it('of one device have so much room, whatever another has sent', async () => {
    const { texts, come } = await scene();
    await texts.write(ONE, 'sent');
    expect(await texts.roomFor(DEVICE)).toBe(MOST_TEXTS_BYTES);
    await come(OTHER, Buffer.alloc(1000, 'a'));
    expect(await texts.roomFor(DEVICE)).toBe(MOST_TEXTS_BYTES - 1000);
    expect(await texts.roomFor(ONE)).toBe(MOST_TEXTS_BYTES);
  });

  it('that are private are in memory alone once they have come, and take up their device’s room', async () => {
    const { folder, texts, come } = await scene();
    const place = await come(ONE, 'secret');
    const other = await come(OTHER, 'other');
    await texts.hold(place);
    expect(await readdir(join(folder, DEVICE))).toEqual([OTHER]);
    await texts.hold(other);
    expect(await readdir(folder)).toEqual([]);
    await texts.remove(OTHER);
    expect(await texts.read(ONE)).toBe('secret');
    expect(await texts.roomFor(DEVICE)).toBe(MOST_TEXTS_BYTES - 6);
    await texts.remove(ONE);
    expect([await texts.read(ONE), await texts.roomFor(DEVICE)]).toEqual([null, MOST_TEXTS_BYTES]);
  });

  it('go one by one, or all of which nothing is known', async () => {
    const { folder, texts, come } = await scene();
    await texts.write(ONE, 'sent');
    await come(OTHER, 'come');
    await mkdir(join(folder, 'sent/stray'));
    await texts.tidy((id) => id !== 'stray');
    expect(await readdir(join(folder, 'sent'))).toEqual([ONE]);
    await texts.remove(OTHER);
    expect([await texts.read(ONE), await texts.read(OTHER)]).toEqual(['sent', null]);
  });
});
