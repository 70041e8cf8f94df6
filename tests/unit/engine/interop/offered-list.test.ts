import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OfferedFile } from '../../../../src/engine/interop/localsend/messages.ts';
import { type OfferedList, offeredList } from '../../../../src/engine/interop/offered-list.ts';
import { type Entry, EntryPath, EntryReader, MOST_NAME_BYTES } from '../../../../src/engine/wire/manifest.ts';

const NOW = 1_700_000_000_000;

/** Their ids are their places. */
const files = (names: readonly string[]): OfferedFile[] =>
  names.map((fileName, at) => ({
    id: `id ${at}`,
    fileName,
    size: at + 1,
    fileType: '',
    sha256: null,
    preview: null,
    modifiedMs: at,
  }));

interface Read extends Entry {
  readonly path: string;
}

/** What somebody gets who is sent those pages; throws where it is no list. */
function readList(list: OfferedList): readonly Read[] {
  const reader = new EntryReader();
  const path = new EntryPath();
  const read: Read[] = [];
  for (const { first, page } of list.pages) {
    expect(first).toBe(read.length);
    for (const entry of reader.read(page)) read.push({ ...entry, path: path.enter(entry).join('/') });
  }
  const { entries, files: count, folders, bytes, digest } = list;
  expect(reader.end()).toEqual({ entries, files: count, folders, bytes, digest });
  return read;
}

async function listOf(names: readonly string[]): Promise<OfferedList> {
  const list = await offeredList(files(names), NOW);
  if (list === null) throw new Error('too much');
  return list;
}

/** Folders end with a slash. */
const pathsOf = async (names: readonly string[]): Promise<readonly string[]> =>
  readList(await listOf(names)).map(({ kind, path }) => (kind === 'folder' ? `${path}/` : path));

describe('the list of an offer', () => {
  it.each<[string, string[], string[]]>([
    ['one file', ['a'], ['a']],
    ['folders of what names them', ['b/c/d', 'a', 'b/a'], ['a', 'b/', 'b/a', 'b/c/', 'b/c/d']],
    ['what lies in a folder, before what is named like it', ['a.txt', 'a/z', 'a b'], ['a/', 'a/z', 'a b', 'a.txt']],
    ['in the order of bytes', ['\u{1f600}', '\uffee', 'z', 'é', 'Z'], ['Z', 'z', 'é', '\uffee', '\u{1f600}']],
    ['what a name may be anywhere', ['C:\\a', '\0', '~', 'con', 'a\nb'], ['\0', 'C:\\a', 'a\nb', 'con', '~']],
    ['what leads nowhere', ['/a', './b', 'c//./d', 'e/'], ['a', 'b', 'c/', 'c/d', 'e']],
    ['what leads elsewhere', ['../a', 'b/../..'], ['../', '../a', 'b/', 'b/../', 'b/../..']],
    ['each of several of one name', ['a.txt', 'a.txt', './a.txt'], ['a (2).txt', 'a (3).txt', 'a.txt']],
    ['a number that has no other', ['a', 'a', 'a (2)', 'a (2)'], ['a', 'a (2)', 'a (2) (2)', 'a (3)']],
    ['a number that no folder has', ['a', 'a', 'a (2)/b'], ['a', 'a (2)/', 'a (2)/b', 'a (3)']],
    ['a file that is a folder', ['a', 'a/b', 'a/b/c'], ['a/', 'a/b/', 'a/b/c', 'a/b (2)', 'a (2)']],
    ['several of them', ['a/b', 'a', 'a'], ['a/', 'a/b', 'a (2)', 'a (3)']],
    [
      'a number before what a name ends with',
      ['b.tar.gz', 'b.tar.gz', '.c', '.c'],
      ['.c', '.c (2)', 'b (2).tar.gz', 'b.tar.gz'],
    ],
  ])('has %s', async (_what, names, expected) => {
    expect(await pathsOf(names)).toEqual(expected);
  });

  it('says where each file is, how large and how old', async () => {
    const [one, two] = files(['b/x', 'a']);
    const list = await offeredList([{ ...(one as OfferedFile), modifiedMs: null }, two as OfferedFile], NOW);
    expect(list).toMatchObject({ entries: 3, files: 2, folders: 1, bytes: 3, names: ['a', 'b'], refused: [] });
    expect([...(list?.indexOf ?? [])]).toEqual([
      ['id 1', 0],
      ['id 0', 2],
    ]);
    expect(readList(list as OfferedList)).toEqual([
      { kind: 'file', depth: 0, name: 'a', path: 'a', size: 2, modifiedMs: 1 },
      { kind: 'folder', depth: 0, name: 'b', path: 'b', size: 0, modifiedMs: NOW },
      { kind: 'file', depth: 1, name: 'x', path: 'b/x', size: 1, modifiedMs: NOW },
    ]);
  });

  it('names what it can’t hold', async () => {
    const long = 'x'.repeat(MOST_NAME_BYTES);
    const deep = (folders: number): string => `${'d/'.repeat(folders)}x`;
    const names = ['', '/', './.', `${long}x`, `ü${long}`, 'a\ud800', `${long}x/a`, deep(256), 'ok', long, deep(255)];
    const list = await listOf(names);
    expect(list.refused).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((at) => `id ${at}`));
    expect(list.files).toBe(3);
    expect(readList(list).at(-1)?.path).toBe(long);
    // There is no room for a number.
    expect((await listOf([long, long])).refused).toEqual(['id 1']);
    expect(await listOf(['', '.'])).toMatchObject({ entries: 0, pages: [], names: [] });
  });

  it('is none of more than one transfer may have', async () => {
    const names = Array.from({ length: 8300 }, (_, at) => `${at}/${'d/'.repeat(252)}x`);
    // Two million folders.
    expect(await offeredList(files(names), NOW)).toBeNull();
  });

  it('is as long as offers may be, and doesn’t take long where all have one name', async () => {
    const list = await listOf(Array.from({ length: 100_000 }, (_, at) => (at % 2 === 0 ? 'a' : `a (${at})`)));
    expect(list).toMatchObject({ files: 100_000, refused: [] });
    expect(list.pages.length).toBeGreaterThan(1);
    readList(list);
  }, 20_000);

  it('can be read whatever the files are called, and has each of them once', async () => {
    const someName = fc.oneof(
      fc.array(fc.constantFrom('a', 'b', 'a (2)', '..', '.', '', 'a.txt', 'é', '\u{10ffff}', '\ud800', '\0'), {
        maxLength: 4,
      }),
      fc.array(fc.string({ maxLength: 4, unit: 'binary' }), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(someName), async (paths) => {
        const given = files(paths.map((path) => path.join('/')));
        const list = await offeredList(given, NOW);
        if (list === null) throw new Error('too much');
        const read = readList(list);
        expect(new Set([...list.indexOf.keys(), ...list.refused]).size).toBe(given.length);
        expect(list.files + list.refused.length).toBe(given.length);
        for (const { id, size } of given) {
          const index = list.indexOf.get(id);
          if (index !== undefined) expect(read[index]).toMatchObject({ kind: 'file', size });
        }
      }),
    );
  });
});
