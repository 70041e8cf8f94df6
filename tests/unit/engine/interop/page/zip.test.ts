import { describe, expect, it } from 'vitest';
import { type ZipEntry, zipBytes, zipOf } from '../../../../../src/engine/interop/page/zip.ts';
import { ZipNames } from '../../../../../src/engine/interop/page/zip-names.ts';
import { entriesOfZip } from '../../../../support/zip.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const file = (name: string, size: number): ZipEntry => ({ name, size, modifiedMs: NOON });

describe('a ZIP file', () => {
  it('is as long as was said, and has each entry as it is', async () => {
    const contents = ['', 'hello', '', 'x'.repeat(300_000)].map((text) => Buffer.from(text));
    const names = ['d/', 'd/a', 'ü', 'b'];
    const entries = names.map((name, at) => file(name, contents[at]?.length ?? 0));
    const pieces: Buffer[] = [];
    for await (const piece of zipOf(entries, async function* (at) {
      yield contents[at]?.subarray(0, 3) ?? Buffer.alloc(0);
      yield contents[at]?.subarray(3) ?? Buffer.alloc(0);
    }))
      pieces.push(piece);
    const zip = Buffer.concat(pieces);
    expect(zip.length).toBe(zipBytes(entries));
    expect([...entriesOfZip(zip)]).toEqual(names.map((name, at) => [name, contents[at]]));
  });

  it('breaks off where something has another size than it was to have', async () => {
    const all = zipOf([file('a', 3)], async function* () {
      yield Buffer.from('four');
    });
    await expect(
      (async () => {
        for await (const _piece of all);
      })(),
    ).rejects.toThrow();
  });

  it('has room for more than 65,535 entries', async () => {
    const entries = Array.from({ length: 65_540 }, (_, at) => file(`${at}`, 0));
    const pieces: Buffer[] = [];
    for await (const piece of zipOf(entries, async function* () {})) pieces.push(piece);
    const zip = Buffer.concat(pieces);
    expect(zip.length).toBe(zipBytes(entries));
    const end = zip.subarray(-98);
    expect(end.readUInt32LE(0)).toBe(0x0606_4b50);
    expect(end.readBigUInt64LE(32)).toBe(BigInt(entries.length));
    expect(zip.readUInt32LE(Number(end.readBigUInt64LE(48)))).toBe(0x0201_4b50);
    expect(Number(end.readBigUInt64LE(56 + 8))).toBe(zip.length - 98);
  });

  it.runIf(process.env.FERRY_LONG)(
    'has room for more than four gigabytes (in the long form)',
    async () => {
      const large = 2 ** 32 + 5;
      const entries = [file('large', large), file('behind', 1)];
      const piece = Buffer.alloc(64 * 1024 * 1024);
      let bytes = 0;
      const heads: Buffer[] = [];
      for await (const each of zipOf(entries, async function* (at) {
        let left = entries[at]?.size ?? 0;
        for (; left > piece.length; left -= piece.length) yield piece;
        yield piece.subarray(0, left);
      })) {
        bytes += each.length;
        if (each.length > 46 && each.length < 200 && each.readUInt32LE(0) === 0x0201_4b50) heads.push(each);
      }
      expect(bytes).toBe(zipBytes(entries));
      expect(heads[0]?.readUInt32LE(24)).toBe(0xffff_ffff);
      expect(heads[0]?.readBigUInt64LE(46 + 5 + 9 + 4)).toBe(BigInt(large));
      expect(heads[1]?.readUInt32LE(42)).toBe(0xffff_ffff);
      expect(Number(heads[1]?.readBigUInt64LE(46 + 6 + 9 + 4))).toBeGreaterThan(large);
    },
    60_000,
  );
});

describe('names in a ZIP file', () => {
  it('lead nowhere else, on no system, and are each there once', () => {
    const names = new ZipNames();
    expect(names.add('..', 0, true)).toBe('_/');
    expect(names.add('C:', 1, true)).toBe('_/C_/');
    expect(names.add('a:b', 2, false)).toBe('_/C_/a_b');
    expect(names.add('a?b', 2, false)).toBe('_/C_/2 a_b');
    expect(names.add('C?', 1, true)).toBe('_/2 C_/');
    expect(names.add('..\\..\\x', 2, false)).toBe('_/2 C_/.._.._x');
    expect(names.add('_', 0, false)).toBe('2 _');
    expect(names.add('line\nbreak', 0, false)).toBe('line_break');
  });
});
