import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasUnshowable } from '../../../../src/base/text.ts';
import { DEVICE_KINDS, type DeviceId } from '../../../../src/contract/devices.ts';
import { announcementIn, textOf } from '../../../../src/engine/discovery/announcement.ts';
import type { Announcement } from '../../../../src/engine/discovery/heard.ts';

const ID = '0123456789abcdef0123456789abcdef' as DeviceId;
const TAG = '00112233445566778899aabbccddeeff';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((drawn) => Buffer.from(drawn).toString('hex'));

const announcement: fc.Arbitrary<Announcement> = fc
  .record({
    versions: fc.array(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 8 }),
    kind: fc.constantFrom(...DEVICE_KINDS),
    id: fc.option(hex(16).map((id) => id as DeviceId)),
    name: fc.option(fc.stringMatching(/^[a-zA-Zäöü☕你🚀][ a-zA-Zäöü☕你🚀]{0,18}[a-zA-Z]$/u)),
    tag: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 })),
    waits: fc.boolean(),
  })
  .map(({ waits, ...said }) => (waits && said.id !== null ? { ...said, waitsWithCode: true as const } : said))
  .filter(({ id, tag }) => id !== null || tag !== null);

describe('the text of an announcement', () => {
  it('has the keys of the specification', () => {
    const tag = Uint8Array.from(Buffer.from(TAG, 'hex'));
    expect(textOf({ versions: [1, 2], kind: 'laptop', id: ID, name: 'Quiet Harbour', tag })).toEqual({
      v: '1,2',
      k: ID,
      n: 'Quiet Harbour',
      r: TAG,
      t: 'laptop',
    });
  });

  it('says neither name nor id where there is none to be said', () => {
    const tag = Uint8Array.from(Buffer.from(TAG, 'hex'));
    expect(textOf({ versions: [1], kind: 'desktop', id: null, name: null, tag })).toEqual({
      v: '1',
      r: TAG,
      t: 'desktop',
    });
  });

  it('says that a code waits, to everyone and spelled in one way', () => {
    const said = { versions: [1], kind: 'laptop', id: ID, name: 'Anna', tag: null, waitsWithCode: true } as const;
    expect(textOf(said)).toMatchObject({ c: '1' });
    expect(announcementIn({ v: '1', k: ID, c: '1' })).toMatchObject({ waitsWithCode: true });
    expect(announcementIn({ v: '1', k: ID })).not.toHaveProperty('waitsWithCode');
    expect(announcementIn({ v: '1', r: TAG, c: '1' })).not.toHaveProperty('waitsWithCode');
    for (const c of ['0', '', '01', 'true', 1, true, null]) expect(announcementIn({ v: '1', k: ID, c })).toBeNull();
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(announcement, (said) => {
        expect(announcementIn(textOf(said))).toEqual(said);
      }),
    );
  });

  it('keeps the longest name within the string of a text record, cut between characters', () => {
    const { n = '' } = textOf({ versions: [1], kind: 'phone', id: ID, name: '🚀'.repeat(64), tag: null });
    expect(n).toBe('🚀'.repeat(63));
    expect(Buffer.byteLength(`n=${n}`)).toBeLessThanOrEqual(255);
  });
});

describe('[71] what somebody else says', () => {
  const good = { v: '1', k: ID, n: 'Quiet Harbour', t: 'laptop' };

  it.each([
    ['nothing', undefined],
    ['no text', 7],
    ['a list', ['v=1', `k=${ID}`]],
    ['no version', { k: ID }],
    ['versions that are none', { ...good, v: '1,,2' }],
    ['a version of nought', { ...good, v: '0' }],
    ['a version that is too large', { ...good, v: '65536' }],
    ['too many versions', { ...good, v: '1,1,1,1,1,1,1,1,1' }],
    ['endless versions', { ...good, v: '1,'.repeat(100_000) }],
    ['a version that is a number', { ...good, v: 1 }],
    ['an id that is too short', { ...good, k: ID.slice(1) }],
    ['an id in capitals', { ...good, k: ID.toUpperCase() }],
    ['an id with a line behind it', { ...good, k: `${ID}\n` }],
    ['an id that is an object', { ...good, k: { toString: () => ID } }],
    ['a tag that is too long', { ...good, r: `${TAG}00` }],
    ['neither id nor tag', { v: '1', n: 'Quiet Harbour' }],
  ])('is no announcement: %s', (_what, text) => {
    expect(announcementIn(text)).toBeNull();
  });

  it.each([
    ['an empty one', ''],
    ['one of spaces', '   '],
    ['one that is too long', 'x'.repeat(65)],
    ['one with a line break', 'Quiet\nHarbour'],
    ['one that turns the direction of writing', 'Quiet\u202eruobraH'],
    ['one that hides something', 'Quiet\u200bHarbour'],
    ['half a character', 'Quiet\ud83d'],
    ['one that is not text', 12],
    ['one that is an object', {}],
  ])('has no name: %s', (_what, n) => {
    expect(announcementIn({ ...good, n })).toMatchObject({ id: ID, name: null });
  });

  it('is of an unknown kind where its kind isn’t one of ours', () => {
    for (const t of ['toaster', '', 'constructor', {}, Object.create(null), undefined]) {
      expect(announcementIn({ ...good, t })).toMatchObject({ kind: 'unknown' });
    }
  });

  it('may say more than this version knows', () => {
    expect(announcementIn({ ...good, later: 'x' })).toEqual(announcementIn(good));
  });

  it('never throws, and never yields a name that can’t be shown', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', ID, TAG, 'laptop'), fc.anything());
    const text = fc.dictionary(fc.constantFrom('v', 'k', 'n', 'r', 't', '__proto__', 'x'), value);
    fc.assert(
      fc.property(fc.oneof(text, fc.anything()), (said) => {
        const name = announcementIn(said)?.name ?? 'none';
        expect(hasUnshowable(name)).toBe(false);
        expect(Array.from(name).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
