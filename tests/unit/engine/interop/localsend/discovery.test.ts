import { describe, expect, it } from 'vitest';
import {
  ANNA,
  AT_ANNA,
  BERT,
  interfaceWith,
  OWN,
  peerInfo,
  printOf,
  SECOND,
  said,
  nearScene as scene,
  settled,
} from '../../../../support/localsend-near-scene.ts';

describe('what a device says of itself', () => {
  it('is said three times at the start, when somebody begins to look, and when something of it changes', async () => {
    const { discovery, facts, sent, passes } = scene();
    await passes(10 * SECOND);
    expect(sent.map(({ alias, isAsking }) => [alias, isAsking])).toEqual(Array(3).fill(['Calm Pier', true]));
    discovery.refresh();
    discovery.use({ eth0: interfaceWith('10.77.1.1') });
    await passes(10 * SECOND);
    expect(sent).toHaveLength(3);
    discovery.attend();
    await passes(10 * SECOND);
    expect(sent).toHaveLength(6);
    facts.alias = 'Quiet Buoy';
    discovery.refresh();
    await passes(10 * SECOND);
    expect(sent.slice(6).map(({ alias }) => alias)).toEqual(Array(3).fill('Quiet Buoy'));
    discovery.use({ eth0: interfaceWith('10.77.2.1') });
    await passes(10 * SECOND);
    expect(sent).toHaveLength(12);
  });

  it('is nothing at rest, which wakes nobody', async () => {
    const { facts, clock, sent, called, passes } = scene();
    facts.isLooking = false;
    await passes(10 * SECOND);
    sent.length = 0;
    expect(clock.waiting).toBe(0);
    await passes(3600 * SECOND);
    expect([sent, called]).toEqual([[], []]);
  });

  it('is nothing for paired devices only, nor when that is chosen in the midst of it', async () => {
    const { facts, discovery, sent, passes, hears } = scene();
    await passes(500);
    expect(sent).toHaveLength(1);
    facts.visibility = 'paired';
    discovery.refresh();
    discovery.attend();
    await hears(said(ANNA, { version: '2.1' }));
    await passes(10 * SECOND);
    expect(sent).toHaveLength(1);
  });

  it('is nothing for nobody: no socket is open', async () => {
    const { facts, discovery, sent, sockets, passes, hears, called, answersAs, names, clock } = scene();
    answersAs(ANNA);
    await hears(said(ANNA));
    facts.visibility = 'nobody';
    discovery.refresh();
    expect([sockets.open, names()]).toEqual([0, []]);
    discovery.attend();
    await discovery.search();
    discovery.registered({ address: AT_ANNA, fingerprint: ANNA }, peerInfo(ANNA));
    await passes(10 * SECOND);
    expect([sent, names(), called.length]).toEqual([[], [], 1]);
    expect(clock.waiting).toBe(0);
    facts.visibility = 'everyone';
    discovery.refresh();
    expect(sockets.open).toBe(1);
    await passes(10 * SECOND);
    expect(sent).toHaveLength(3);
  });
});

describe('whoever announces itself', () => {
  it('is called where that came from, as who it says it is, and then is near', async () => {
    const { hears, answersAs, called, names, shown, passes } = scene();
    answersAs(ANNA);
    await hears(said(ANNA, { port: 4000 }));
    expect(called).toEqual([{ what: 'register', host: AT_ANNA, port: 4000, pin: ANNA }]);
    expect(names()).toEqual([ANNA]);
    await passes(500);
    expect(shown.at(-1)).toMatchObject([
      {
        fingerprint: ANNA,
        isEncrypted: true,
        kind: 'phone',
        places: [{ host: AT_ANNA, port: 4000, protocol: 'https' }],
      },
    ]);
  });

  it('is called once for three datagrams, and again after a while', async () => {
    const { hears, answersAs, called, passes } = scene();
    answersAs(ANNA);
    for (let times = 0; times < 3; times += 1) await hears(said(ANNA));
    await passes(5 * SECOND);
    await hears(said(ANNA));
    expect(called).toHaveLength(2);
  });

  it('is called at once where it says that it is called otherwise now', async () => {
    const { hears, answersAs, answering, called, discovery } = scene();
    answersAs(ANNA);
    await hears(said(ANNA));
    answering.set(AT_ANNA, { info: peerInfo(ANNA, { alias: 'Anna' }), fingerprint: ANNA });
    for (let times = 0; times < 3; times += 1) await hears(said(ANNA, { alias: 'Anna' }));
    expect(called).toHaveLength(2);
    expect(discovery.rows()).toMatchObject([{ alias: 'Anna' }]);
  });

  it('is called again by the next datagram where the first call got nowhere', async () => {
    const { hears, answersAs, names, passes } = scene();
    await hears(said(ANNA));
    expect(names()).toEqual([]);
    answersAs(ANNA);
    await passes(500);
    await hears(said(ANNA));
    expect(names()).toEqual([ANNA]);
  });

  it('is not near where another certificate answers, or where it says there that it is another', async () => {
    const { hears, answersAs, answering, names, called } = scene();
    answersAs(BERT);
    await hears(said(ANNA));
    answering.set(AT_ANNA, { info: peerInfo(BERT), fingerprint: ANNA });
    await hears(said(ANNA));
    answering.set(AT_ANNA, { info: peerInfo(ANNA), fingerprint: null });
    await hears(said(ANNA));
    expect([called.length, names()]).toEqual([3, []]);
  });

  it('is not called where it is this device, or no certificate’s hash is said', async () => {
    const { hears, called } = scene();
    await hears(said(OWN));
    await hears(said('a lot'));
    expect(called).toEqual([]);
  });

  it('is near without encryption where it has none, by the name that it answers with', async () => {
    const { hears, answering, names, called, discovery } = scene();
    answering.set(AT_ANNA, { info: peerInfo('other'), fingerprint: null });
    await hears(said('a lot', { protocol: 'http' }));
    expect(names()).toEqual([]);
    answering.set(AT_ANNA, { info: peerInfo('a lot'), fingerprint: null });
    await hears(said('a lot', { protocol: 'http' }));
    expect(called.every(({ pin }) => pin === null)).toBe(true);
    expect(discovery.rows()).toMatchObject([{ fingerprint: 'a lot', isEncrypted: false }]);
  });

  it('is never met without encryption where it is pinned', async () => {
    const { facts, hears, answering, called, discovery } = scene();
    facts.pinned = [ANNA];
    answering.set(AT_ANNA, { info: peerInfo(ANNA), fingerprint: null });
    await hears(said(ANNA, { protocol: 'http' }));
    discovery.registered({ address: AT_ANNA, fingerprint: null }, peerInfo(ANNA, { protocol: 'http' }));
    await settled();
    expect([called, discovery.rows()]).toEqual([[], []]);
  });

  it('is answered for paired devices only where it is one of them', async () => {
    const { facts, discovery, hears, answersAs, names, called } = scene();
    facts.visibility = 'paired';
    facts.pinned = [ANNA];
    discovery.refresh();
    answersAs(ANNA);
    answersAs(BERT, '10.77.1.3');
    await hears(said(BERT), '10.77.1.3');
    await hears(said(ANNA));
    discovery.registered({ address: '10.77.1.3', fingerprint: BERT }, peerInfo(BERT));
    expect([called.length, names()]).toEqual([1, [ANNA]]);
  });

  it('is answered by a datagram, once a second, where it can’t be called and is old enough to hear it', async () => {
    const { hears, sent, passes } = scene();
    await passes(5 * SECOND);
    sent.length = 0;
    await hears(said(ANNA, { version: '2.2' }));
    await hears(said(ANNA, { version: '2.1', isAsking: false }));
    await passes(5 * SECOND);
    expect(sent).toEqual([]);
    for (let times = 0; times < 5; times += 1) await hears(said(ANNA, { version: '2.1' }));
    await passes(500);
    expect(sent.map(({ isAsking, fingerprint }) => [isAsking, fingerprint])).toEqual([[false, OWN]]);
    await passes(5 * SECOND);
    expect(sent).toHaveLength(2);
  });

  it('is called no longer than two seconds, and two at a time of one host', async () => {
    const { hears, answering, called, passes, answersAs, names } = scene();
    answering.set(AT_ANNA, 'never');
    for (const digit of '123456789') await hears(said(printOf(digit)));
    expect(called).toHaveLength(2);
    await passes(2 * SECOND);
    answersAs(ANNA);
    await hears(said(ANNA));
    expect(names()).toEqual([ANNA]);
  });

  it('does no harm by anything that it says', async () => {
    const { hearsBytes, called } = scene();
    const object = (more: object): Buffer => Buffer.from(JSON.stringify({ ...said(ANNA), announce: true, ...more }));
    const texts = ['', '{', 'null', '[]', '1', '"a"', '{"__proto__":{"port":1}}', `${'['.repeat(8000)}`];
    for (const text of texts) await hearsBytes(Buffer.from(text));
    for (const port of [0, -1, 1.5, 65_536, '80', {}]) await hearsBytes(object({ port }));
    await hearsBytes(object({ alias: 'x'.repeat(9000) }));
    await hearsBytes(Buffer.alloc(8192, 0xff));
    await hearsBytes(object({ protocol: 'file' }));
    expect(called).toEqual([]);
    const elsewhere = { ip: '10.77.1.99', host: '127.0.0.1', address: '::1', url: 'http://198.51.100.1/' };
    await hearsBytes(object(elsewhere));
    expect(called.map(({ host }) => host)).toEqual([AT_ANNA]);
  });
});

describe('whoever registers', () => {
  it('is near when it shows the certificate that it speaks of', () => {
    const { discovery, names, called } = scene();
    discovery.registered({ address: `::ffff:${AT_ANNA}`, fingerprint: ANNA }, peerInfo(ANNA, { port: 4000 }));
    expect([names(), called]).toEqual([[ANNA], []]);
    expect(discovery.rows()[0]?.places).toEqual([{ host: AT_ANNA, port: 4000, protocol: 'https' }]);
  });

  it.each([
    ['another certificate', BERT],
    ['none', null],
  ])('has to show it where it says to be when it shows %s', async (_what, fingerprint) => {
    const { discovery, names, called, answersAs } = scene();
    discovery.registered({ address: AT_ANNA, fingerprint }, peerInfo(ANNA));
    await settled();
    expect([called.length, names()]).toEqual([1, []]);
    answersAs(ANNA);
    discovery.registered({ address: AT_ANNA, fingerprint }, peerInfo(ANNA));
    await settled();
    expect([called.length, names()]).toEqual([2, [ANNA]]);
  });

  it('is not near from elsewhere, without a place, or as this device', async () => {
    const { discovery, names, called } = scene();
    for (const address of ['198.51.100.1', '127.0.0.1', '::1', '10.78.1.2', 'fe80::1%eth7']) {
      discovery.registered({ address, fingerprint: ANNA }, peerInfo(ANNA));
    }
    discovery.registered({ address: AT_ANNA, fingerprint: ANNA }, peerInfo(ANNA, { port: null }));
    discovery.registered({ address: AT_ANNA, fingerprint: ANNA }, peerInfo(ANNA, { fingerprint: null }));
    discovery.registered({ address: AT_ANNA, fingerprint: OWN }, peerInfo(OWN));
    await settled();
    expect([names(), called]).toEqual([[], []]);
  });
});

describe('a device that is near', () => {
  it('is asked while somebody looks, and is gone when it doesn’t answer', async () => {
    const { hears, answersAs, answering, called, names, passes } = scene();
    answersAs(ANNA);
    await hears(said(ANNA));
    await passes(100 * SECOND);
    const asked = called.filter(({ what }) => what === 'info');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.length).toBeLessThanOrEqual(4);
    expect(asked[0]).toEqual({ what: 'info', host: AT_ANNA, port: 53_317, pin: ANNA });
    expect(names()).toEqual([ANNA]);
    answering.delete(AT_ANNA);
    await passes(50 * SECOND);
    expect(names()).toEqual([]);
  });

  it('is not asked while nobody looks, and is gone after two minutes', async () => {
    const { hears, answersAs, facts, called, shown, passes, clock } = scene();
    facts.isLooking = false;
    answersAs(ANNA);
    await hears(said(ANNA));
    await passes(119 * SECOND);
    expect(shown.at(-1)).toHaveLength(1);
    await passes(7 * SECOND);
    expect(shown.at(-1)).toEqual([]);
    expect(called).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('is asked at once when somebody begins to look', async () => {
    const { hears, answersAs, facts, called, discovery, passes } = scene();
    facts.isLooking = false;
    answersAs(ANNA);
    await hears(said(ANNA));
    await passes(60 * SECOND);
    facts.isLooking = true;
    discovery.attend();
    expect(called.map(({ what }) => what)).toEqual(['register', 'info']);
  });

  it('is gone with the network that it is on, and when only paired devices count, of which it is none', async () => {
    const { hears, answersAs, discovery, names, facts } = scene();
    discovery.use({ eth0: interfaceWith('10.77.1.1'), eth1: interfaceWith('10.77.2.1') });
    answersAs(ANNA);
    answersAs(BERT, '10.77.2.3');
    await hears(said(ANNA));
    await hears(said(BERT), '10.77.2.3');
    expect(names()).toEqual([ANNA, BERT]);
    discovery.use({ eth0: interfaceWith('10.77.1.1') });
    expect(names()).toEqual([ANNA]);
    facts.visibility = 'paired';
    discovery.refresh();
    expect(names()).toEqual([]);
  });
});

describe('a search', () => {
  it('calls those that are remembered, and nobody else where somebody is met', async () => {
    const { discovery, facts, answersAs, called, names, passes } = scene();
    // Of another network.
    facts.remembered = [
      { place: { host: '192.0.2.7', port: 4000, protocol: 'https' }, fingerprint: ANNA },
      { place: { host: '192.0.2.8', port: 4000, protocol: 'https' }, fingerprint: BERT },
    ];
    answersAs(ANNA, '192.0.2.7');
    answersAs(ANNA, '192.0.2.8');
    const searched = discovery.search();
    await passes(5 * SECOND);
    await searched;
    expect(called.map(({ host, pin }) => [host, pin])).toEqual([
      ['192.0.2.7', ANNA],
      ['192.0.2.8', BERT],
    ]);
    expect(names()).toEqual([ANNA]);
    discovery.use({ eth0: interfaceWith('10.77.1.77') });
    expect(names()).toEqual([ANNA]);
  });

  it('calls the whole network after a second without anybody, once, and meets whoever answers', async () => {
    const { discovery, answersAs, called, names, passes } = scene();
    answersAs(ANNA, '10.77.1.200');
    const searched = Promise.all([discovery.search(), discovery.search()]);
    await passes(500);
    expect(called).toEqual([]);
    await passes(20 * SECOND);
    await searched;
    expect(called).toHaveLength(253);
    expect(called[0]).toEqual({ what: 'register', host: '10.77.1.2', port: 53_317, pin: null });
    expect(names()).toEqual([ANNA]);
  });

  it('gives each half a second, fifty at once, and ends when nobody may see this device any more', async () => {
    const { discovery, answering, called, facts, passes } = scene();
    for (let last = 2; last < 255; last += 1) answering.set(`10.77.1.${last}`, 'never');
    const searched = discovery.search();
    await passes(1 * SECOND);
    expect(called).toHaveLength(50);
    await passes(500);
    expect(called).toHaveLength(100);
    facts.visibility = 'paired';
    discovery.refresh();
    await passes(1 * SECOND);
    await searched;
    expect(called).toHaveLength(100);
  });

  it('calls no stranger where only paired devices may see this one', async () => {
    const { discovery, facts, called, passes } = scene();
    facts.visibility = 'paired';
    facts.pinned = [ANNA];
    discovery.refresh();
    facts.remembered = [ANNA, BERT].map((fingerprint, index) => ({
      place: { host: `10.77.1.${index + 2}`, port: 4000, protocol: 'https' },
      fingerprint,
    }));
    const searched = discovery.search();
    await passes(5 * SECOND);
    await searched;
    expect(called.map(({ pin }) => pin)).toEqual([ANNA]);
  });
});

describe('a discovery that is closed', () => {
  it('leaves nothing behind, whatever is still under way', async () => {
    const { discovery, clock, hears, answering, sockets, shown, called } = scene();
    answering.set(AT_ANNA, 'never');
    await hears(said(ANNA));
    const searched = discovery.search();
    discovery.close();
    await settled();
    clock.pass(1 * SECOND);
    await searched;
    await hears(said(BERT));
    discovery.refresh();
    discovery.attend();
    expect([sockets.open, clock.waiting, shown, called.length]).toEqual([0, 0, [], 1]);
  });
});
