import { expect, it } from 'vitest';
import { sidesOf } from '../../../src/base/picture-sides.ts';
import { jpegHead, pngHead } from '../../support/picture-heads.ts';

it('reads the sides of a PNG and of a JPEG, whatever the camera wrote before them', () => {
  expect(sidesOf(pngHead(60_000, 50_000))).toEqual({ width: 60_000, height: 50_000 });
  expect(sidesOf(jpegHead(65_535, 65_534))).toEqual({ width: 65_535, height: 65_534 });
  expect(sidesOf(jpegHead(4000, 3000, { before: 65_000, marker: 0xc2 }))).toEqual({ width: 4000, height: 3000 });
});

it.each([
  ['text', Buffer.from('no picture at all, and longer than a head')],
  ['a GIF', Buffer.from('GIF89a\xff\xff\xff\xff and what follows', 'latin1')],
  ['nothing', Buffer.alloc(0)],
  ['a PNG without sides', pngHead(0, 10)],
  ['half a PNG', pngHead(10, 10).subarray(0, 20)],
  ['a JPEG whose height stands at its end', jpegHead(10, 0)],
  ['a JPEG without a frame', jpegHead(10, 10, { marker: 0xc4 })],
  ['a JPEG whose frame is cut off', jpegHead(10, 10).subarray(0, -8)],
  ['a JPEG whose content comes first', jpegHead(10, 10, { marker: 0xda })],
])('knows no sides of %s', (_what, bytes) => {
  expect(sidesOf(bytes)).toBe(null);
});
