import { Script } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { keepShortLivedSmall, letShortLivedGrow } from '../../../src/engine/short-lived.ts';

afterEach(letShortLivedGrow);

describe('the room for what is short-lived', () => {
  const text = '(() => 1)()';
  const cachedData = new Script(text).createCachedData();
  let count = 0;
  // Each of another name: what is compiled already is at hand, and nothing is asked of the cache.
  const isTaken = (): boolean =>
    new Script(text, { cachedData, filename: `${++count}.js` }).cachedDataRejected === false;

  it('is left alone for few files, so that what was compiled before is taken', () => {
    keepShortLivedSmall({ total: { files: 10 } }, { isBrief: true });
    expect(isTaken()).toBe(true);
  });

  it('is kept small for many, and let be afterwards', () => {
    for (const isBrief of [false, true]) {
      keepShortLivedSmall({ total: { files: 10_000 } }, { isBrief });
      expect(isTaken()).toBe(false);
      letShortLivedGrow();
      expect(isTaken()).toBe(true);
    }
    keepShortLivedSmall({ total: { files: 1 }, isStream: true });
    expect(isTaken()).toBe(false);
  });

  it('is let be by a program that ends before anybody else hears of its end', () => {
    const before = process.listeners('exit');
    keepShortLivedSmall({ total: { files: 10_000 } }, { isBrief: true });
    const [first, ...others] = process.listeners('exit');
    expect(others).toEqual(before);
    first?.(0);
    expect(isTaken()).toBe(true);
    expect(process.listeners('exit')).toEqual(before);
  });
});
