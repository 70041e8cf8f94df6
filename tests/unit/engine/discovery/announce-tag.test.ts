import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { drawTag, isTagBy } from '../../../../src/engine/discovery/announce-tag.ts';

const key = new Secret(new Uint8Array(32).fill(7));
const other = new Secret(new Uint8Array(32).fill(8));

it('is the lot, then what the key makes of it', () => {
  const tag = drawTag(key, (count) => new Uint8Array(count).fill(1));
  const lot = Buffer.alloc(8, 1);
  const mac = createHmac('sha256', Buffer.alloc(32, 7)).update('ferry v1 announce').update(lot).digest().subarray(0, 8);
  expect(Buffer.from(tag).toString('hex')).toBe(Buffer.concat([lot, mac]).toString('hex'));
});

it('[78] is known by whoever has the key, by nobody else, and is another each time', () => {
  const tags = Array.from({ length: 50 }, () => drawTag(key, randomBytes));
  for (const tag of tags) {
    expect(isTagBy(tag, key)).toBe(true);
    expect(isTagBy(tag, other)).toBe(false);
  }
  expect(new Set(tags.map((tag) => Buffer.from(tag).toString('hex'))).size).toBe(tags.length);
});

it('is none with a bit turned, a byte less or more, or anything else', () => {
  const tag = drawTag(key, randomBytes);
  for (let bit = 0; bit < tag.length * 8; bit += 1) {
    const turned = tag.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    expect(isTagBy(turned, key)).toBe(false);
  }
  expect(isTagBy(tag.subarray(1), key)).toBe(false);
  expect(isTagBy(Uint8Array.of(...tag, 0), key)).toBe(false);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (drawn) => !isTagBy(drawn, key)));
});
