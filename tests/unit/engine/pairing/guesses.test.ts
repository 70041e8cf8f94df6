import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as limits from '../../../../src/engine/pairing/guesses.ts';

const MINUTE = 60_000;
const START = 1_000_000;

/** The limits as their holder uses them, with a clock to turn. */
class Desk {
  now = START;
  guesses = limits.codeShown(limits.NO_GUESSES, START);

  begin(source = 'a'): number | limits.Refusal {
    const [guesses, begun] = limits.begin(this.guesses, source, this.now);
    this.guesses = guesses;
    return typeof begun === 'string' ? begun : begun.id;
  }

  charge(id: number): limits.Refusal | null {
    const [guesses, refusal] = limits.charge(this.guesses, id, this.now);
    this.guesses = guesses;
    return refusal;
  }

  guess(source = 'a'): 'wrong' | limits.Refusal {
    const id = this.begin(source);
    if (typeof id === 'string') return id;
    const refusal = this.charge(id);
    if (refusal !== null) return refusal;
    this.guesses = limits.released(this.guesses, id);
    return 'wrong';
  }

  newCode(): void {
    this.guesses = limits.codeShown(this.guesses, this.now);
  }
}

describe('a code', () => {
  it('takes three wrong tries', () => {
    const desk = new Desk();
    expect([limits.triesLeft(desk.guesses), desk.guess(), desk.guess(), limits.triesLeft(desk.guesses)]).toEqual([
      3,
      'wrong',
      'wrong',
      1,
    ]);
    expect([desk.guess(), desk.guess(), limits.triesLeft(desk.guesses)]).toEqual(['wrong', 'triesUsed', 0]);
  });

  it('takes one success', () => {
    const desk = new Desk();
    const id = desk.begin() as number;
    desk.charge(id);
    desk.guesses = limits.succeeded(desk.guesses, id);
    expect(desk.guesses.wrong).toEqual([]);
    expect(desk.begin()).toBe('notShown');
  });

  it('gives nothing back for a success that was not charged, or not of the attempt in flight', () => {
    const desk = new Desk();
    desk.guess();
    const id = desk.begin() as number;
    expect(limits.succeeded(desk.guesses, id)).toBe(desk.guesses);
    desk.charge(id);
    expect(limits.succeeded(desk.guesses, id - 1)).toBe(desk.guesses);
  });

  it('lives ten minutes', () => {
    const desk = new Desk();
    desk.now += 10 * MINUTE - 1;
    expect(desk.guess()).toBe('wrong');
    desk.now += 1;
    expect(desk.guess()).toBe('notShown');
  });

  it('is over when the clock was set back behind its beginning', () => {
    const desk = new Desk();
    desk.now -= 1;
    expect(desk.guess()).toBe('notShown');
  });

  it('that ended while a proof was under way takes it no more', () => {
    const desk = new Desk();
    const id = desk.begin() as number;
    desk.now += 10 * MINUTE;
    expect(desk.charge(id)).toBe('notShown');
    desk.newCode();
    const before = desk.begin() as number;
    desk.newCode();
    expect(desk.charge(before)).toBe('notShown');
    expect(limits.triesLeft(desk.guesses)).toBe(3);
  });

  it('has one attempt in flight', () => {
    const desk = new Desk();
    const id = desk.begin('a') as number;
    expect(desk.begin('b')).toBe('busy');
    desk.charge(id);
    expect(desk.begin('b')).toBe('busy');
    desk.guesses = limits.released(desk.guesses, id);
    expect(desk.begin('b')).toBeTypeOf('number');
  });

  it('is charged before the proof, and once', () => {
    const desk = new Desk();
    const id = desk.begin() as number;
    expect(limits.triesLeft(desk.guesses)).toBe(3);
    expect(desk.charge(id)).toBeNull();
    expect(limits.triesLeft(desk.guesses)).toBe(2);
    expect(desk.charge(id)).toBe('notShown');
    expect(limits.triesLeft(desk.guesses)).toBe(2);
  });

  it('costs nothing where no proof came', () => {
    const desk = new Desk();
    for (let at = 0; at < 50; at++) desk.guesses = limits.released(desk.guesses, desk.begin() as number);
    expect(limits.triesLeft(desk.guesses)).toBe(3);
  });
});

describe('the way by code', () => {
  /** `count` wrong guesses, each source at a new code whenever one is used up. */
  const guessing = (desk: Desk, count: number, source = (at: number) => `s${at}`): unknown[] =>
    Array.from({ length: count }, (_, at) => {
      if (at % limits.WRONG_PER_CODE === 0) desk.newCode();
      return desk.guess(source(at));
    });

  it('closes after ten wrong in ten minutes, whatever codes and sources', () => {
    const desk = new Desk();
    expect(guessing(desk, 10)).toEqual(new Array(10).fill('wrong'));
    desk.newCode();
    expect(desk.guess('new')).toBe('pausedForSafety');
    expect(limits.pausedUntil(desk.guesses, desk.now)).toBe(START + 10 * MINUTE);
  });

  it('opens when the window has passed', () => {
    const desk = new Desk();
    guessing(desk, 10);
    desk.now += 10 * MINUTE;
    desk.newCode();
    expect(limits.pausedUntil(desk.guesses, desk.now)).toBeNull();
    expect(desk.guess()).toBe('wrong');
  });

  it('opens when the person reopens it', () => {
    const desk = new Desk();
    guessing(desk, 10);
    desk.guesses = limits.reopened(desk.guesses);
    desk.newCode();
    expect(limits.pausedUntil(desk.guesses, desk.now)).toBeNull();
    expect(desk.guess()).toBe('wrong');
  });

  it('closes for one source after six, and stays open for the others', () => {
    const desk = new Desk();
    guessing(desk, 6, () => 'loud');
    desk.newCode();
    expect(desk.guess('loud')).toBe('pausedForSafety');
    expect(limits.pausedUntil(desk.guesses, desk.now)).toBeNull();
    expect(desk.guess('quiet')).toBe('wrong');
  });

  it('is not kept closed by a clock that was set back', () => {
    const desk = new Desk();
    guessing(desk, 10);
    desk.now -= 60 * MINUTE;
    desk.newCode();
    expect(desk.guess()).toBe('pausedForSafety');
    desk.now += 10 * MINUTE;
    desk.newCode();
    expect(desk.guess()).toBe('wrong');
  });

  it('looks at no more than ten proofs in any ten minutes, and three of a code, whatever anybody does', () => {
    const act = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ act: fc.constant('begin' as const), source: fc.constantFrom('a', 'b', 'c') }),
      },
      { weight: 6, arbitrary: fc.record({ act: fc.constant('charge' as const), back: fc.nat(3) }) },
      { weight: 4, arbitrary: fc.record({ act: fc.constant('release' as const), back: fc.nat(3) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('show' as const) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('hide' as const) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.nat(4 * MINUTE) }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const desk = new Desk();
        const looked: number[] = [];
        const ids: number[] = [];
        let ofThisCode = 0;
        for (const one of acts) {
          if (one.act === 'begin') {
            const id = desk.begin(one.source);
            if (typeof id === 'number') ids.push(id);
          } else if (one.act === 'charge') {
            if (desk.charge(ids.at(-1 - one.back) ?? 0) !== null) continue;
            looked.push(desk.now);
            ofThisCode++;
            expect(ofThisCode).toBeLessThanOrEqual(3);
            expect(looked.filter((at) => desk.now - at < 10 * MINUTE).length).toBeLessThanOrEqual(10);
          } else if (one.act === 'release') {
            desk.guesses = limits.released(desk.guesses, ids.at(-1 - one.back) ?? 0);
          } else if (one.act === 'show') {
            desk.newCode();
            ofThisCode = 0;
          } else if (one.act === 'hide') desk.guesses = limits.codeHidden(desk.guesses);
          else desk.now += one.ms;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
