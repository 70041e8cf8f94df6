// What a device that looks for others meets: things heard, time that passes, probes that are answered or not.
import type { DeviceId } from '../../src/contract/devices.ts';
import type { Announcement, Heard } from '../../src/engine/discovery/heard.ts';
import { type KnownFacts, Presence, type PresenceRow } from '../../src/engine/discovery/presence.ts';
import type { Place } from '../../src/engine/net/dial.ts';

export const START = 1_700_000_000_000;
export const SECOND = 1000;
const VERSIONS = [1];

export const idOf = (lot: number): DeviceId => lot.toString(16).padStart(32, '0') as DeviceId;
export const placeOf = (address: string, port = 26_810): Place => ({ address, port });
export const STUDIO: KnownFacts = { id: idOf(1), name: 'Studio PC', kind: 'desktop', lastPlace: null };
export const PHONE: KnownFacts = { id: idOf(2), name: 'Phone', kind: 'phone', lastPlace: placeOf('192.0.2.2') };
export const STRANGER = idOf(9);

export interface Saying extends Partial<Announcement> {
  readonly instance?: string;
  readonly via?: string;
  readonly places?: readonly Place[];
}

function hearing({ instance = 'one', via = 'eth0', places = [placeOf('192.0.2.9')], ...said }: Saying = {}): Heard {
  return { instance, via, places, said: { versions: [1], kind: 'laptop', id: null, name: 'Leo', tag: null, ...said } };
}

/** A presence with a clock of its own. */
export class Scene {
  now = START;
  known: readonly KnownFacts[];
  readonly presence: Presence;

  constructor(known: readonly KnownFacts[] = [STUDIO, PHONE]) {
    this.known = known;
    this.presence = new Presence(() => this.known, VERSIONS);
    this.presence.interfaces(['eth0', 'wlan0'], this.now);
  }

  pass(ms: number): this {
    this.now += ms;
    return this;
  }

  hear(id: DeviceId, saying: Saying = {}): this {
    this.presence.heard(id, hearing(saying), this.now);
    return this;
  }

  get rows(): readonly PresenceRow[] {
    return this.presence.rows(this.now);
  }

  row(id: DeviceId): PresenceRow | undefined {
    return this.rows.find((row) => row.id === id);
  }

  get strangers(): readonly PresenceRow[] {
    return this.rows.filter(({ isPaired }) => !isPaired);
  }

  addresses(id: DeviceId): readonly string[] {
    return this.row(id)?.places.map(({ address }) => address) ?? [];
  }

  isHere(id: DeviceId): boolean {
    return this.row(id)?.isHere ?? false;
  }

  /** Asks each second, and answers for each device as told. */
  probe(ms: number, answers: (id: DeviceId, place: Place) => boolean): this {
    for (let passed = 0; passed < ms; passed += SECOND) {
      for (const { id, place } of this.presence.probesDue(this.now))
        this.presence.probed(id, place, answers(id, place), this.now);
      this.pass(SECOND);
    }
    return this;
  }
}
