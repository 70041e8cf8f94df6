import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { Announcement, Heard } from '../../../../src/engine/discovery/heard.ts';
import { type KnownFacts, Presence, type PresenceRow } from '../../../../src/engine/discovery/presence.ts';
import type { Place } from '../../../../src/engine/net/dial.ts';

const START = 1_700_000_000_000;
const SECOND = 1000;
const VERSIONS = [1];

const idOf = (lot: number): DeviceId => lot.toString(16).padStart(32, '0') as DeviceId;
const placeOf = (address: string, port = 26_810): Place => ({ address, port });
const STUDIO: KnownFacts = { id: idOf(1), name: 'Studio PC', kind: 'desktop', lastPlace: null };
const PHONE: KnownFacts = { id: idOf(2), name: 'Phone', kind: 'phone', lastPlace: placeOf('192.0.2.2') };
const STRANGER = idOf(9);

interface Saying extends Partial<Announcement> {
  readonly instance?: string;
  readonly via?: string;
  readonly places?: readonly Place[];
}

function hearing({ instance = 'one', via = 'eth0', places = [placeOf('192.0.2.9')], ...said }: Saying = {}): Heard {
  return { instance, via, places, said: { versions: [1], kind: 'laptop', id: null, name: 'Leo', tag: null, ...said } };
}

/** A presence with a clock of its own. */
class Scene {
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

describe('a stranger', () => {
  it('is a row as soon as it is heard, and none where it says no name', () => {
    const scene = new Scene().hear(STRANGER).hear(idOf(10), { name: null });
    expect(scene.strangers).toEqual([
      {
        id: STRANGER,
        name: 'Leo',
        kind: 'laptop',
        isPaired: false,
        isHere: true,
        lastHereAt: null,
        places: [placeOf('192.0.2.9')],
        mark: 'none',
        needsUpdate: false,
      },
    ]);
  });

  it('is one row by two networks, two families and two instances', () => {
    const scene = new Scene().hear(STRANGER);
    scene.hear(STRANGER, { via: 'wlan0', places: [placeOf('198.51.100.9')] });
    scene.hear(STRANGER, { instance: 'two', places: [placeOf('fe80::9%eth0')] });
    expect(scene.strangers).toHaveLength(1);
    expect(new Set(scene.addresses(STRANGER))).toEqual(new Set(['192.0.2.9', '198.51.100.9', 'fe80::9%eth0']));
  });

  it('is gone within 20 seconds of the last that was heard', () => {
    const scene = new Scene().hear(STRANGER);
    expect(scene.pass(17 * SECOND).strangers).toHaveLength(1);
    expect(scene.pass(2 * SECOND).strangers).toEqual([]);
  });

  it('stays while it answers, and is gone after two probes without an answer', () => {
    const scene = new Scene().hear(STRANGER).probe(60 * SECOND, () => true);
    expect(scene.strangers).toHaveLength(1);
    let misses = 0;
    scene.probe(17 * SECOND, () => {
      misses += 1;
      return false;
    });
    expect(misses).toBe(2);
    expect(scene.strangers).toEqual([]);
  });

  it('stays while it is heard though a firewall lets no probe in', () => {
    const scene = new Scene();
    for (let round = 0; round < 12; round += 1) {
      scene.hear(STRANGER).probe(10 * SECOND, () => false);
      expect(scene.isHere(STRANGER)).toBe(true);
    }
  });

  it('bears the name that it said last', () => {
    expect(new Scene().hear(STRANGER).hear(STRANGER, { name: 'Lea' }).row(STRANGER)?.name).toBe('Lea');
  });

  it('is marked where its name could be taken for a paired device’s', () => {
    const scene = new Scene().hear(STRANGER, { name: 'Studiо-РC' });
    expect(scene.row(STRANGER)?.mark).toBe('namedAsPaired');
    expect(scene.row(STUDIO.id)?.mark).toBe('none');
  });

  it('is marked where its name could be taken for another stranger’s, until that is gone', () => {
    const scene = new Scene()
      .hear(STRANGER)
      .hear(idOf(10), { name: 'LEO', instance: 'two' })
      .hear(idOf(11), { name: 'Eva' });
    expect(scene.strangers.map(({ mark }) => mark)).toEqual(['twin', 'twin', 'none']);
    scene
      .pass(10 * SECOND)
      .hear(STRANGER)
      .pass(10 * SECOND);
    expect(scene.strangers.map(({ mark }) => mark)).toEqual(['none']);
  });

  it('needs an update where it speaks no version that is spoken here', () => {
    const scene = new Scene().hear(STRANGER, { versions: [2, 3] }).hear(idOf(10), { versions: [1, 2] });
    expect(scene.strangers.map(({ needsUpdate }) => needsUpdate)).toEqual([true, false]);
  });

  it('is no row where it is connected and said no name', () => {
    const scene = new Scene();
    scene.presence.connected(STRANGER, null, scene.now);
    expect(scene.strangers).toEqual([]);
    expect(scene.hear(STRANGER).strangers).toHaveLength(1);
  });

  it('is remembered by eight instances at most', () => {
    const scene = new Scene();
    for (let lot = 0; lot < 100; lot += 1) scene.hear(STRANGER, { instance: `i${lot}` });
    for (let lot = 92; lot < 100; lot += 1) scene.presence.gone(`i${lot}`, 'eth0', scene.now);
    expect(scene.pass(3 * SECOND).strangers).toEqual([]);
  });

  it('becomes the paired device in its place when it is paired, and a stranger again when it is forgotten', () => {
    const scene = new Scene([]).hear(STRANGER);
    scene.known = [{ id: STRANGER, name: 'My Leo', kind: 'phone', lastPlace: null }];
    expect(scene.rows).toMatchObject([{ name: 'My Leo', isPaired: true, isHere: true }]);
    scene.known = [];
    expect(scene.rows).toMatchObject([{ name: 'Leo', isPaired: false }]);
  });
});

describe('a paired device', () => {
  it('is a row also where it never was heard', () => {
    expect(new Scene().rows).toMatchObject([
      { id: STUDIO.id, isPaired: true, isHere: false, lastHereAt: null, places: [] },
      { id: PHONE.id, isPaired: true, isHere: false, lastHereAt: null, places: [placeOf('192.0.2.2')] },
    ]);
  });

  it('keeps its name and kind whatever is heard', () => {
    const scene = new Scene().hear(STUDIO.id, { name: 'Mallory', kind: 'tablet' });
    expect(scene.row(STUDIO.id)).toMatchObject({ name: 'Studio PC', kind: 'desktop', isHere: true });
  });

  it('is here without saying a name', () => {
    expect(new Scene().hear(STUDIO.id, { name: null }).isHere(STUDIO.id)).toBe(true);
  });

  it('stays a row when it is gone, and says when it was last here', () => {
    const scene = new Scene().hear(STUDIO.id).pass(20 * SECOND);
    expect(scene.row(STUDIO.id)).toMatchObject({ isHere: false, lastHereAt: START });
  });

  it('with a connection is here whatever goodbyes, silence, probes and interfaces say', () => {
    const scene = new Scene().hear(STUDIO.id);
    scene.presence.connected(STUDIO.id, placeOf('192.0.2.9'), scene.now);
    scene.presence.gone('one', 'eth0', scene.now);
    scene.presence.probed(STUDIO.id, placeOf('192.0.2.9'), false, scene.now);
    scene.presence.interfaces([], scene.now);
    expect(scene.pass(3600 * SECOND).isHere(STUDIO.id)).toBe(true);
    expect(scene.presence.probesDue(scene.now)).toEqual([]);
  });

  it('needs no update while it is connected, whatever is said in its name', () => {
    const scene = new Scene().hear(STUDIO.id, { versions: [7] });
    expect(scene.row(STUDIO.id)?.needsUpdate).toBe(true);
    scene.presence.connected(STUDIO.id, null, scene.now);
    expect(scene.row(STUDIO.id)?.needsUpdate).toBe(false);
  });

  it('is asked at once when its connection ends, and gone a little later where it doesn’t answer', () => {
    const scene = new Scene();
    scene.presence.connected(PHONE.id, null, scene.now);
    scene.pass(60 * SECOND).presence.disconnected(PHONE.id, scene.now);
    expect(scene.isHere(PHONE.id)).toBe(true);
    scene.pass(SECOND);
    expect(scene.presence.probesDue(scene.now)).toEqual([{ id: PHONE.id, place: placeOf('192.0.2.2') }]);
    scene.presence.probed(PHONE.id, placeOf('192.0.2.2'), false, scene.now);
    expect(scene.pass(2 * SECOND).row(PHONE.id)).toMatchObject({ isHere: false, lastHereAt: START + 60 * SECOND });
  });

  it('is here when it answers where it was last, though nothing is heard of it', () => {
    const scene = new Scene();
    scene.presence.probed(PHONE.id, placeOf('192.0.2.2'), true, scene.now);
    expect(scene.isHere(PHONE.id)).toBe(true);
  });
});

describe('a goodbye', () => {
  it('takes away whoever doesn’t answer any more, in some three seconds', () => {
    const scene = new Scene().hear(STRANGER).probe(2 * SECOND, () => true);
    scene.presence.gone('one', 'eth0', scene.now);
    expect(scene.strangers).toHaveLength(1);
    expect(scene.pass(3 * SECOND).strangers).toEqual([]);
  });

  it('is believed at once where a probe finds nobody', () => {
    const scene = new Scene().hear(STRANGER);
    scene.presence.gone('one', 'eth0', scene.now);
    expect(scene.probe(2 * SECOND, () => false).strangers).toEqual([]);
  });

  it('in the name of a device that answers changes nothing', () => {
    const scene = new Scene().hear(STRANGER);
    for (let second = 0; second < 30; second += 1) {
      scene.presence.gone('one', 'eth0', scene.now);
      expect(scene.probe(SECOND, () => true).strangers).toHaveLength(1);
    }
  });

  it('of one instance, or on one interface, leaves what was heard otherwise', () => {
    const scene = new Scene().hear(STRANGER).hear(STRANGER, { via: 'wlan0' }).hear(STRANGER, { instance: 'two' });
    scene.presence.gone('one', 'eth0', scene.now);
    scene.presence.gone('one', 'wlan0', scene.now);
    scene.presence.probed(STRANGER, placeOf('192.0.2.9'), false, scene.now);
    expect(scene.pass(10 * SECOND).strangers).toHaveLength(1);
  });

  it('before the announcement by another name leaves the row where it is', () => {
    const scene = new Scene().hear(STRANGER);
    scene.presence.gone('one', 'eth0', scene.now);
    expect(scene.pass(SECOND).strangers).toHaveLength(1);
    scene.hear(STRANGER, { instance: 'two' });
    expect(scene.pass(10 * SECOND).strangers).toHaveLength(1);
  });

  it('that comes late makes nobody stay longer', () => {
    const scene = new Scene().hear(STRANGER).pass(17 * SECOND);
    scene.presence.gone('one', 'eth0', scene.now);
    expect(scene.pass(SECOND).strangers).toEqual([]);
  });
});

describe('interfaces', () => {
  it('that are gone take with them what was heard there, at once', () => {
    const scene = new Scene().hear(STRANGER).hear(STUDIO.id, { via: 'wlan0' });
    scene.presence.interfaces(['wlan0'], scene.now);
    expect(scene.strangers).toEqual([]);
    expect(scene.isHere(STUDIO.id)).toBe(true);
  });

  it('that are gone bring nothing any more', () => {
    const scene = new Scene();
    scene.presence.interfaces(['wlan0'], scene.now);
    expect(scene.hear(STRANGER).strangers).toEqual([]);
    expect(scene.hear(STRANGER, { via: 'wlan0' }).strangers).toHaveLength(1);
  });

  it('that are gone leave the places of the others', () => {
    const scene = new Scene().hear(STRANGER, { via: 'wlan0', places: [placeOf('198.51.100.9')] }).hear(STRANGER);
    scene.presence.interfaces(['wlan0'], scene.now);
    expect(scene.addresses(STRANGER)).toEqual(['198.51.100.9']);
  });

  it('that are gone take a place with them that was dialled by nobody knows which', () => {
    const scene = new Scene();
    scene.presence.connected(STUDIO.id, placeOf('192.0.2.7'), scene.now);
    scene.presence.interfaces(['eth0', 'wlan0', 'eth1'], scene.now);
    expect(scene.addresses(STUDIO.id)).toEqual(['192.0.2.7']);
    scene.presence.interfaces(['eth1'], scene.now);
    expect(scene.addresses(STUDIO.id)).toEqual([]);
  });
});

describe('places', () => {
  const A = placeOf('192.0.2.20');
  const B = placeOf('192.0.2.21');
  const C = placeOf('192.0.2.22');

  it('come in the order in which they were said, and a new one before the old ones', () => {
    const scene = new Scene().hear(STRANGER, { places: [A, B] });
    expect(scene.addresses(STRANGER)).toEqual([A.address, B.address]);
    scene
      .pass(SECOND)
      .hear(STRANGER, { places: [C] })
      .pass(SECOND)
      .hear(STRANGER, { places: [A, B] });
    expect(scene.addresses(STRANGER)).toEqual([C.address, A.address, B.address]);
  });

  it('that are no longer said come behind those that are', () => {
    const scene = new Scene()
      .hear(STUDIO.id, { places: [A] })
      .pass(SECOND)
      .hear(STUDIO.id, { places: [B] });
    scene
      .pass(10 * SECOND)
      .hear(STUDIO.id, { places: [A] })
      .pass(10 * SECOND);
    expect(scene.addresses(STUDIO.id)).toEqual([A.address, B.address]);
  });

  it('come first where they answer, and before these where the device’s key was proven', () => {
    const scene = new Scene().hear(STUDIO.id, { places: [A, B, C] });
    scene.presence.probed(STUDIO.id, B, true, scene.now);
    expect(scene.addresses(STUDIO.id)).toEqual([B.address, A.address, C.address]);
    scene.presence.connected(STUDIO.id, C, scene.pass(SECOND).now);
    scene.presence.probed(STUDIO.id, B, true, scene.pass(SECOND).now);
    expect(scene.addresses(STUDIO.id)).toEqual([C.address, B.address, A.address]);
  });

  it('come last where they failed, until they answer again', () => {
    const scene = new Scene().hear(STUDIO.id, { places: [A, B] });
    scene.presence.probed(STUDIO.id, A, false, scene.now);
    expect(scene.addresses(STUDIO.id)).toEqual([B.address, A.address]);
    scene.presence.probed(STUDIO.id, B, false, scene.pass(SECOND).now);
    expect(scene.addresses(STUDIO.id)).toEqual([A.address, B.address]);
    scene.presence.probed(STUDIO.id, B, true, scene.pass(SECOND).now);
    expect(scene.addresses(STUDIO.id)).toEqual([B.address, A.address]);
  });

  it('that failed are as good as any when they are said anew after a silence', () => {
    const scene = new Scene().hear(STUDIO.id, { places: [A, B] });
    scene.presence.probed(STUDIO.id, A, false, scene.now);
    scene.pass(30 * SECOND).hear(STUDIO.id, { places: [A] });
    expect(scene.addresses(STUDIO.id)).toEqual([A.address, B.address]);
  });

  it('are 16 at most, and those said lately give way to no others that are only said', () => {
    const scene = new Scene();
    for (let packet = 0; packet < 100; packet += 1)
      scene.hear(STUDIO.id, { places: Array.from({ length: 50 }, (_, at) => placeOf(`198.51.100.${at}`, 1 + packet)) });
    const before = scene.addresses(STUDIO.id);
    expect(before).toHaveLength(16);
    scene.presence.connected(STUDIO.id, A, scene.now);
    expect(scene.addresses(STUDIO.id)[0]).toBe(A.address);
    expect(scene.addresses(STUDIO.id)).toHaveLength(16);
    expect(
      scene
        .pass(20 * SECOND)
        .hear(STUDIO.id, { places: [B] })
        .addresses(STUDIO.id),
    ).toContain(B.address);
  });

  it('remembered from before come after those that were heard', () => {
    const scene = new Scene().hear(PHONE.id, { places: [A] });
    expect(scene.addresses(PHONE.id)).toEqual([A.address, '192.0.2.2']);
    scene.hear(PHONE.id, { places: [placeOf('192.0.2.2')] });
    expect(scene.addresses(PHONE.id)).toHaveLength(2);
  });
});

describe('probes', () => {
  const probesIn = (scene: Scene, ms: number): readonly DeviceId[] => {
    const asked: DeviceId[] = [];
    scene.probe(ms, (id) => asked.push(id) > 0);
    return asked;
  };

  it('come every eight seconds, and not while there is a connection', () => {
    const scene = new Scene().hear(STUDIO.id);
    expect(probesIn(scene, 41 * SECOND)).toHaveLength(5);
    scene.presence.connected(STUDIO.id, null, scene.now);
    expect(probesIn(scene, 60 * SECOND)).toEqual([]);
  });

  it('are not made of devices that are away', () => {
    expect(probesIn(new Scene().hear(STUDIO.id).pass(20 * SECOND), 60 * SECOND)).toEqual([]);
  });

  it('try the next place when one failed', () => {
    const places = [placeOf('192.0.2.20'), placeOf('192.0.2.21')];
    const scene = new Scene().hear(STRANGER, { places });
    const tried: string[] = [];
    scene.probe(17 * SECOND, (_, place) => {
      tried.push(place.address);
      return place.address === '192.0.2.21';
    });
    expect(tried).toEqual(['192.0.2.20', '192.0.2.21']);
    expect(scene.isHere(STRANGER)).toBe(true);
  });

  it('go to one address once a second, however many devices are said to be there', () => {
    const scene = new Scene();
    for (let lot = 100; lot < 130; lot += 1) scene.hear(idOf(lot), { places: [placeOf('192.0.2.9', lot)] });
    expect(scene.pass(SECOND).presence.probesDue(scene.now)).toHaveLength(1);
    expect(scene.presence.probesDue(scene.pass(999).now)).toEqual([]);
    expect(scene.presence.probesDue(scene.pass(1).now)).toHaveLength(1);
  });

  it('are made of those that answered before those that never did', () => {
    const scene = new Scene().hear(idOf(100), { places: [placeOf('192.0.2.100')] });
    scene.pass(SECOND).hear(STRANGER);
    scene.presence.probed(STRANGER, placeOf('192.0.2.9'), true, scene.now);
    expect(scene.presence.probesDue(scene.pass(SECOND).now).map(({ id }) => id)).toEqual([STRANGER, idOf(100)]);
  });

  it('are 16 at once, paired devices first, and those that nobody reports make room after a while', () => {
    const scene = new Scene();
    for (let lot = 100; lot < 140; lot += 1) scene.hear(idOf(lot), { places: [placeOf(`192.0.2.${lot}`)] });
    scene.hear(STUDIO.id, { places: [placeOf('192.0.2.8')] });
    const first = scene.presence.probesDue(scene.pass(SECOND).now);
    expect(first).toHaveLength(16);
    expect(first[0]?.id).toBe(STUDIO.id);
    expect(scene.presence.probesDue(scene.pass(SECOND).now)).toEqual([]);
    expect(scene.presence.probesDue(scene.pass(5 * SECOND).now)).toHaveLength(16);
  });
});

describe('a clock that is set', () => {
  it('back makes no ghosts, and stops nothing', () => {
    const scene = new Scene().hear(STRANGER).probe(2 * SECOND, () => true);
    scene.pass(-3600 * SECOND);
    expect(scene.strangers).toEqual([]);
    scene.hear(STRANGER);
    expect(scene.strangers).toHaveLength(1);
    expect(scene.presence.probesDue(scene.pass(SECOND).now)).toHaveLength(1);
  });

  it('back lets a device be asked that was asked before', () => {
    const scene = new Scene().hear(STUDIO.id).probe(2 * SECOND, () => true);
    scene.pass(-3600 * SECOND).hear(STUDIO.id);
    expect(scene.presence.probesDue(scene.pass(SECOND).now)).toHaveLength(1);
  });

  it('forward lets everybody be heard again', () => {
    const scene = new Scene().hear(STUDIO.id).pass(3600 * SECOND);
    expect(scene.isHere(STUDIO.id)).toBe(false);
    expect(scene.hear(STUDIO.id).isHere(STUDIO.id)).toBe(true);
  });
});

describe('a flood of 5,000 devices that are made up', () => {
  const flood = (
    scene: Scene,
    source: (lot: number) => string,
    look: (lot: number) => void = () => undefined,
  ): Scene => {
    for (let lot = 0; lot < 5000; lot += 1) {
      scene.hear(idOf(1000 + lot), { instance: `f${lot}`, name: `Fake ${lot}`, places: [placeOf(source(lot))] });
      if (lot % 50 === 0) look(lot);
      if (lot % 250 === 249) scene.probe(SECOND, (id) => id < idOf(1000));
    }
    return scene;
  };

  it('from one source fills a share of the list only', () => {
    let most = 0;
    const scene = new Scene();
    flood(
      scene,
      () => '192.0.2.66',
      () => {
        most = Math.max(most, scene.strangers.length);
      },
    );
    expect(most).toBe(40);
  });

  it('from every address of a network is 200 strangers at most', () => {
    let most = 0;
    const scene = new Scene();
    flood(
      scene,
      (lot) => `192.0.2.${lot % 254}`,
      () => {
        most = Math.max(most, scene.strangers.length);
      },
    );
    expect(most).toBe(200);
  });

  it.each([
    ['one source', () => '192.0.2.66'],
    ['ten sources', (lot: number) => `192.0.2.${60 + (lot % 10)}`],
    ['a source beside it, by IPv6 alone', () => 'fe80::66%eth0'],
    ['any IPv6 address of the network', (lot: number) => `fe80::1:${lot.toString(16)}%eth0`],
  ])('from %s keeps out no stranger from elsewhere', (_which, source) => {
    const scene = new Scene();
    const calm = source(0).startsWith('fe80') ? ['fe80::9%eth0', '192.0.2.9'] : ['192.0.2.9'];
    flood(scene, source, (lot) => {
      if (lot % 1000 !== 600) return;
      for (const address of calm) scene.hear(STRANGER, { places: [placeOf(address)] });
      expect(scene.row(STRANGER)).toMatchObject({ isHere: true, name: 'Leo' });
    });
    expect(scene.isHere(STRANGER)).toBe(true);
  });

  /** At once, each with an id of its own. */
  const fill = (scene: Scene, from: number, count: number, source: (lot: number) => string): Scene => {
    for (let lot = 0; lot < count; lot += 1) scene.hear(idOf(from + lot), { places: [placeOf(source(lot))] });
    return scene;
  };

  it('from one IPv6 address keeps out no neighbour that has nothing but IPv6', () => {
    const scene = fill(new Scene(), 1000, 40, () => 'fe80::66');
    expect(scene.hear(STRANGER, { places: [placeOf('fe80::9')] }).isHere(STRANGER)).toBe(true);
    expect(scene.strangers).toHaveLength(40);
  });

  it('that calls itself by many IPv6 addresses makes room before those that came alone', () => {
    const scene = fill(
      fill(new Scene(), 1000, 160, (lot) => `192.0.2.${lot}`),
      2000,
      40,
      (lot) => `fe80::${lot}`,
    );
    expect(scene.strangers).toHaveLength(200);
    expect(scene.hear(STRANGER, { places: [placeOf('198.51.100.9')] }).isHere(STRANGER)).toBe(true);
    expect(scene.strangers.filter(({ places }) => places[0]?.address.startsWith('fe80'))).toHaveLength(39);
  });

  it('takes no place from neighbours who answer, where it is no fairer', () => {
    const scene = fill(new Scene(), 1000, 40, (lot) => `fe80::${lot}`).probe(10 * SECOND, () => true);
    const before = scene.strangers.map(({ id }) => id);
    expect(scene.hear(STRANGER, { places: [placeOf('fe80::ff')] }).strangers.map(({ id }) => id)).toEqual(before);
  });

  it('from every address of a network takes nobody away who answers', () => {
    const scene = new Scene().hear(STRANGER).probe(2 * SECOND, () => true);
    flood(
      scene,
      (lot) => `192.0.2.${lot % 254}`,
      () => expect(scene.isHere(STRANGER)).toBe(true),
    );
  });

  it('neither removes nor delays a paired device, nor its probes', () => {
    const scene = new Scene();
    flood(
      scene,
      (lot) => `192.0.2.${lot % 254}`,
      (lot) => {
        if (lot === 2500) scene.hear(STUDIO.id, { places: [placeOf('198.51.100.1')] });
        expect(scene.isHere(STUDIO.id)).toBe(lot >= 2500);
        expect(scene.rows.slice(0, 2).map(({ id }) => id)).toEqual([STUDIO.id, PHONE.id]);
      },
    );
    expect(scene.isHere(STUDIO.id)).toBe(true);
  });

  it('is over 20 seconds after it ended', () => {
    const scene = flood(new Scene(), (lot) => `192.0.2.${lot % 254}`);
    expect(scene.pass(20 * SECOND).strangers).toEqual([]);
  });
});

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
