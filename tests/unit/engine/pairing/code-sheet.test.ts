import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { CodeSheet, type SheetAttempt } from '../../../../src/engine/pairing/code-sheet.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MINUTE = 60_000;

function sheetAndClock() {
  const clock = new FakeClock();
  const sheet = new CodeSheet({ clock, random: randomBytes });
  return { clock, sheet };
}

const attempt = (sheet: CodeSheet, form: 'code' | 'qr' = 'code', source = 'a'): SheetAttempt => {
  const begun = sheet.begin(form, source);
  if (typeof begun === 'string') throw new Error(begun);
  return begun;
};

it('holds a code and a QR secret while it is open', () => {
  const { clock, sheet } = sheetAndClock();
  expect([sheet.code, sheet.qrSecret, sheet.begin('code', 'a'), sheet.begin('qr', 'a')]).toEqual([
    null,
    null,
    'notShown',
    'notShown',
  ]);
  sheet.open();
  expect(Buffer.from(sheet.code?.reveal() ?? []).toString()).toMatch(/^\d{6}$/);
  expect(sheet.qrSecret?.reveal()).toHaveLength(16);
  sheet.close();
  expect([sheet.code, sheet.qrSecret, sheet.begin('code', 'a'), clock.waiting]).toEqual([null, null, 'notShown', 0]);
});

it('wipes what it showed', () => {
  const { sheet } = sheetAndClock();
  sheet.open();
  const { code, qrSecret } = sheet;
  sheet.close();
  expect([...(code?.reveal() ?? []), ...(qrSecret?.reveal() ?? [])]).toEqual(new Array(22).fill(0));
});

it('closes by itself after ten minutes, also of sleep', () => {
  const { clock, sheet } = sheetAndClock();
  sheet.open();
  clock.pass(10 * MINUTE);
  expect([sheet.code, sheet.qrSecret]).toEqual([null, null]);
  sheet.open();
  clock.sleep(10 * MINUTE);
  expect([sheet.code, sheet.qrSecret, sheet.begin('code', 'a'), sheet.begin('qr', 'a')]).toEqual([
    null,
    null,
    'notShown',
    'notShown',
  ]);
});

it('ends with the first success, by either way', () => {
  const { sheet } = sheetAndClock();
  sheet.open();
  expect(attempt(sheet).settle(() => 'tag')).toEqual({ kind: 'right', answer: 'tag' });
  expect([sheet.code, sheet.begin('qr', 'a')]).toEqual([null, 'notShown']);
  sheet.open();
  const [first, second] = [attempt(sheet, 'qr'), attempt(sheet, 'qr')];
  expect(first.settle(() => 'tag')).toEqual({ kind: 'right', answer: 'tag' });
  expect(second.settle(() => 'tag')).toEqual({ kind: 'refused', reason: 'notShown' });
  expect(sheet.begin('code', 'a')).toBe('notShown');
});

it('has charged the guess when the proof is looked at, and keeps the charge where looking fails', () => {
  const { sheet } = sheetAndClock();
  sheet.open();
  expect(attempt(sheet).settle(() => null)).toEqual({ kind: 'wrong', triesLeft: 2 });
  const begun = attempt(sheet);
  expect(() =>
    begun.settle(() => {
      // Whoever comes now finds somebody there.
      expect(sheet.begin('code', 'b')).toBe('busy');
      throw new Error('failed');
    }),
  ).toThrow('failed');
  expect(attempt(sheet).settle(() => null)).toEqual({ kind: 'wrong', triesLeft: 0 });
  expect([sheet.code, sheet.begin('code', 'a')]).toEqual([null, 'triesUsed']);
});

it('looks at no proof for a code that is gone', () => {
  const { sheet } = sheetAndClock();
  sheet.open();
  const begun = attempt(sheet);
  sheet.open();
  expect(
    begun.settle(() => {
      throw new Error('looked');
    }),
  ).toEqual({ kind: 'refused', reason: 'notShown' });
});

it('closes the way by code after ten wrong, says until when, and leaves the QR open', () => {
  const { clock, sheet } = sheetAndClock();
  for (let at = 0; at < 10; at++) {
    if (at % 3 === 0) sheet.open();
    attempt(sheet, 'code', `s${at}`).settle(() => null);
  }
  expect(sheet.pausedUntil).toBe(clock.now() + 10 * MINUTE);
  expect(sheet.begin('code', 'new')).toBe('pausedForSafety');
  expect(attempt(sheet, 'qr').settle(() => null)).toEqual({ kind: 'wrong', triesLeft: 0 });
  sheet.open();
  expect(sheet.begin('code', 'new')).toBe('pausedForSafety');
  sheet.reopen();
  expect(sheet.pausedUntil).toBeNull();
  expect(attempt(sheet).settle(() => 'tag').kind).toBe('right');
});

it('shows itself to no log', () => {
  const { sheet } = sheetAndClock();
  sheet.open();
  const digits = Buffer.from(sheet.code?.reveal() ?? []).toString();
  expect(`${inspect(sheet, { depth: 9 })} ${JSON.stringify(sheet)}`).not.toContain(digits);
});
