// What lies here already under the name of a large file is said part by part, so that the sender compares what was read
// while the rest is.
import { randomBytes } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { accept, beside, file, hex, listOf } from '../support/hostile-sender.ts';

const MIB = 1024 * 1024;
const SIZE = 80 * MIB + 1;

it('the tags of a large file are said as they are made, and it is spoken of with the last of them', () =>
  beside(async ({ engine, hostile }) => {
    const path = join(engine.inbox, 'large');
    await writeFile(path, '');
    await truncate(path, SIZE);
    const list = listOf([file('large', SIZE)]);
    const id = await hostile.offer(list, randomBytes(16));
    await hostile.giveList(id, list);
    await accept(engine, id);
    const said: { readonly upTo: number; readonly offset: number; readonly tagBytes: number }[] = [];
    while (said.at(-1)?.upTo !== 1) {
      const { upTo, items } = await hostile.hear('have', id);
      for (const { what, length, offset, tags } of items) {
        expect({ what, length }).toEqual({ what: 'there', length: SIZE });
        said.push({ upTo, offset, tagBytes: tags.length });
      }
    }
    expect(said).toEqual([
      { upTo: 0, offset: 0, tagBytes: 32 * 16 },
      { upTo: 0, offset: 32 * MIB, tagBytes: 32 * 16 },
      { upTo: 1, offset: 64 * MIB, tagBytes: 17 * 16 },
    ]);
    await engine.ask('transfer.discard', { id: hex(id) }).catch(() => undefined);
  }));
