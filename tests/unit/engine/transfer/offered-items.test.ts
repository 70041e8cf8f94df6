import { describe, expect, it } from 'vitest';
import { offeredItems } from '../../../../src/engine/transfer/offered-items.ts';
import { type Entry, EntryPacker } from '../../../../src/engine/wire/manifest.ts';

const entry = (kind: Entry['kind'], depth: number, name: string, size = 0): Entry => ({
  ...{ kind, depth, name, size, modifiedMs: 0 },
});

function pagesOf(entries: Iterable<Entry>) {
  const packer = new EntryPacker();
  const pages = [...Array.from(entries, (each) => packer.add(each)), packer.end()].filter((page) => page !== null);
  return pages.map((page) => ({ first: 0, page }));
}

describe('what an offer consists of', () => {
  it('is what lies at its top, each with all below it', async () => {
    const list = [
      entry('folder', 0, 'a'),
      entry('folder', 1, 'b'),
      entry('file', 2, 'c.exe', 3),
      entry('file', 1, 'd', 4),
      entry('file', 0, 'e', 5),
    ];
    expect(await offeredItems(pagesOf(list))).toEqual({
      isWhole: true,
      items: [
        { name: 'a', isFolder: true, first: 0, count: 4, files: 2, bytes: 7, isActiveType: true },
        { name: 'e', isFolder: false, first: 4, count: 1, files: 1, bytes: 5, isActiveType: false },
      ],
    });
  });

  it('is the folder itself, where that is empty', async () => {
    const { items } = await offeredItems(pagesOf([entry('folder', 0, 'a')]));
    expect(items).toMatchObject([{ name: 'a', isFolder: true, first: 0, count: 1, files: 0 }]);
  });

  it('of one folder with a single folder in it is that folder', async () => {
    const { items } = await offeredItems(
      pagesOf([entry('folder', 0, 'a'), entry('folder', 1, 'b'), entry('file', 2, 'c', 1)]),
    );
    expect(items).toMatchObject([{ name: 'b', first: 1, count: 2, files: 1 }]);
  });

  it.each([
    [2000, 2000],
    [2001, 0],
  ])('of %i at the top names %i: all, or none where nobody could choose', async (count, named) => {
    const name = (at: number): string => String(at).padStart(5, '0');
    const files = Array.from({ length: count }, (_, at) => entry('file', 0, name(at), 1));
    const found = await offeredItems(pagesOf(files));
    expect(found.isWhole).toBe(named > 0);
    expect(found.items).toHaveLength(named);
  });
});
