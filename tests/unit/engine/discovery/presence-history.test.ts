import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { KnownFacts } from '../../../../src/engine/discovery/presence.ts';
import type { Place } from '../../../../src/engine/net/dial.ts';
import { idOf, placeOf, type Saying, Scene, SECOND } from '../../../support/presence-scene.ts';

type Step =
  | { readonly what: 'heard'; readonly id: number; readonly saying: Saying }
  | { readonly what: 'gone'; readonly instance: string; readonly via: string }
  | { readonly what: 'interfaces'; readonly names: readonly string[] }
  | { readonly what: 'connected'; readonly id: number; readonly place: Place | null }
  | { readonly what: 'disconnected'; readonly id: number }
  | { readonly what: 'probed'; readonly id: number; readonly place: Place; readonly isAnswering: boolean }
  | { readonly what: 'asked' }
  | { readonly what: 'forgotten'; readonly count: number }
  | { readonly what: 'crowd'; readonly from: number }
  | { readonly what: 'passed'; readonly ms: number };

/** Ids below 4 may be paired. */
const lots = fc.nat({ max: 8 });
const vias = fc.constantFrom('eth0', 'wlan0', 'eth1');
const instances = fc.constantFrom('one', 'two', 'three');
const places = fc.record({
  address: fc.constantFrom('192.0.2.1', '192.0.2.2', '198.51.100.3', 'fe80::4%eth0'),
  port: fc.constantFrom(26_810, 40_000),
});
const sayings: fc.Arbitrary<Saying> = fc.record({
  instance: instances,
  via: vias,
  places: fc.array(places, { maxLength: 12 }),
  name: fc.constantFrom('Leo', 'LEO', 'Studio PC', 'Eva', null),
  kind: fc.constantFrom('phone', 'unknown'),
  versions: fc.constantFrom([1], [2]),
});
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('heard'), id: lots, saying: sayings }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('gone'), instance: instances, via: vias }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('interfaces'), names: fc.uniqueArray(vias) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('connected'), id: lots, place: fc.option(places) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('disconnected'), id: lots }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('probed'), id: lots, place: places, isAnswering: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('asked') }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('forgotten'), count: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('crowd'), from: fc.nat({ max: 1000 }) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('passed'), ms: fc.nat({ max: 9000 }) }) },
) as fc.Arbitrary<Step>;

const KNOWN: readonly KnownFacts[] = [0, 1, 2, 3].map((lot) => ({
  id: idOf(lot),
  name: `Known ${lot}`,
  kind: 'desktop',
  lastPlace: lot === 0 ? placeOf('192.0.2.1') : null,
}));

/** What must hold, told from the history alone. */
class Witness {
  readonly scene = new Scene(KNOWN);
  readonly #connected = new Set<DeviceId>();
  readonly #lastSign = new Map<DeviceId, number>();
  readonly #askedAt = new Map<DeviceId, number>();

  take(step: Step): void {
    const { presence, now } = this.scene;
    switch (step.what) {
      case 'heard':
        this.#lastSign.set(idOf(step.id), now);
        this.scene.hear(idOf(step.id), step.saying);
        break;
      case 'gone':
        presence.gone(step.instance, step.via, now);
        break;
      case 'interfaces':
        presence.interfaces(step.names, now);
        break;
      case 'connected':
        this.#connected.add(idOf(step.id));
        presence.connected(idOf(step.id), step.place, now);
        break;
      case 'disconnected':
        if (this.#connected.delete(idOf(step.id))) this.#lastSign.set(idOf(step.id), now);
        presence.disconnected(idOf(step.id), now);
        break;
      case 'probed':
        if (step.isAnswering) this.#lastSign.set(idOf(step.id), now);
        presence.probed(idOf(step.id), step.place, step.isAnswering, now);
        break;
      case 'asked':
        this.#ask();
        break;
      case 'forgotten':
        this.scene.known = KNOWN.slice(0, step.count);
        break;
      case 'crowd':
        for (let lot = 0; lot < 250; lot += 1) {
          const id = idOf(1000 + step.from + lot);
          this.#lastSign.set(id, now);
          this.scene.hear(id, { name: `Fake ${lot}`, places: [placeOf(`192.0.2.${lot}`)] });
        }
        break;
      case 'passed':
        this.scene.pass(step.ms);
    }
    this.#check();
  }

  #ask(): void {
    const { presence, now } = this.scene;
    const asked = presence.probesDue(now);
    expect(asked.length).toBeLessThanOrEqual(16);
    for (const { id } of asked) {
      expect(now - (this.#askedAt.get(id) ?? 0)).toBeGreaterThanOrEqual(SECOND);
      expect(this.#connected).not.toContain(id);
      this.#askedAt.set(id, now);
    }
  }

  #check(): void {
    const { rows, known, now } = this.scene;
    const strangers = rows.slice(known.length);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(strangers.length).toBeLessThanOrEqual(200);
    known.forEach((facts, at) => {
      expect(rows[at]).toMatchObject({
        id: facts.id,
        name: facts.name,
        kind: facts.kind,
        isPaired: true,
        mark: 'none',
      });
    });
    expect(strangers.filter(({ isPaired, isHere, name }) => isPaired || !isHere || name === '')).toEqual([]);
    expect(rows.filter((row) => row.places.length > 17)).toEqual([]);
    expect(rows.filter(({ id, isHere }) => this.#connected.has(id) && !isHere)).toEqual([]);
    const isLate = (id: DeviceId): boolean => now - (this.#lastSign.get(id) ?? 0) >= 20 * SECOND;
    expect(rows.filter(({ id, isHere }) => isHere && !this.#connected.has(id) && isLate(id))).toEqual([]);
  }
}

describe('whatever happens', () => {
  it('a device is one row, paired ones keep theirs, strangers are bounded, and nobody stays without a sign of life', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60, size: 'max' }), (history) => {
        const witness = new Witness();
        for (const step of history) witness.take(step);
      }),
      { numRuns: 100 },
    );
  });
});
