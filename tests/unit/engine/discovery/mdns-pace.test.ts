import { expect, it } from 'vitest';
import { Pace } from '../../../../src/engine/discovery/mdns-pace.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function paced() {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  const said: string[] = [];
  return { clock, pace, said, say: (what: string) => pace.say(what, () => said.push(what)) };
}

it('says at once what wasn’t said for a second', () => {
  const { clock, said, say } = paced();
  say('a');
  clock.pass(1000);
  say('a');
  say('b');
  expect(said).toEqual(['a', 'a', 'b']);
});

it('[70] says the same at most once a second, and then to everybody who asked meanwhile', () => {
  const { clock, said, say } = paced();
  for (let index = 0; index < 10_000; index += 1) say('a');
  expect(said).toEqual(['a']);
  clock.pass(999);
  expect(said).toEqual(['a']);
  clock.pass(1);
  expect(said).toEqual(['a', 'a']);
  clock.pass(10_000);
  expect(said).toEqual(['a', 'a']);
});

it('says nothing after it was closed', () => {
  const { clock, pace, said, say } = paced();
  say('a');
  say('a');
  pace.close();
  clock.pass(10_000);
  expect(said).toEqual(['a']);
  expect(clock.waiting).toBe(0);
});
