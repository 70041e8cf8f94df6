import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CborMap, decodeControl, encodeControl } from '../../../../src/engine/wire/control.ts';
import { decodeHello, encodeHello } from '../../../../src/engine/wire/hello.ts';

/** Any bytes as a padded record. */
const padded = (body: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(Math.ceil((body.length + 2) / 256) * 256);
  bytes.writeUInt16BE(body.length);
  bytes.set(body, 2);
  return bytes;
};
const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');

describe('a control record', () => {
  const leaf = fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean(), fc.uint8Array({ maxLength: 300 }));
  const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 5 }));
  const map = fc
    .uniqueArray(fc.tuple(fc.integer({ min: -50, max: 70_000 }), value), { selector: ([key]) => key, maxLength: 12 })
    .map((entries): CborMap => new Map(entries));

  it('comes back as it was, and its length is a multiple of 256', () => {
    fc.assert(
      fc.property(map, (sent) => {
        const bytes = encodeControl(sent);
        expect(bytes.length % 256).toBe(0);
        const found = decodeControl(bytes);
        expect(new Map([...(found ?? [])].sort())).toEqual(new Map([...sent].sort()));
      }),
      { numRuns: process.env.FERRY_LONG ? 20_000 : 300 },
    );
  });

  it.each([
    ['an empty record', Buffer.alloc(0)],
    ['a length beyond the end', Buffer.concat([Uint8Array.of(255, 255), Buffer.alloc(254)])],
    ['no map', padded(encode([1, 2]))],
    ['a key that is no integer', padded(encode(new Map([['a', 1]])))],
    ['a float', padded(encode(new Map([[0, 1.5]])))],
    ['an integer spelled as a float', padded(hex('a100fb3ff0000000000000'))],
    ['an integer spelled too long', padded(hex('a1001801'))],
    ['the same key twice', padded(hex('a200010002'))],
    ['keys in another order', padded(hex('a201010001'))],
    ['a tag', padded(hex('a100c11a514b67b0'))],
    ['null', padded(hex('a100f6'))],
    ['undefined', padded(hex('a100f7'))],
    ['an indefinite length', padded(hex('bf0001ff'))],
    ['an integer beyond 2^53', padded(hex('a1001b0020000000000001'))],
    ['text that isn’t UTF-8', padded(hex('a10062c328'))],
    ['bytes after the end', padded(hex('a1000100'))],
    ['padding that isn’t zeros', Buffer.concat([padded(hex('a10001')).subarray(0, 255), Uint8Array.of(1)])],
    ['a block of padding too many', Buffer.concat([padded(hex('a10001')), Buffer.alloc(256)])],
    ['five levels', padded(hex('a1008181818101'))],
    ['sixty thousand levels', padded(Buffer.concat([hex('a100'), Buffer.alloc(60_000, 0x81), hex('01')]))],
    ['an array that promises four thousand million items', padded(hex('a1009affffffff'))],
    ['bytes that promise more than there are', padded(hex('a1005affffffff'))],
  ])('is refused with %s', (_what, bytes) => {
    expect(decodeControl(bytes)).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        decodeControl(bytes);
        decodeControl(padded(bytes));
      }),
      { numRuns: process.env.FERRY_LONG ? 1_000_000 : 2000 },
    );
  }, 600_000);
});

describe('HELLO', () => {
  it('comes back as it was', () => {
    const hello = { versions: [1], name: 'Küche 🏡', kind: 'laptop' } as const;
    expect(decodeHello(encodeHello(hello))).toEqual(hello);
    const more = { ...hello, port: 26_810, rank: 3, isAside: true };
    expect(decodeHello(encodeHello(more))).toEqual(more);
  });

  it('shows what a name hides, and knows a kind of a later version as none', () => {
    const bytes = encodeControl(
      new Map<number, number[] | string | number>([
        [0, [1]],
        [1, 'a\u202eb'],
        [2, 99],
      ]),
    );
    expect(decodeHello(bytes)).toEqual({ versions: [1], name: 'a<U+202E>b', kind: 'unknown' });
  });

  it.each([
    [
      'no name',
      [
        [0, [1]],
        [2, 0],
      ],
    ],
    [
      'a name of 65 characters',
      [
        [0, [1]],
        [1, 'x'.repeat(65)],
        [2, 0],
      ],
    ],
    [
      'a name that is no text',
      [
        [0, [1]],
        [1, 7],
        [2, 0],
      ],
    ],
    [
      'a version that is none',
      [
        [0, [0]],
        [1, 'x'],
        [2, 0],
      ],
    ],
    [
      'a rank that is none',
      [
        [0, [1]],
        [1, 'x'],
        [2, 0],
        [4, 0],
      ],
    ],
    [
      'an answer to whether it stands aside that is none',
      [
        [0, [1]],
        [1, 'x'],
        [2, 0],
        [5, 2],
      ],
    ],
    [
      'a rank of more than 32 bits',
      [
        [0, [1]],
        [1, 'x'],
        [2, 0],
        [4, 2 ** 32],
      ],
    ],
  ])('is refused with %s', (_what, entries) => {
    expect(decodeHello(encodeControl(new Map(entries as [number, number][])))).toBeNull();
  });
});
