import { describe, expect, it } from 'vitest';
import { idOf, PHONE, placeOf, Scene, SECOND, STRANGER, STUDIO } from '../../../support/presence-scene.ts';

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
