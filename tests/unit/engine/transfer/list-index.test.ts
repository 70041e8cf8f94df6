import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inMemory, ListIndex, onDisk } from '../../../../src/engine/transfer/list-index.ts';
import { ManifestWriter, type Page } from '../../../../src/engine/transfer/manifest-file.ts';
import { type Entry, EntryPacker } from '../../../../src/engine/wire/manifest.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const FOLDERS = 200;
const FILES_IN_EACH = 1000;
const name = (at: number): string => `some longer name ${String(at).padStart(4, '0')}`;
const pathOf = (at: number): readonly string[] => [
  'all',
  name(Math.floor(at / FILES_IN_EACH)),
  name(at % FILES_IN_EACH),
];

function* entries(): Generator<Entry> {
  yield { kind: 'folder', depth: 0, name: 'all', size: 0, modifiedMs: 0 };
  for (let at = 0; at < FOLDERS; at++) {
    yield { kind: 'folder', depth: 1, name: name(at), size: 0, modifiedMs: 0 };
    for (let file = 0; file < FILES_IN_EACH; file++)
      yield { kind: 'file', depth: 2, name: name(file), size: file, modifiedMs: 0 };
  }
}

const pages: Page[] = [];
let path = '';
let bytesRead = 0;
beforeAll(async () => {
  path = join(await tempFolder(), 'list');
  const packer = new EntryPacker();
  let [count, first] = [0, 0];
  for (const entry of entries()) {
    const page = packer.add(entry);
    if (page !== null) pages.push({ first, page });
    if (page !== null) first = count;
    count++;
  }
  const last = packer.end();
  if (last !== null) pages.push({ first, page: last });
  const writer = await ManifestWriter.create(path);
  for (const page of pages) await writer.add(page);
  await writer.close();
});

const index = (): ListIndex =>
  new ListIndex(async function* (place) {
    for await (const page of onDisk(path)(place)) {
      bytesRead += page.page.length;
      yield page;
    }
  });

describe('the files of a list of 200,000', () => {
  it.each([0, 1, 199, 1000, 99_900, 199_999])('are found from the %ith on', async (first) => {
    const found = await index().files(first, 200);
    expect(found).toHaveLength(Math.min(200, FOLDERS * FILES_IN_EACH - first));
    expect(found.map(({ path: names }) => names)).toEqual(found.map((_file, at) => pathOf(first + at)));
    expect(found[0]).toMatchObject({
      index: 2 + first + Math.floor(first / FILES_IN_EACH),
      bytes: first % FILES_IN_EACH,
    });
  });

  it('aren’t gone through for the first, nor again for those that were found before', async () => {
    const all = pages.reduce((sum, { page }) => sum + page.length, 0);
    const found = index();
    bytesRead = 0;
    await found.files(0, 200);
    expect(bytesRead).toBeLessThan(all / 50);
    await found.files(199_000, 200);
    bytesRead = 0;
    await found.files(199_200, 200);
    expect(bytesRead).toBeLessThan(all / 6);
  });

  it('are none behind the last', async () => {
    expect(await index().files(200_000, 10)).toEqual([]);
  });

  it('are found in memory alike', async () => {
    const found = new ListIndex(inMemory(pages));
    const names = async (first: number) => (await found.files(first, 3)).map(({ path: names }) => names);
    for (const first of [0, 150_000, 998])
      expect(await names(first)).toEqual([0, 1, 2].map((at) => pathOf(first + at)));
  });
});
