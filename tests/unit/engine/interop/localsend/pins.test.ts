import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { Pins } from '../../../../../src/engine/interop/localsend/pins.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const [NONE, WRONG, MANY] = [
  { status: 401, message: 'PIN required' },
  { status: 401, message: 'Invalid PIN' },
  { status: 429, message: 'Too many attempts' },
];

const MIA = fingerprintOf(Buffer.from('Mia'));
const SAM = fingerprintOf(Buffer.from('Sam'));

function scene(first: string | null = '471193') {
  let pin = first;
  const clock = new FakeClock();
  const pins = new Pins({ asked: () => pin, isPaired: (fingerprint) => fingerprint === MIA, clock });
  return {
    clock,
    typed: (typed: string | null, address = '192.0.2.1', fingerprint: typeof MIA | null = null) =>
      pins.refusalOf({ address, fingerprint }, typed),
    choose: (next: string | null) => {
      pin = next;
    },
  };
}

describe('a PIN', () => {
  it('is asked of everybody where there is one, and of nobody where there is none', () => {
    const { typed, choose } = scene();
    expect([typed(null), typed(''), typed('471194'), typed('471193')]).toEqual([NONE, NONE, WRONG, null]);
    choose(null);
    expect([typed(null), typed('471194')]).toEqual([null, null]);
  });

  it('is tried three times from one address, the right one included after that', () => {
    const { typed } = scene();
    expect([1, 2, 3].map(() => typed('0000'))).toEqual([WRONG, WRONG, WRONG]);
    expect([typed('0000'), typed('471193'), typed(null)]).toEqual([MANY, MANY, MANY]);
    // Each for itself.
    expect(typed('471193', '192.0.2.2')).toBeNull();
  });

  it('isn’t counted where none was typed, and begins anew with a right one or another PIN', () => {
    const { typed, choose } = scene();
    for (let times = 0; times < 10; times++) expect(typed(null)).toEqual(NONE);
    expect([typed('0000'), typed('0000'), typed('471193')]).toEqual([WRONG, WRONG, null]);
    expect([1, 2, 3, 4].map(() => typed('0000'))).toEqual([WRONG, WRONG, WRONG, MANY]);
    choose('2288');
    expect([typed('0000'), typed('2288')]).toEqual([WRONG, null]);
  });

  it('is counted for so many addresses and no more, the oldest forgotten first', () => {
    const { typed, clock } = scene();
    const wrong = (address: string) => {
      clock.pass(60_000);
      return typed('0000', address);
    };
    for (let times = 0; times < 3; times++) wrong('192.0.2.1');
    for (let other = 0; other < 200; other++) wrong(`198.51.100.${other}`);
    expect(wrong('192.0.2.1')).toEqual(WRONG);
    expect(wrong('198.51.100.199')).toEqual(WRONG);
  });

  it('isn’t guessed by who has an address for each try: wrong ones of all of them together are few', () => {
    const { typed, clock } = scene('0815');
    const guess = (at: number) => typed(String(at % 10_000).padStart(4, '0'), `fe80::${at.toString(16)}`);
    const answers = Array.from({ length: 2000 }, (_, at) => guess(at));
    expect(answers.filter((answer) => answer?.status === 401)).toHaveLength(30);
    clock.pass(60_000);
    expect([guess(1), guess(2)]).toEqual([WRONG, MANY]);
    // Saved up for no longer than that.
    clock.pass(24 * 3_600_000);
    expect(Array.from({ length: 40 }, (_, at) => guess(at)).filter((answer) => answer === null)).toHaveLength(0);
  });

  it('opens for those who are paired or had it right before, while others guess', () => {
    const { typed, clock, choose } = scene('0815');
    expect(typed('0815', '192.0.2.7', SAM)).toBeNull();
    for (let at = 0; at < 200; at++) typed('0000', `fe80::${at}`);
    expect(typed('0815', '192.0.2.8')).toEqual(MANY);
    expect([typed('0815', '192.0.2.7', SAM), typed('0815', '192.0.2.9', MIA)]).toEqual([null, null]);
    // Nor do right ones use up what others have.
    clock.pass(60_000);
    for (let times = 0; times < 9; times++) expect(typed('0815', '192.0.2.8')).toBeNull();
    choose('4711');
    for (let at = 0; at < 200; at++) typed('0000', `fe80::${at}`);
    expect(typed('4711', '192.0.2.7', SAM)).toEqual(MANY);
  });

  it('is compared whole, whatever letters it has', () => {
    const { typed } = scene('шифр🔑');
    expect([typed('шифр'), typed('шифр🔑x'), typed('шифр🔑')]).toEqual([WRONG, WRONG, null]);
  });
});
