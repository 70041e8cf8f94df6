import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { soon, thumbsOf } from '../../../../src/engine/transfer/offer-thumbs.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9);

describe('small pictures of what is offered', () => {
  it('are tried of the first five pictures and no more', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'all');
    await mkdir(source);
    for (let at = 0; at < 9; at++) await writeFile(join(source, `${at}.${at === 1 ? 'txt' : 'jpg'}`), 'x');
    await writeFile(join(source, '00.jpg'), '');
    const manifestPath = join(folder, 'list');
    const { roots } = await makePlan(rootsOf([source]), manifestPath);
    const tried: string[] = [];
    const make = async (path: string): Promise<Uint8Array | null> => {
      tried.push(path);
      if (path.endsWith('2.jpg')) return null;
      return path.endsWith('3.jpg') ? Uint8Array.of(1, 2, 3, 4, 5, 6) : JPEG;
    };
    const found: number[] = [];
    for await (const { index } of thumbsOf({ manifestPath, roots, make })) found.push(index);
    expect(tried).toEqual(['0', '2', '3', '4', '5'].map((name) => join(source, `${name}.jpg`)));
    // The folder itself is the first entry, then 0.jpg.
    expect(found).toEqual([1, 6, 7]);
  });

  it('that take too long are done without', async () => {
    const clock = new FakeClock();
    const made = soon(() => new Promise(() => undefined), clock)('a.jpg');
    await turn();
    clock.pass(3000);
    expect(await made).toBeNull();
    expect(await soon(async () => JPEG, clock)('a.jpg')).toEqual(JPEG);
  });
});
