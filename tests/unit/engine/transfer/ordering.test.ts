import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ordering } from '../../../../src/engine/transfer/ordering.ts';

const LONG = Boolean(process.env.FERRY_LONG);

interface Sent {
  readonly seq: number;
  readonly isAgain: boolean;
}

/** Whoever sends by several connections, any of which may end at any moment, and is told nothing but what has come. */
class World {
  readonly ordering = new Ordering<number>();
  readonly came: number[] = [];
  readonly #credit: number;
  /** On its way on each; null for one that isn't open. */
  readonly #lanes: (Sent[] | null)[];
  /** Sent, by which, until it is placed. */
  readonly #kept = new Map<number, number>();
  #lost: number[] = [];
  #seq = 0;
  mostHeld = 0;

  constructor(lanes: number, credit: number) {
    this.#lanes = Array.from({ length: lanes }, () => []);
    this.#credit = credit;
  }

  /** The connection that everything else is said on is the first: it isn't lost. */
  step(what: number, lane: number, records: number): void {
    const at = lane % this.#lanes.length;
    if (what < 4) this.#send(at, records);
    else if (what < 9) this.#arrive(at);
    else if (at > 0) this.#lose(at, what === 9);
  }

  /** All that is on its way arrives, and what was lost is sent by the first. */
  finish(records: number): void {
    while (this.came.length < records) {
      this.#send(0, records);
      this.#lanes.forEach((_, at) => {
        this.#arrive(at);
      });
    }
  }

  #send(at: number, records: number): void {
    const lane = this.#lanes[at];
    if (lane === null || lane === undefined) return;
    for (const seq of this.#kept.keys()) if (seq < this.ordering.next) this.#kept.delete(seq);
    const lost = this.#lost.shift();
    if (lost !== undefined) {
      this.#kept.set(lost, at);
      lane.push({ seq: lost, isAgain: true });
      return;
    }
    if (this.#seq >= records || this.#seq >= this.came.length + this.#credit) return;
    this.#kept.set(this.#seq, at);
    lane.push({ seq: this.#seq++, isAgain: false });
  }

  #arrive(at: number): void {
    const next = this.#lanes[at]?.shift();
    if (next === undefined) return;
    const due = this.ordering.add(next.seq, next.isAgain, next.seq);
    if (due === 'wrong') throw new Error('taken for a fault');
    if (due !== 'passed over') this.came.push(...due);
    this.mostHeld = Math.max(this.mostHeld, this.ordering.held);
  }

  /** What was on its way may be lost with it, or come all the same. */
  #lose(at: number, comesAllTheSame: boolean): void {
    const late = this.#lanes[at];
    if (late === null || late === undefined) return;
    for (const [seq, lane] of this.#kept) if (lane === at && seq >= this.ordering.next) this.#lost.push(seq);
    if (comesAllTheSame) this.#lanes.push(late);
    this.#lanes[at] = comesAllTheSame ? null : [];
  }
}

describe('the records of a round', () => {
  it('come in order, whatever they came by and whatever was lost, and never wait in greater number than was allowed', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 10 }), fc.nat({ max: 8 })), { maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 60 }),
        steps,
        (lanes, credit, records, taken) => {
          const world = new World(lanes, credit);
          for (const [what, lane] of taken) world.step(what, lane, records);
          world.finish(records);
          expect(world.came).toEqual(Array.from({ length: records }, (_, seq) => seq));
          expect(world.mostHeld).toBeLessThanOrEqual(credit);
          expect(world.ordering.end(records)).toBe(true);
          expect(world.ordering.isWhole).toBe(true);
        },
      ),
      { numRuns: LONG ? 20_000 : 1000 },
    );
  });

  it('go through untouched where each is the next', () => {
    const ordering = new Ordering<string>();
    expect(['a', 'b', 'c'].map((item, seq) => ordering.add(seq, false, item))).toEqual([['a'], ['b'], ['c']]);
    expect([ordering.next, ordering.held]).toEqual([3, 0]);
  });

  it('may not come twice, unless something was sent once more', () => {
    const ordering = new Ordering<string>();
    ordering.add(0, false, 'a');
    ordering.add(2, false, 'c');
    expect(ordering.add(0, false, 'a')).toBe('wrong');
    expect(ordering.add(2, false, 'c')).toBe('wrong');
    expect(ordering.add(2, true, 'c')).toBe('passed over');
    expect(ordering.add(0, false, 'a')).toBe('passed over');
    expect(ordering.add(1, true, 'b')).toEqual(['b', 'c']);
  });

  it('are as many as its end says, and it says so once', () => {
    const ordering = new Ordering<string>();
    ordering.add(1, false, 'b');
    expect(ordering.end(1)).toBe(false);
    expect(ordering.end(2)).toBe(true);
    expect(ordering.isWhole).toBe(false);
    expect(ordering.end(2)).toBe(false);
    expect(ordering.add(2, true, 'c')).toBe('wrong');
    ordering.add(0, false, 'a');
    expect(ordering.isWhole).toBe(true);
    const behind = new Ordering<string>();
    behind.add(0, false, 'a');
    expect(behind.end(0)).toBe(false);
  });

  it('that wait in vain are given back', () => {
    const ordering = new Ordering<string>();
    for (const seq of [1, 3]) ordering.add(seq, false, `${seq}`);
    expect(ordering.clear()).toEqual(['1', '3']);
    expect(ordering.clear()).toEqual([]);
  });
});
