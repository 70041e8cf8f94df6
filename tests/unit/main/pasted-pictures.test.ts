import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { PastedPictures } from '../../../src/main/pasted-pictures.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
const staged = (stages: Readonly<Record<string, ShownTransfer['stage']>>) =>
  Object.fromEntries(Object.entries(stages).map(([id, stage]) => [id, { id, stage }])) as unknown as State['transfers'];

async function opened() {
  const folder = join(await tempFolder(), 'pictures');
  return { folder, pictures: new PastedPictures(folder) };
}

async function added(pictures: PastedPictures, stem = 'Pasted picture'): Promise<string> {
  const outcome = await pictures.add(PNG, stem);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

it('makes a file with a name that nobody else may read, and two of one minute two names', async () => {
  const { pictures } = await opened();
  const [first, second] = [await added(pictures), await added(pictures)];
  expect([basename(first), basename(second)]).toEqual(['Pasted picture.png', 'Pasted picture (2).png']);
  expect(new Uint8Array(await readFile(first))).toEqual(PNG);
  if (process.platform !== 'win32') expect((await stat(first)).mode & 0o777).toBe(0o600);
});

it('takes nothing that isn’t a PNG', async () => {
  const { folder, pictures } = await opened();
  expect(await pictures.add(new TextEncoder().encode('GIF89a..'), 'x')).toMatchObject({ ok: false });
  expect(existsSync(folder)).toBe(false);
});

it('says why it couldn’t, and not where', async () => {
  const { folder, pictures } = await opened();
  await writeFile(folder, 'in the way');
  const outcome = await pictures.add(PNG, 'x');
  expect(outcome).toMatchObject({ ok: false, error: { code: 'data.unwritable' } });
  const reason = !outcome.ok && 'reason' in outcome.error.details ? outcome.error.details.reason : folder;
  expect(reason).not.toBe('');
  expect(reason).not.toContain(folder);
});

it('removes one that isn’t sent after all, and no file of somebody else’s', async () => {
  const { pictures } = await opened();
  const path = await added(pictures);
  const other = join(await tempFolder(), 'here');
  await pictures.dropped([path, other, '/']);
  expect(existsSync(path)).toBe(false);
});

it('removes all that weren’t sent once their window is gone', async () => {
  const { pictures } = await opened();
  const [sent, unsent] = [await added(pictures), await added(pictures)];
  pictures.sent([sent], 'a');
  await pictures.dropUnsent();
  expect([existsSync(sent), existsSync(unsent)]).toEqual([true, false]);
});

it('keeps a sent one until every transfer of it has come through or is gone', async () => {
  const { pictures } = await opened();
  const path = await added(pictures);
  pictures.sent([path, '/somewhere/else'], 'a');
  pictures.sent([path], 'b');
  await pictures.dropped([path]);
  await pictures.follow(staged({ a: 'done', b: 'failed' }));
  expect(existsSync(path)).toBe(true);
  pictures.sentAgain('b', 'c');
  await pictures.follow(staged({ a: 'done', c: 'moving' }));
  expect(existsSync(path)).toBe(true);
  await pictures.follow(staged({ c: 'done' }));
  expect(existsSync(path)).toBe(false);
});

it('knows at the next start which are still needed', async () => {
  const { folder, pictures } = await opened();
  const [needed, over, unsent] = [await added(pictures), await added(pictures), await added(pictures)];
  pictures.sent([needed], 'a');
  pictures.sent([over], 'b');
  const next = new PastedPictures(folder);
  await next.tidy(staged({ a: 'stopped', b: 'done' }));
  expect([existsSync(needed), existsSync(over), existsSync(unsent)]).toEqual([true, false, false]);
  expect(basename(await added(next))).toBe('Pasted picture (2).png');
  await next.follow(staged({ a: 'done' }));
  expect(existsSync(needed)).toBe(false);
});
