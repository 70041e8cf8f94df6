import { describe, expect, it } from 'vitest';
import { Callers } from '../../../../../src/engine/interop/http/callers.ts';
import { SERVER_LIMITS } from '../../../../../src/engine/interop/localsend/server-limits.ts';

function scene(limits: Partial<typeof SERVER_LIMITS | Record<string, number>> = {}) {
  const callers = new Callers({ ...SERVER_LIMITS, ...limits });
  const cut: string[] = [];
  const caller = (name: string, address: string, isBusy = false) => ({
    address,
    crowd: address.split('.').slice(0, 3).join('.'),
    isBusy: () => isBusy,
    cut: () => cut.push(name),
  });
  return {
    callers,
    cut,
    arrive: (name: string, address: string, isBusy = false, now = 0) =>
      callers.arrived(caller(name, address, isBusy), now),
  };
}

describe('callers', () => {
  it('make room for others of their own address, the first of them first', () => {
    const { arrive, cut } = scene({ connectionsOfOne: 2 });
    expect(['a', 'b', 'c'].map((name) => arrive(name, '192.0.2.1'))).toEqual([true, true, true]);
    expect(arrive('d', '192.0.2.2')).toBe(true);
    expect(cut).toEqual(['a']);
  });

  it('make room where there are most, and keep nobody else out', () => {
    const { arrive, cut, callers } = scene({ connections: 4 });
    arrive('friend', '198.51.100.1');
    for (const name of ['a', 'b', 'c', 'd', 'e']) arrive(name, `192.0.2.${name.charCodeAt(0)}`);
    expect(cut).toEqual(['a', 'b']);
    expect(callers.size).toBe(4);
  });

  it('make room where most of them wait for nothing, though others are more', () => {
    const { arrive, cut } = scene({ connections: 4 });
    for (const name of ['a', 'b', 'c']) arrive(name, '192.0.2.1', true);
    arrive('d', '198.51.100.1');
    expect(arrive('e', '203.0.113.1')).toBe(true);
    expect(cut).toEqual(['d']);
  });

  it('that wait for something stay', () => {
    const { arrive, cut } = scene({ connections: 2 });
    arrive('a', '192.0.2.1', true);
    arrive('b', '192.0.2.2', true);
    expect(arrive('c', '192.0.2.3')).toBe(false);
    expect(cut).toEqual([]);
  });

  it('come so many at once and so many a second, each crowd for itself and all together', () => {
    const limits = { callsAtOnce: 2, callsPerSecond: 1, callsAtOnceInAll: 4, callsPerSecondInAll: 1 };
    const { arrive } = scene(limits);
    const come = (address: string, now: number) => arrive('', address, false, now);
    expect([come('192.0.2.1', 0), come('192.0.2.2', 0), come('192.0.2.3', 0)]).toEqual([true, true, false]);
    expect(come('198.51.100.1', 0)).toBe(true);
    expect(come('203.0.113.1', 0)).toBe(true);
    expect(come('203.0.113.1', 0)).toBe(false);
    expect(come('192.0.2.1', 1000)).toBe(true);
    // A clock that was set back gives nothing.
    expect(come('192.0.2.1', 0)).toBe(false);
  });
});
