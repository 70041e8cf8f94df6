import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../../src/engine/interop/localsend/certificate.ts';
import type { Visitor } from '../../../../../src/engine/interop/localsend/handlers.ts';
import { OfferGate, type Waiting } from '../../../../../src/engine/interop/localsend/offer-gate.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const MIB = 1024 * 1024;
const visitor = (name: string, address: string): Visitor => ({
  address,
  fingerprint: fingerprintOf(Buffer.from(name)),
  isEncrypted: true,
});
const MIA = visitor('Mia', '192.0.2.7');
/** Another certificate each time. */
const stranger = (number: number, address = `198.51.100.${number % 250}`): Visitor =>
  visitor(`stranger ${number}`, address);

function scene() {
  const clock = new FakeClock();
  const waiting: Waiting[] = [];
  const gate = new OfferGate({
    waiting: () => waiting,
    isPaired: (fingerprint) => fingerprint === MIA.fingerprint,
    clock,
  });
  const comes = (who: Visitor, files = 1, bytes = 1000): boolean => {
    const isLetIn = gate.mayOffer(who) && gate.mayBeHeard(who, bytes) && gate.hasRoomFor(who, files);
    if (isLetIn) waiting.push({ visitor: who, files });
    return isLetIn;
  };
  const answered = (): void => void waiting.splice(0);
  return { clock, gate, waiting, comes, answered };
}

describe('offers that wait for their answer', () => {
  it('are four of one machine, and sixteen of strangers; of one that is paired four beside those', () => {
    const { comes } = scene();
    const count = (all: readonly Visitor[]): number => all.filter((who) => comes(who)).length;
    expect(count(Array.from({ length: 9 }, (_, at) => stranger(at, '198.51.100.1')))).toBe(4);
    expect(count(Array.from({ length: 99 }, (_, at) => stranger(at)))).toBe(12);
    expect(count(Array.from({ length: 9 }, () => MIA))).toBe(4);
  });

  it('hold so many files of strangers, and few of them are always let in', () => {
    const { comes } = scene();
    expect([1, 2, 3].map((at) => comes(stranger(at), 100_000))).toEqual([true, true, false]);
    expect(comes(stranger(4), 1000)).toBe(true);
    expect(comes(MIA, 100_000)).toBe(true);
  });
});

describe('a flood of offers', () => {
  it('of one machine ends soon, and of that which is paired at the same address nothing is lost', () => {
    const { comes, answered, clock } = scene();
    const flood = (): number => {
      let count = 0;
      for (let at = 0; at < 200; at++) {
        count += Number(comes(stranger(at, MIA.address)));
        answered();
      }
      return count;
    };
    expect(flood()).toBe(50);
    expect(comes(MIA)).toBe(true);
    clock.pass(10_000);
    expect(flood()).toBe(5);
  });

  it('that are large ends sooner, by what each takes to be read', () => {
    const { comes, answered, clock } = scene();
    const flood = (address: string | undefined): number => {
      let count = 0;
      for (let at = 0; at < 200; at++) {
        count += Number(comes(stranger(at, address), 1, 25 * MIB));
        answered();
      }
      return count;
    };
    expect(flood('198.51.100.1')).toBe(2);
    // All of them together have four times that.
    expect(flood(undefined)).toBeLessThanOrEqual(4);
    expect(comes(stranger(1, '198.51.100.250'), 1, 25 * MIB)).toBe(false);
    expect(comes(stranger(1, '198.51.100.251'))).toBe(true);
    expect(comes(MIA, 1, 25 * MIB)).toBe(true);
    answered();
    clock.pass(60_000);
    expect(flood('198.51.100.1')).toBeLessThanOrEqual(2);
  });
});
