import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { idOf, PHONE, placeOf, Scene, SECOND, START, STRANGER, STUDIO } from '../../../support/presence-scene.ts';

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
        waitsWithCode: false,
      },
    ]);
  });

  it('waits with a code for as long as it says so and is here, a paired device too', () => {
    const scene = new Scene();
    for (const id of [STRANGER, STUDIO.id]) {
      scene.hear(id, { waitsWithCode: true });
      expect(scene.row(id)?.waitsWithCode).toBe(true);
      scene.hear(id);
      expect(scene.row(id)?.waitsWithCode).toBe(false);
      scene.hear(id, { waitsWithCode: true });
    }
    scene.pass(40 * SECOND);
    expect(scene.row(STUDIO.id)).toMatchObject({ isHere: false, waitsWithCode: false });
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

  it('needs no update, whatever is announced in its name', () => {
    const scene = new Scene().hear(STUDIO.id, { versions: [7] });
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

  it('isn’t here because somebody answers where it was last: that may be another', () => {
    const scene = new Scene();
    scene.presence.probed(PHONE.id, placeOf('192.0.2.2'), true, scene.now);
    expect(scene.isHere(PHONE.id)).toBe(false);
    scene.presence.connected(PHONE.id, placeOf('192.0.2.2'), scene.now);
    expect(scene.isHere(PHONE.id)).toBe(true);
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
