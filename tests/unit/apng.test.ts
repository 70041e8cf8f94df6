import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { apngOf, chunksOf } from '../../scripts/apng.ts';
import { pngChunk } from '../support/png.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Two by one, in grey. */
function png(shade: number, width = 2): Uint8Array {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.from([0, ...Array<number>(width).fill(shade)]));
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

it('is a PNG of the first frame, with the others behind it in their order', () => {
  const frames = [png(0), png(80), png(255)].map((bytes, at) => ({ png: bytes, ms: 100 * (at + 1) }));
  const chunks = chunksOf(apngOf(frames));
  expect(chunks.map(({ type }) => type)).toEqual([
    'IHDR',
    'acTL',
    'fcTL',
    'IDAT',
    'fcTL',
    'fdAT',
    'fcTL',
    'fdAT',
    'IEND',
  ]);
  const [, , ...rest] = chunks;
  const numbered = rest.filter(({ type }) => type === 'fcTL' || type === 'fdAT');
  expect(numbered.map(({ data }) => Buffer.from(data).readUInt32BE(0))).toEqual([0, 1, 2, 3, 4]);
  const shown = rest.filter(({ type }) => type === 'fcTL').map(({ data }) => Buffer.from(data));
  expect(shown.map((data) => [data.readUInt32BE(4), data.readUInt32BE(8), data.readUInt16BE(20)])).toEqual([
    [2, 1, 100],
    [2, 1, 200],
    [2, 1, 300],
  ]);
  const last = chunksOf(frames[2]?.png ?? SIGNATURE).find(({ type }) => type === 'IDAT');
  expect(chunks.at(-2)?.data.subarray(4)).toEqual(last?.data);
});

it('refuses frames of another size, and what is no picture', () => {
  expect(() =>
    apngOf([
      { png: png(0), ms: 1 },
      { png: png(0, 3), ms: 1 },
    ]),
  ).toThrow('frame 1');
  expect(() => apngOf([{ png: Buffer.from('no picture at all'), ms: 1 }])).toThrow('not a PNG');
});
