import { expect, it } from 'vitest';
import { STREAM_AWAY_MS, StreamAway } from '../../../../src/engine/session/stream-away.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

it('gives a pipe all of its time each time its connection is lost', () => {
  const clock = new FakeClock();
  const away = new StreamAway(clock);
  const [one, other] = [{}, {}];
  const late: string[] = [];
  away.lost(one, () => late.push('one'));
  away.lost(other, () => late.push('other'));
  clock.pass(STREAM_AWAY_MS - 1);
  // It was back meanwhile.
  away.lost(one, () => late.push('one, lost again'));
  clock.pass(1);
  expect(late).toEqual(['other']);
  clock.pass(STREAM_AWAY_MS);
  expect(late).toEqual(['other', 'one, lost again']);
});
