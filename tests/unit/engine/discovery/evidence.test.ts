import { describe, expect, it } from 'vitest';
import { PHONE, placeOf, Scene, SECOND, STRANGER, STUDIO } from '../../../support/presence-scene.ts';

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

  it('in the name of a device that answers, and is heard again when it is asked for, changes nothing', () => {
    const scene = new Scene().hear(STRANGER);
    for (let second = 0; second < 60; second += 1) {
      if (second % 9 === 8) scene.hear(STRANGER);
      scene.presence.gone('one', 'eth0', scene.now);
      expect(scene.probe(SECOND, () => true).strangers).toHaveLength(1);
    }
  });

  it('of a device that answers and doesn’t say its name any more takes it away within twenty seconds', () => {
    const scene = new Scene().hear(STRANGER);
    scene.presence.gone('one', 'eth0', scene.now);
    expect(scene.probe(15 * SECOND, () => true).strangers).toHaveLength(1);
    expect(scene.probe(4 * SECOND, () => true).strangers).toEqual([]);
    expect(scene.probe(60 * SECOND, () => true).strangers).toEqual([]);
    expect(scene.hear(STRANGER).strangers).toHaveLength(1);
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
