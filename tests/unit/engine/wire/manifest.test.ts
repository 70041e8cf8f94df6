import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampModified,
  type Entry,
  EntryPacker,
  EntryPath,
  EntryReader,
  ManifestError,
  MOST_DEPTH,
  MOST_ENTRIES,
  MOST_FILE_BYTES,
  MOST_MANIFEST_BYTES,
  MOST_NAME_BYTES,
  PAGE_BYTES,
  PageEntries,
} from '../../../../src/engine/wire/manifest.ts';

const LONG = Boolean(process.env.FERRY_LONG);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is in use, without what was and isn't any more. */
function heldBytes(): number {
  // The buffers that one finds are given back beside us; the next waits for that.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const file = (depth: number, name: string, size = 1, modifiedMs = 0): Entry => ({
  kind: 'file',
  depth,
  name,
  size,
  modifiedMs,
});
const folder = (depth: number, name: string): Entry => ({ kind: 'folder', depth, name, size: 0, modifiedMs: 0 });
const stream = (name: string, modifiedMs = 0): Entry => ({ kind: 'stream', depth: 0, name, size: 0, modifiedMs });

function pack(entries: Iterable<Entry>) {
  const packer = new EntryPacker();
  const pages: Uint8Array[] = [];
  for (const entry of entries) {
    const page = packer.add(entry);
    if (page !== null) pages.push(page);
  }
  const last = packer.end();
  if (last !== null) pages.push(last);
  return { pages, summary: packer.summary };
}

function read(pages: Iterable<Uint8Array>) {
  const reader = new EntryReader();
  const entries: Entry[] = [];
  for (const page of pages) entries.push(...reader.read(page));
  return { entries, summary: reader.end() };
}

interface Fields {
  readonly kind?: number;
  readonly depth?: number;
  readonly name?: Uint8Array | string;
  readonly nameLength?: number;
  readonly size?: number;
  readonly modifiedMs?: number;
}

/** An entry's bytes, as whoever likes may write them. */
function raw({ kind = 2, depth = 0, name = 'a', nameLength, size = 0, modifiedMs = 0 }: Fields): Buffer {
  const bytes = Buffer.from(name);
  const head = Buffer.from([kind, depth, 0, 0]);
  head.writeUInt16BE(nameLength ?? bytes.length, 2);
  const tail = Buffer.alloc(kind === 2 ? 12 : 6);
  if (kind === 2) tail.writeUIntBE(size, 0, 6);
  tail.writeIntBE(modifiedMs, tail.length - 6, 6);
  return Buffer.concat([head, bytes, tail]);
}
const rawPage = (...entries: readonly Fields[]): Buffer => Buffer.concat(entries.map(raw));

type Tree = { readonly [name: string]: Tree | number };
const ODD_NAMES = [
  '..',
  '.',
  'a\\b',
  'a/b',
  'nul\0',
  'CON',
  '\ufeffbom',
  'é',
  'e\u0301',
  '😀',
  '\uffff',
  'x'.repeat(1020),
];
const name = fc.oneof(
  fc.constantFrom(...ODD_NAMES),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.string({ minLength: 1, maxLength: 3 }),
);
const { tree } = fc.letrec<{ tree: Tree; node: Tree | number }>((tie) => ({
  tree: fc.dictionary(name, tie('node'), { maxKeys: 6, depthIdentifier: 'tree' }),
  node: fc.oneof({ maxDepth: 5, depthIdentifier: 'tree' }, fc.nat({ max: 2 ** 40 }), tie('tree')),
}));

function* entriesOf(of: Tree, depth = 0): Generator<Entry> {
  const names = Object.keys(of).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const each of names) {
    const node = of[each] ?? 0;
    if (typeof node === 'number') yield file(depth, each, node, node - 2 ** 39);
    else {
      yield folder(depth, each);
      yield* entriesOf(node, depth + 1);
    }
  }
}

describe('the list of a transfer', () => {
  it('comes back as it was, whatever is in it, with the same summary', () => {
    fc.assert(
      fc.property(tree, (sent) => {
        const entries = [...entriesOf(sent)];
        const { pages, summary } = pack(entries);
        expect(read(pages)).toEqual({ entries, summary });
        expect(summary).toEqual({
          entries: entries.length,
          files: entries.filter(({ kind }) => kind === 'file').length,
          folders: entries.filter(({ kind }) => kind === 'folder').length,
          bytes: entries.reduce((sum, { size }) => sum + size, 0),
          digest: Uint8Array.from(createHash('sha256').update(Buffer.concat(pages)).digest()),
        });
      }),
      { numRuns: LONG ? 5000 : 150 },
    );
  });

  it('has the layout of the specification', () => {
    const { pages } = pack([folder(0, 'Küche'), file(1, 'a', 0x0102030405, -1)]);
    expect(Buffer.concat(pages).toString('hex')).toBe(
      [
        ['01', '00', '0006', Buffer.from('Küche').toString('hex'), '000000000000'],
        ['02', '01', '0001', '61', '000102030405', 'ffffffffffff'],
      ]
        .flat()
        .join(''),
    );
  });

  it('may be one stream, of whose size it says nothing', () => {
    const { pages, summary } = pack([stream('backup.tar', 1_700_000_000_000)]);
    const specification = readFileSync(join(import.meta.dirname, '../../../../docs/PROTOCOL.md'), 'utf8');
    expect(specification).toContain(`\n    entry   ${Buffer.concat(pages).toString('hex')}\n`);
    expect(specification).toContain(`\n    digest  ${Buffer.from(summary.digest).toString('hex')}\n`);
    expect(summary).toMatchObject({ entries: 1, files: 1, folders: 0, bytes: 0 });
    expect(read(pages)).toEqual({ entries: [stream('backup.tar', 1_700_000_000_000)], summary });
    expect(new PageEntries(pages[0] ?? new Uint8Array(), 0).next()).toMatchObject({ kind: 'stream', size: 0 });
  });

  it('lets files of one folder be passed by the bytes of their names, and nothing be made of them', () => {
    const listed = [
      folder(0, 'a'),
      file(1, 'b'),
      file(1, 'c'),
      file(1, 'x'),
      file(1, 'y'),
      folder(1, 'z'),
      file(2, 'b'),
    ];
    const {
      pages: [page = new Uint8Array()],
    } = pack([...listed, file(0, 'c')]);
    const entries = new PageEntries(page, 10);
    const isIn: number[] = [];
    const passed: string[] = [];
    const pass = (isPassed: boolean): void =>
      entries.passFiles(
        (depth) => isPassed && isIn.push(depth) > 0,
        (bytes, from, to) => {
          const name = Buffer.from(bytes.subarray(from, to)).toString();
          if (name !== 'x') passed.push(name);
          return name !== 'x';
        },
      );
    pass(true);
    expect(entries.next()).toMatchObject({ name: 'a', index: 10 });
    pass(false);
    expect(entries.index).toBe(11);
    pass(true);
    expect(entries.next()).toMatchObject({ name: 'x', index: 13 });
    pass(true);
    expect(entries.next()).toMatchObject({ name: 'z', index: 15 });
    pass(true);
    expect(entries.isOver).toBe(false);
    pass(true);
    expect([passed.join(''), isIn, entries.isOver, entries.next(), entries.index]).toEqual([
      ...['bcybc', [1, 1, 2, 0], true, null, 18],
    ]);
  });

  it('goes in pages of whole entries, which the reader needs no longer than it reads', () => {
    const entries = Array.from({ length: 5000 }, (_, index) => file(0, `${index}`.padStart(40, '0'), index, index));
    const { pages, summary } = pack(entries);
    expect(pages.length).toBe(Math.ceil((5000 * 56) / (PAGE_BYTES - 56)));
    expect(pages.every(({ length }) => length <= PAGE_BYTES && length % 56 === 0)).toBe(true);
    const reader = new EntryReader();
    const found = pages.flatMap((page) => {
      const passing = Buffer.from(page);
      const some = reader.read(passing);
      passing.fill(0xff);
      return some;
    });
    expect(found).toEqual(entries);
    expect(reader.end()).toEqual(summary);
    // Only the bytes count, not where the pages part.
    const all = Buffer.concat(pages);
    const others = Array.from({ length: 50 }, (_, at) => all.subarray(at * 5600, (at + 1) * 5600));
    expect(read(others).summary).toEqual(summary);
  });

  it('fills a page to its last byte', () => {
    // 48 entries of 1,024 bytes.
    const entries = Array.from({ length: 49 }, (_, index) => file(0, `${index}`.padStart(1008, '0')));
    expect(pack(entries).pages.map(({ length }) => length)).toEqual([PAGE_BYTES, 1024]);
  });

  it('orders names by their bytes, not as JavaScript does', () => {
    // U+FFFF is below U+1F600, whose UTF-16 begins with D83D.
    const entries = [file(0, 'Z'), file(0, 'a'), file(0, 'a\u0000'), file(0, '\uffff'), file(0, '😀')];
    expect(read(pack(entries).pages).entries).toEqual(entries);
    expect(() => read([rawPage({ name: '😀' }, { name: '\uffff' })])).toThrow(ManifestError);
  });

  it('goes as deep as 255 folders', () => {
    const entries = Array.from({ length: MOST_DEPTH + 1 }, (_, depth) => folder(depth, 'x'));
    expect(read(pack(entries).pages).entries).toEqual(entries);
    expect(() => pack([...entries, folder(MOST_DEPTH + 1, 'x')])).toThrow();
  });

  it('may be empty', () => {
    const { pages, summary } = pack([]);
    expect(pages).toEqual([]);
    expect(read([]).summary).toEqual(summary);
    expect(summary).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('is packed and read by the hundred thousand in well under a second', () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => file(0, `${index}`.padStart(20, '0'), index));
    const began = performance.now();
    expect(read(pack(entries).pages).summary.entries).toBe(100_000);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe('a reader of the list', () => {
  const refused: readonly [string, readonly Uint8Array[]][] = [
    ['no page', [new Uint8Array()]],
    ['a page that is too large', [Buffer.alloc(PAGE_BYTES + 1, raw({}))]],
    ['half a head', [raw({}).subarray(0, 3)]],
    ['half a name', [raw({ name: 'abcdef' }).subarray(0, 8)]],
    ['half a time', [raw({}).subarray(0, -1)]],
    ['an entry that goes on in the next page', [raw({}).subarray(0, 9), raw({}).subarray(9)]],
    ['a byte too many', [Buffer.concat([raw({}), Buffer.of(1)])]],
    ['a kind of 0', [rawPage({ kind: 0 })]],
    ['a kind of 4', [rawPage({ kind: 4 })]],
    ['a stream with a size', [Buffer.concat([raw({ kind: 3 }), Buffer.alloc(6)])]],
    ['a stream and a file', [rawPage({ kind: 3, name: 'a' }, { name: 'b' })]],
    ['a stream and a file of the next page', [rawPage({ kind: 3, name: 'a' }), rawPage({ name: 'b' })]],
    ['a file and a stream', [rawPage({ name: 'a' }, { kind: 3, name: 'b' })]],
    ['two streams', [rawPage({ kind: 3, name: 'a' }, { kind: 3, name: 'b' })]],
    ['something below a stream', [rawPage({ kind: 3, name: 'a' }, { depth: 1, name: 'b' })]],
    ['a stream in a folder', [rawPage({ kind: 1, name: 'a' }, { kind: 3, depth: 1, name: 'b' })]],
    ['an empty name', [rawPage({ name: '' })]],
    ['a name of 1,021 bytes', [rawPage({ name: 'x'.repeat(MOST_NAME_BYTES + 1) })]],
    ['a name beyond the end', [rawPage({ nameLength: 0xffff })]],
    ['a name that isn’t UTF-8', [rawPage({ name: Buffer.from([0xc3, 0x28]) })]],
    ['a name in overlong UTF-8', [rawPage({ name: Buffer.from([0xc0, 0xaf]) })]],
    ['half a surrogate pair', [rawPage({ name: Buffer.from([0xed, 0xa0, 0xbd]) })]],
    ['the same path twice', [rawPage({ name: 'a' }, { name: 'a' })]],
    ['the same path twice, in two pages', [rawPage({ name: 'a' }), rawPage({ name: 'a' })]],
    ['a file and a folder of one name', [rawPage({ name: 'a' }, { kind: 1, name: 'a' }, { depth: 1 })]],
    ['something below a file', [rawPage({ name: 'a' }, { depth: 1, name: 'b' })]],
    ['something below a file further up', [rawPage({ kind: 1 }, { depth: 1 }, { depth: 2 })]],
    ['a folder again, after others', [rawPage({ kind: 1, name: 'a' }, { name: 'b' }, { kind: 1, name: 'a' })]],
    ['a name in a folder again', [rawPage({ kind: 1 }, { depth: 1, name: 'x' }, { depth: 1, name: 'x' })]],
    ['another order', [rawPage({ name: 'b' }, { name: 'a' })]],
    ['a beginning in some folder', [rawPage({ depth: 1 })]],
    ['a folder left out', [rawPage({ kind: 1 }, { depth: 2 })]],
    [
      'more bytes in all than numbers can count',
      [Buffer.concat(Array.from({ length: 33 }, (_, index) => raw({ name: `${index + 10}`, size: MOST_FILE_BYTES })))],
    ],
  ];
  it.each(refused)('refuses %s', (_what, pages) => {
    expect(() => read(pages)).toThrow(ManifestError);
  });

  it('takes names that no disk would: they are refused one by one, elsewhere', () => {
    const names = ['\0', '..', '/etc/cron.d/x', 'C:\\x', '\u202egpj.exe', '\ufeffa', '．．／x'];
    const sorted = names.map((each) => Buffer.from(each)).sort(Buffer.compare);
    expect(read([rawPage(...sorted.map((each) => ({ name: each })))]).entries.map((entry) => entry.name)).toEqual(
      sorted.map(String),
    );
  });

  it('lets a name of one folder be one of another, and of the folder itself', () => {
    const entries = [folder(0, 'a'), folder(1, 'a'), file(2, 'a'), file(1, 'b'), folder(0, 'b'), file(1, 'a')];
    expect(read(pack(entries).pages).entries).toEqual(entries);
  });

  it('takes nothing more after what was wrong, and after the end', () => {
    const reader = new EntryReader();
    reader.read(rawPage({ name: 'a' }));
    expect(() => reader.read(rawPage({ name: 'b' }, { kind: 9 }))).toThrow(ManifestError);
    expect(() => reader.read(rawPage({ name: 'c' }))).toThrow(ManifestError);
    expect(() => reader.end()).toThrow(ManifestError);
    const ended = new EntryReader();
    ended.end();
    expect(() => ended.read(rawPage({}))).toThrow(ManifestError);
  });

  it('takes two million entries and not one more, with no more memory for it', () => {
    const reader = new EntryReader();
    const perPage = 4096;
    // Names of 4 bytes that ascend: every index shifted so that each byte is one of UTF-8's single ones.
    const page = Buffer.concat(Array.from({ length: perPage }, () => raw({ kind: 1, name: 'aaaa' })));
    const number = (index: number): number[] => [21, 14, 7, 0].map((shift) => (index >> shift) & 0x7f);
    const numbered = (from: number, count: number): Buffer => {
      for (let at = 0; at < count; at++) page.set(number(from + at), at * 14 + 4);
      return page.subarray(0, count * 14);
    };
    const before = heldBytes();
    for (let from = 0; from < MOST_ENTRIES; from += 3000)
      reader.read(numbered(from, Math.min(3000, MOST_ENTRIES - from)));
    expect(heldBytes() - before).toBeLessThan(1_000_000);
    expect(() => reader.read(numbered(MOST_ENTRIES, 1))).toThrow('too many entries');
  });

  it('takes 128 MiB and not one entry more', () => {
    const reader = new EntryReader();
    // Each of 1,024 bytes, 48 in a page.
    const named = (index: number): Buffer => raw({ name: `${index}`.padStart(1008, '0') });
    const page = Buffer.concat(Array.from({ length: 48 }, (_, at) => named(at)));
    const count = MOST_MANIFEST_BYTES / 1024;
    let index = 0;
    const next = (entries: number): Buffer => {
      for (let at = 0; at < entries; at++) page.write(`${index++}`.padStart(8, '0'), at * 1024 + 4 + 1000, 'latin1');
      return page.subarray(0, entries * 1024);
    };
    for (; index + 48 <= count; ) reader.read(next(48));
    reader.read(next(count - index));
    expect(() => reader.read(next(1))).toThrow('too long');
  });
});

describe('a packer of the list', () => {
  it.each([
    ['another order', [file(0, 'b'), file(0, 'a')]],
    ['the same twice', [file(0, 'a'), file(0, 'a')]],
    ['something below a file', [file(0, 'a'), file(1, 'a')]],
    ['an empty name', [file(0, '')]],
    ['a name that is too long', [file(0, 'é'.repeat(511))]],
    ['half a surrogate pair', [file(0, 'a\ud83d')]],
    ['a size below 0', [file(0, 'a', -1)]],
    ['a size that is no whole number', [file(0, 'a', 1.5)]],
    ['a size that is no number', [file(0, 'a', Number.NaN)]],
    ['a size that is too large', [file(0, 'a', MOST_FILE_BYTES + 1)]],
    ['a size of a folder', [{ ...folder(0, 'a'), size: 1 }]],
    ['a size of a stream', [{ ...stream('a'), size: 1 }]],
    ['a stream beside another entry', [file(0, 'a'), stream('b')]],
  ])('refuses %s', (_what, entries) => {
    expect(() => pack(entries)).toThrow();
  });

  it('loses nothing where an entry was refused, not even at the end of a page', () => {
    const entries = Array.from({ length: 49 }, (_, index) => file(0, `${index}`.padStart(1008, '0')));
    const packer = new EntryPacker();
    const pages: Uint8Array[] = [];
    for (const entry of entries) {
      expect(() => packer.add(file(0, ''))).toThrow();
      expect(() => packer.add(file(5, 'x'))).toThrow('in no folder');
      const page = packer.add(entry);
      if (page !== null) pages.push(page);
    }
    const last = packer.end();
    if (last !== null) pages.push(last);
    expect(pages.length).toBe(2);
    expect(read(pages)).toEqual({ entries, summary: packer.summary });
  });

  it('tells what is too much from what is wrong', () => {
    const packer = new EntryPacker();
    for (let index = 0; index < 32; index++) packer.add(file(0, `${index + 10}`, MOST_FILE_BYTES));
    const adding = (): unknown => packer.add(file(0, '99', MOST_FILE_BYTES));
    expect(adding).toThrow(ManifestError);
    expect(adding).toThrow(expect.objectContaining({ reason: 'tooMuch' }));
    expect(() => packer.add(file(0, '0'))).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });

  it('knows its summary at the end only, and adds nothing after', () => {
    const packer = new EntryPacker();
    expect(() => packer.summary).toThrow();
    packer.add(file(0, 'a'));
    packer.end();
    expect(packer.summary.entries).toBe(1);
    expect(() => packer.add(file(0, 'b'))).toThrow();
  });

  it.each([
    [-1, -1],
    [0, 0],
    [-0, 0],
    [1.9, 1],
    [-0.5, -1],
    [Number.NaN, 0],
    [2 ** 63, 2 ** 47 - 1],
    [-(2 ** 63), -(2 ** 47)],
    [Number.POSITIVE_INFINITY, 2 ** 47 - 1],
    [Date.UTC(9999, 11, 31), 2 ** 47 - 1],
    [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1)],
  ])('brings a time of %d as %d', (ms, kept) => {
    expect(clampModified(ms)).toBe(kept);
    expect(read(pack([file(0, 'a', 1, ms)]).pages).entries[0]?.modifiedMs).toBe(kept);
  });
});

describe('the entries of a page', () => {
  const entries = [folder(0, 'a'), file(1, 'b', 3, -1), file(0, 'ß', 2 ** 47, 5)];
  const page = pack(entries).pages[0] ?? new Uint8Array();

  it('come with their places, one after the other', () => {
    const found = new PageEntries(page, 7);
    expect([found.next(), found.next(), found.next()]).toEqual(
      entries.map((entry, at) => ({ ...entry, index: 7 + at })),
    );
    expect(found.next()).toBeNull();
    expect([...new PageEntries(page, 0)].map(({ name, index }) => `${index} ${name}`)).toEqual(['0 a', '1 b', '2 ß']);
  });

  it('can be looked at before they are come to', () => {
    const found = new PageEntries(page, 7);
    found.next();
    const rest = found.rest();
    expect([rest.next()?.index, rest.next()?.index, rest.next()]).toEqual([8, 9, null]);
    expect(found.next()?.index).toBe(8);
  });

  it('are its folders alone, where nobody asks for the files', () => {
    const { pages } = pack([folder(0, 'a'), file(1, 'b'), file(1, 'c'), folder(1, 'd'), file(0, 'e')]);
    const found = new PageEntries(pages[0] ?? page, 0);
    expect([found.nextFolder(), found.nextFolder(), found.nextFolder()].map((entry) => entry?.index)).toEqual([
      0,
      3,
      undefined,
    ]);
  });

  it('are none where the page was cut off', () => {
    for (const length of [1, 3, page.length - 1])
      expect(() => [...new PageEntries(page.subarray(0, length), 0)]).toThrow(ManifestError);
  });
});

describe('the path of an entry', () => {
  it('is made of the folders before it', () => {
    const path = new EntryPath();
    const entries = [folder(0, 'a'), folder(1, 'b'), file(2, 'c'), file(1, 'd'), folder(0, 'e'), file(1, 'f')];
    expect(entries.map((entry) => path.enter(entry).join('/'))).toEqual(['a', 'a/b', 'a/b/c', 'a/d', 'e', 'e/f']);
  });

  it('is nobody else’s to change', () => {
    const path = new EntryPath();
    const first = path.enter(folder(0, 'a'));
    path.enter(file(1, 'b'));
    path.enter(file(0, 'c'));
    expect(first).toEqual(['a']);
  });

  it('is none where a folder is missing', () => {
    expect(() => new EntryPath().enter(file(1, 'a'))).toThrow();
  });
});
