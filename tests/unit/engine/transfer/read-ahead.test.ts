import { randomBytes } from 'node:crypto';
import { closeSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryPagesOf } from '../../../../src/engine/transfer/manifest-file.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { Buffers, ReadAhead } from '../../../../src/engine/transfer/read-ahead.ts';
import { SMALL_BYTES } from '../../../../src/engine/transfer/small.ts';
import { SourcePath } from '../../../../src/engine/transfer/source-path.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const LARGE = SMALL_BYTES + 100;

/** Stands at the first file of a folder with these, in the order of their names. */
async function scene(files: Readonly<Record<string, number>>, isNew: (index: number) => boolean = () => true) {
  const folder = await tempFolder();
  const source = join(folder, 'source');
  await mkdir(source);
  const content = new Map(Object.entries(files).map(([name, bytes]) => [name, randomBytes(bytes)]));
  for (const [name, bytes] of content) await writeFile(join(source, name), bytes);
  const roots = rootsOf([source]);
  await makePlan(roots, join(folder, 'list'));
  const path = new SourcePath(roots);
  const page = (await entryPagesOf(join(folder, 'list')).next()).value;
  if (page === undefined) throw new Error('an empty list');
  const step = (): number => {
    const entry = page.next();
    if (entry === null) throw new Error('the end of the list');
    path.enter(entry);
    return entry.index;
  };
  step();
  const first = step();
  const ahead = new ReadAhead({ buffers: new Buffers(), isNew, pieceBytes: () => 1024 * 1024 });
  return { source, content, ahead, first, step, look: (at: number) => ahead.look(at, page, path) };
}

const openIn = (folder: string): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((file) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${file}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The one that lists them.
      return [];
    }
  });

describe('what is read before its turn', () => {
  it('is the beginning of the next large files, two at once, and of no small one', async () => {
    const { content, ahead, first, step, look } = await scene({ a: LARGE, b: 9, c: LARGE, d: LARGE, e: LARGE });
    look(first);
    const small = step();
    const [c, d, e] = [step(), step(), step()];
    const opened = await ahead.take(c);
    expect(opened?.first.bytes.equals(content.get('c') ?? Buffer.alloc(0))).toBe(true);
    expect([await ahead.take(small), await ahead.take(e)]).toEqual([null, null]);
    if (opened !== null) closeSync(opened.file);
    look(c);
    const others = [await ahead.take(d), await ahead.take(e)];
    expect(others.map((other) => other?.first.bytes.length)).toEqual([LARGE, LARGE]);
    for (const other of others) if (other !== null) closeSync(other.file);
  });

  it('is nothing that its receiver has or doesn’t want', async () => {
    const { ahead, first, step, look } = await scene({ a: LARGE, b: LARGE, c: LARGE }, (index) => index !== 2);
    look(first);
    expect(await ahead.take(step())).toBeNull();
    const opened = await ahead.take(step());
    expect(opened?.first.bytes.length).toBe(LARGE);
    await ahead.close();
    if (opened !== null) closeSync(opened.file);
  });

  it('doesn’t count where the file was changed until its turn', async () => {
    const { source, ahead, first, step, look } = await scene({ a: LARGE, b: LARGE });
    look(first);
    const b = step();
    await new Promise((resolve) => setImmediate(resolve));
    await appendFile(join(source, 'b'), 'more');
    expect(await ahead.take(b)).toBeNull();
    await ahead.close();
  });

  it('is nothing where the file can’t be opened: its turn will say why', async () => {
    const { source, ahead, first, step, look } = await scene({ a: LARGE, b: LARGE });
    rmSync(join(source, 'b'));
    look(first);
    expect(await ahead.take(step())).toBeNull();
  });

  it.skipIf(process.platform !== 'linux')('leaves no file open, whoever’s turn never came (needs /proc)', async () => {
    const { source, ahead, first, step, look } = await scene({ a: LARGE, b: LARGE, c: LARGE });
    look(first);
    await appendFile(join(source, 'b'), 'more');
    await ahead.take(step());
    await ahead.close();
    expect(openIn(source)).toEqual([]);
  });
});
