import { expect, it } from 'vitest';
import { interestAt } from '../../../../src/engine/discovery/interest.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const isSo = (): boolean => true;
const facts = { isAttended: false, askedAt: Number.NEGATIVE_INFINITY, isAwaited: () => false };

it.each([
  ['a window is open', { isAttended: true }, 'looking'],
  ['something was just asked', { askedAt: NOW - MINUTE / 2 }, 'looking'],
  ['that was a while ago', { askedAt: NOW - MINUTE }, 'none'],
  ['the clock was set back since', { askedAt: NOW + 50 * MINUTE }, 'none'],
  ['something goes on when its device is back', { isAwaited: isSo }, 'waiting'],
  ['a window is open besides', { isAttended: true, isAwaited: isSo }, 'looking'],
  ['nobody is there', {}, 'none'],
] as const)('%s', (_what, changed, interest) => {
  expect(interestAt({ ...facts, ...changed }, NOW)).toBe(interest);
});
