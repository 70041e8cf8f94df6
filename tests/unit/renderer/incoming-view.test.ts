// What the cards of waiting offers say, what is taken of one, and when Accept counts.
import { describe, expect, test } from 'vitest';
import type { OfferedItem } from '../../../src/contract/transfers.ts';
import { ARMED_AFTER_MS, createArming } from '../../../src/renderer/arming.ts';
import {
  amountOf,
  deviceToTrust,
  firstNames,
  missingSpace,
  nameIn,
  offersOf,
  rangesOf,
} from '../../../src/renderer/incoming-view.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { byId, offer, transferId } from './meeting-samples.ts';
import { idOf, knownDevice } from './nearby-samples.ts';

const strings = stringsFor('en', []);

const item = (first: number, count = 1): OfferedItem => ({
  name: `item ${first}`,
  isFolder: count > 1,
  first,
  count,
  files: count,
  bytes: 1000,
  isActiveType: false,
});

describe('an offer', () => {
  test('is a card while its person hasn’t answered, the oldest first', () => {
    const transfers = byId([
      offer('1', { startedAt: 5 }),
      offer('2', { startedAt: 3 }),
      offer('3', { stage: 'moving' }),
      offer('4', { direction: 'send', stage: 'waitingForAnswer' }),
    ]);
    expect(offersOf({ transfers }).map(({ id }) => id)).toEqual([transferId('2'), transferId('1')]);
  });

  test('says what it is, and how much', () => {
    expect(amountOf(strings, offer('1'))).toBe('12 photos · 48 MB');
    expect(amountOf(strings, offer('1', { kind: 'file', total: { files: 1, folders: 0, bytes: 5 } }))).toBe(
      '1 file · 5 bytes',
    );
    expect(amountOf(strings, offer('1', { content: 'text', total: { files: 1, folders: 0, bytes: 1234 } }))).toBe(
      'A text · 1.23 kB',
    );
    expect(amountOf(strings, offer('1', { total: { files: 0, folders: 2, bytes: 0 } }))).toBe('2 folders · 0 bytes');
  });

  test('names the first five, and counts the others', () => {
    expect(firstNames(offer('1'))).toEqual({ names: ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'], more: 7 });
    expect(firstNames(offer('1', { names: ['Trip'], total: { files: 90, folders: 3, bytes: 1 } }))).toEqual({
      names: ['Trip'],
      more: 0,
    });
    expect(firstNames(offer('1', { content: 'text' }))).toEqual({ names: [], more: 0 });
  });

  test('shows what a name hides', () => {
    expect(firstNames(offer('1', { names: ['a\u202egpj.exe'] })).names).toEqual(['a<U+202E>gpj.exe']);
    expect(nameIn(strings, 'a\u202eb')).toBe('\u2068a<U+202E>b\u2069');
    expect(nameIn(strings, null)).toBe(strings.meeting.unnamed);
  });

  test('that is too large for its disk says so before it is accepted', () => {
    expect(missingSpace({ disk: { freeBytes: 10, totalBytes: 100 } }, 11)).toEqual({ neededBytes: 11, freeBytes: 10 });
    expect(missingSpace({ disk: { freeBytes: 10, totalBytes: 100 } }, 10)).toBeNull();
    expect(missingSpace({ disk: null }, 10)).toBeNull();
  });
});

describe('what is taken of an offer', () => {
  const items = [item(0), item(1, 10), item(11), item(20)];

  test('needs no ranges where it is all of it', () => {
    expect(rangesOf(items, () => true)).toBeUndefined();
  });

  test('is ranges of entries, joined where they touch', () => {
    expect(rangesOf(items, ({ first }) => first !== 11)).toEqual([
      { first: 0, count: 11 },
      { first: 20, count: 1 },
    ]);
    expect(rangesOf([...items].reverse(), ({ first }) => first === 1 || first === 11)).toEqual([
      { first: 1, count: 11 },
    ]);
    expect(rangesOf(items, () => false)).toEqual([]);
  });
});

describe('whether to ask again', () => {
  const done = offer('1', { stage: 'done' });
  const seen = new Set([done.id]);
  const state = (changes = {}, rows = [done]) => ({
    transfers: byId(rows),
    devices: byId([knownDevice('1', changes)]),
  });

  test('is asked after the first thing has come from a paired device', () => {
    expect(deviceToTrust(state(), seen)?.device?.id).toBe(idOf('1'));
  });

  test('isn’t asked of what came before this window was open, or isn’t the first', () => {
    expect(deviceToTrust(state(), new Set())).toBeNull();
    expect(deviceToTrust(state({}, [done, offer('2', { stage: 'done' })]), seen)).toBeNull();
  });

  test('isn’t asked after a text, which is taken in any case', () => {
    expect(deviceToTrust(state({}, [offer('1', { stage: 'done', content: 'text' })]), seen)).toBeNull();
  });

  test('isn’t asked of a device that is always accepted, or paired by one alone', () => {
    expect(deviceToTrust(state({ isAlwaysAccepted: true }), seen)).toBeNull();
    expect(deviceToTrust(state({ isPaired: false }), seen)).toBeNull();
  });
});

describe('Accept', () => {
  const at = (top: number, scrolled = 0, pageHeight = 800) => ({ left: 10, top, scrolled, pageHeight });

  test('counts half a second after it has come', () => {
    const arming = createArming();
    expect(arming.isArmed(0)).toBe(false);
    expect(arming.stands(at(20), 1000)).toBe(true);
    expect(arming.isArmed(1000 + ARMED_AFTER_MS - 1)).toBe(false);
    expect(arming.isArmed(1000 + ARMED_AFTER_MS)).toBe(true);
  });

  test('begins anew when it has moved under the pointer, and not where it hasn’t', () => {
    const arming = createArming();
    arming.stands(at(20), 0);
    expect(arming.stands(at(20.4), 900)).toBe(false);
    expect(arming.isArmed(900)).toBe(true);
    expect(arming.stands(at(84), 1000)).toBe(true);
    expect(arming.isArmed(1499)).toBe(false);
    expect(arming.isArmed(1500)).toBe(true);
  });

  test('goes on counting while its person scrolls, and not when the page is scrolled by becoming shorter', () => {
    const arming = createArming();
    arming.stands(at(400, 0), 0);
    expect(arming.stands(at(300, 100), 900)).toBe(false);
    expect(arming.isArmed(900)).toBe(true);
    expect(arming.stands(at(350, 50, 750), 1000)).toBe(true);
    expect(arming.isArmed(1000)).toBe(false);
  });
});
