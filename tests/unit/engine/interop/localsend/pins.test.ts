import { describe, expect, it } from 'vitest';
import { Pins } from '../../../../../src/engine/interop/localsend/pins.ts';

const [NONE, WRONG, MANY] = [
  { status: 401, message: 'PIN required' },
  { status: 401, message: 'Invalid PIN' },
  { status: 429, message: 'Too many attempts' },
];

function scene(first: string | null = '471193') {
  let pin = first;
  const pins = new Pins(() => pin);
  return {
    typed: (typed: string | null, address = '192.0.2.1') => pins.refusalOf(address, typed),
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
    const { typed } = scene();
    for (let times = 0; times < 3; times++) typed('0000', '192.0.2.1');
    for (let other = 0; other < 200; other++) typed('0000', `198.51.100.${other}`);
    expect(typed('0000', '192.0.2.1')).toEqual(WRONG);
    expect(typed('0000', '198.51.100.199')).toEqual(WRONG);
  });

  it('is compared whole, whatever letters it has', () => {
    const { typed } = scene('шифр🔑');
    expect([typed('шифр'), typed('шифр🔑x'), typed('шифр🔑')]).toEqual([WRONG, WRONG, null]);
  });
});
