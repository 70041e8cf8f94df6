// Which pairing has the sheet, what it shows, and how a code is typed.
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import {
  digitsOf,
  grouped,
  isWholeCode,
  pairingView,
  pairingWithSheet,
  retryOf,
} from '../../../src/renderer/pairing-view.ts';
import { byId, pairing, transferId } from './meeting-samples.ts';
import { idOf, knownDevice } from './nearby-samples.ts';

const NOBODY = { devices: {} };
const closed = errorInfo('pairing.closed', { name: 'Studio PC' });

describe('a pairing', () => {
  test.each([
    ['asked', pairing('a', { role: 'displayer', stage: 'asked' }), null],
    ['called', pairing('a'), { kind: 'wait' }],
    ['without its code yet', pairing('a', { role: 'displayer' }), null],
    [
      'shown',
      pairing('a', { role: 'displayer', code: '482915', qr: 'ferry:1' }),
      { kind: 'show', code: '482915', qr: 'ferry:1', trouble: null },
    ],
    ['typed', pairing('a', { stage: 'typing' }), { kind: 'type', trouble: null, isChecking: false }],
    ['checked', pairing('a', { stage: 'checking' }), { kind: 'type', trouble: null, isChecking: true }],
    ['proven', pairing('a', { stage: 'proven' }), { kind: 'choose', isChosen: false }],
    ['paired', pairing('a', { stage: 'paired' }), { kind: 'paired' }],
    [
      'compared',
      pairing('a', { purpose: 'compare', stage: 'comparing', pictures: [1] }),
      { kind: 'compare', pictures: [1] },
    ],
    ['found the same', pairing('a', { purpose: 'compare', stage: 'proven' }), { kind: 'matched' }],
    ['ended', pairing('a', { stage: 'ended' }), null],
    ['ended with trouble', pairing('a', { stage: 'ended', trouble: closed }), { kind: 'over', trouble: closed }],
  ])('that is %s', (_name, row, view) => {
    expect(pairingView(row, NOBODY)).toEqual(view);
  });

  test('asks nobody who has chosen already, or is paired', () => {
    const row = pairing('a', { stage: 'proven', deviceId: idOf('1') });
    const known = (isPaired: boolean) => ({ devices: byId([knownDevice('1', { isPaired })]) });
    expect(pairingView(row, known(false))).toEqual({ kind: 'choose', isChosen: true });
    expect(pairingView(row, known(true))).toBeNull();
  });

  test('that ended can be tried again where that is one step', () => {
    const near = { deviceId: idOf('1') };
    expect(retryOf(pairing('a', { role: 'displayer' }))).toBe('showNew');
    expect(retryOf(pairing('a', { role: 'displayer', transferId: transferId('1') }))).toBeNull();
    expect(retryOf(pairing('a', near))).toBe('again');
    expect(retryOf(pairing('a', { ...near, purpose: 'send' }))).toBeNull();
    expect(retryOf(pairing('a'))).toBeNull();
  });
});

describe('the sheet', () => {
  const withSheet = (rows: readonly ReturnType<typeof pairing>[], open: string | null = null, left: string[] = []) =>
    pairingWithSheet({ pairings: byId(rows), devices: {} }, open, new Set(left))?.id ?? null;

  test('is of the one that its person must do something for', () => {
    const shown = pairing('shown', { role: 'displayer', code: '482915' });
    expect(withSheet([shown, pairing('typed', { stage: 'typing' })])).toBe('typed');
    expect(withSheet([pairing('asked', { role: 'displayer', stage: 'asked' })])).toBeNull();
  });

  test('stays with the one that has it, to its end', () => {
    const other = pairing('other', { stage: 'typing' });
    expect(withSheet([other, pairing('mine', { stage: 'paired' })], 'mine')).toBe('mine');
    expect(withSheet([pairing('mine', { stage: 'ended', trouble: closed })], 'mine')).toBe('mine');
    expect(withSheet([other, pairing('mine', { stage: 'ended' })], 'mine')).toBe('other');
  });

  test('shows no end of what it never showed, and nothing that was left', () => {
    expect(
      withSheet([pairing('a', { stage: 'ended', trouble: closed }), pairing('b', { stage: 'paired' })]),
    ).toBeNull();
    expect(withSheet([pairing('a', { stage: 'proven' })], 'a', ['a'])).toBeNull();
  });
});

describe('a code', () => {
  test.each([
    ['482915', '482915'],
    ['482 915', '482915'],
    [' 482-915\n', '482915'],
    ['Code: 482 915.', '482915'],
    ['٤٨٢٩١٥', '482915'],
    ['４８２ ９１５', '482915'],
    ['४८२९१५', '482915'],
    ['𝟒𝟖𝟐𝟗𝟏𝟓', '482915'],
    ['4829151234', '482915'],
    ['48', '48'],
    ['no code', ''],
  ])('typed as %s is %s', (typed, digits) => {
    expect(digitsOf(typed)).toBe(digits);
  });

  test('stands in two groups, and is whole with six digits', () => {
    expect(['482915', '4829', '482', ''].map(grouped)).toEqual(['482 915', '482 9', '482', '']);
    expect(isWholeCode('48291')).toBe(false);
    expect(isWholeCode('482915')).toBe(true);
  });
});
