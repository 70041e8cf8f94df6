import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { Heard } from '../../../../src/engine/discovery/heard.ts';
import { Shore } from '../../../../src/engine/discovery/mdns-records.ts';
import { type InstanceNeeds, type Published, Station } from '../../../../src/engine/discovery/mdns-station.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { announcementOf, query, SERVICE, TYPE, u16 } from '../../../support/mdns-packet.ts';

const OWN = '192.0.2.7';
const shore = new Shore('eth0', [
  { family: 'IPv4', address: OWN, cidr: `${OWN}/24`, netmask: '', mac: '', internal: false },
]);
const PUBLISHED: Published = {
  said: { versions: [1], kind: 'laptop', id: 'a'.repeat(32) as DeviceId, name: 'Anna', tag: null },
  port: 26810,
  instance: '1',
  host: 'ferry-1.local',
};

const opened: InstanceNeeds[] = [];
afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.close();
});

/** A station on an instance that writes down what it is told, and on a clock that goes when told. */
function station() {
  const clock = new FakeClock();
  const did: string[] = [];
  const listened: number[] = [];
  const heard: Heard[] = [];
  const gone: string[] = [];
  const logged: string[] = [];
  let questionId = 0;
  const made = new Station(shore, 'ipv4', {
    clock,
    random: (count) => new Uint8Array(count).fill(7),
    log: (_level, event) => logged.push(event),
    onHeard: (each) => heard.push(each),
    onGone: (instance) => gone.push(instance),
    isOwn: (instance) => instance === 'own',
    open: (needs) => {
      opened.push(needs);
      did.push('open');
      return {
        ask: (id) => {
          questionId = id;
          did.push('ask');
        },
        listenAnew: () => listened.push(clock.now()),
        announce: ({ instance }) => did.push(`announce ${instance}`),
        withdraw: (said) => {
          did.push('withdraw');
          said();
        },
        close: () => did.push('close'),
      };
    },
  });
  const current = (): InstanceNeeds => opened.at(-1) as InstanceNeeds;
  /** Our question comes back. */
  const echo = (from = OWN): void => {
    const question = Buffer.alloc(40);
    question.writeUInt16BE(questionId);
    current().socket.emit('message', question, { address: from, family: 'IPv4', port: 5353, size: 40 });
  };
  /** What it did since it was last asked. */
  const since = (): readonly string[] => did.splice(0);
  /** What another one says comes in. */
  const comeIn = (packet: Buffer, address = '192.0.2.8'): void => {
    const from = { address, family: 'IPv4', port: 5353, size: packet.length };
    current().socket.emit('message', packet, from);
  };
  /** Its questions within that time, each of which comes back. */
  const asksWithin = (ms: number): number => {
    since();
    let asks = 0;
    for (let passed = 0; passed < ms; passed += 100) {
      clock.pass(100);
      const asked = since().filter((what) => what === 'ask').length;
      if (asked > 0) echo();
      asks += asked;
    }
    return asks;
  };
  return { clock, made, current, echo, since, heard, gone, logged, listened, comeIn, asksWithin };
}

it('announces and asks when it is open, soon again, then now and then', () => {
  const { made, current, echo, since, asksWithin } = station();
  made.announce(PUBLISHED);
  expect(since()).toEqual(['open']);
  current().onReady();
  expect(since()).toEqual(['announce 1', 'ask']);
  echo();
  expect([900, 100, 1900, 100, 6900].map(asksWithin)).toEqual([0, 1, 0, 1, 0]);
  const often = asksWithin(85_000);
  expect(often).toBeGreaterThanOrEqual(10);
  expect(often).toBeLessThanOrEqual(13);
  expect(made.health()).toEqual({ via: 'eth0', family: 'ipv4', state: 'open', isHeard: true });
});

it('asks once for all who want to know in the same second', () => {
  const { made, current, echo, since, asksWithin } = station();
  current().onReady();
  echo();
  asksWithin(60_000);
  made.ask();
  expect(asksWithin(1100)).toBeLessThanOrEqual(2);
  for (let times = 0; times < 50; times++) made.ask();
  expect(since().filter((what) => what === 'ask').length).toBeLessThanOrEqual(1);
  expect(asksWithin(2000)).toBeLessThanOrEqual(2);
});

describe('where nobody wants to know who is here', () => {
  const MINUTE = 60_000;
  const asked = (type: number): Buffer => Buffer.concat([query(1), SERVICE, u16(type, 1)]);
  const QUESTION = asked(TYPE.PTR);
  const ANSWER = announcementOf({ lot: 'x', id: 'b'.repeat(32), name: 'B', kind: 'laptop', address: OWN, port: 1 });

  function resting() {
    const all = station();
    all.current().onReady();
    all.echo();
    all.asksWithin(MINUTE);
    all.made.interest('none');
    return all;
  }

  it('[idle] asks less and less, and in ten minutes says less than a hundred bytes in each', () => {
    const { asksWithin } = resting();
    const asks = asksWithin(10 * MINUTE);
    expect(asks).toBeGreaterThan(1);
    // With the heads of IPv6, UDP and Ethernet, and the same again by IPv4.
    expect((asks * 2 * (QUESTION.length + 62)) / 10).toBeLessThan(150);
    expect(asksWithin(60 * MINUTE)).toBeLessThanOrEqual(12);
  });

  it('asks at once when somebody does, and as often as ever', () => {
    const { made, echo, since, asksWithin } = resting();
    asksWithin(30 * MINUTE);
    made.interest('looking');
    expect(since()).toEqual(['ask']);
    echo();
    expect(asksWithin(MINUTE)).toBeGreaterThan(8);
  });

  it('asks soon again when something is otherwise, but no more than once a second', () => {
    const { made, since, echo, asksWithin } = resting();
    asksWithin(30 * MINUTE);
    for (let times = 0; times < 100; times++) made.askAnew();
    expect(since()).toEqual(['ask']);
    echo();
    expect(asksWithin(4000)).toBe(3);
    expect(asksWithin(30 * MINUTE)).toBeLessThan(12);
  });

  it('asks nothing while another one asks, and hears the answers', () => {
    const { comeIn, asksWithin, listened } = resting();
    asksWithin(20 * MINUTE);
    listened.length = 0;
    let asks = 0;
    for (let times = 0; times < 20; times++) {
      comeIn(QUESTION);
      comeIn(ANSWER);
      comeIn(ANSWER);
      asks += asksWithin(5 * MINUTE);
    }
    expect(asks).toBe(0);
    // Each is news after so long, and not twice in the same second.
    expect(listened).toHaveLength(20);
  });

  it('takes no notice of what another asks otherwise, or from elsewhere', () => {
    const { comeIn, asksWithin } = resting();
    asksWithin(20 * MINUTE);
    let asks = 0;
    for (let times = 0; times < 4; times++) {
      comeIn(QUESTION, '198.51.100.1');
      comeIn(asked(TYPE.SRV));
      asks += asksWithin(5 * MINUTE);
    }
    expect(asks).toBeGreaterThanOrEqual(3);
  });
});

it('is opened anew when its own question no longer comes back, without a goodbye that nobody would hear', () => {
  const { clock, made, current, echo, since } = station();
  made.announce(PUBLISHED);
  current().onReady();
  echo();
  clock.pass(1000);
  since();
  clock.pass(500);
  expect(since()).toEqual(['ask']);
  clock.pass(500);
  expect(since()).toEqual(['close', 'open']);
  current().onReady();
  expect(since()).toEqual(['announce 1', 'ask']);
  echo();
  expect(made.health()).toMatchObject({ state: 'open', isHeard: true });
});

it('says that there is no multicast where its question never came back, and doesn’t open again and again for it', () => {
  const { clock, made, current, echo, since } = station();
  current().onReady();
  clock.pass(1500);
  expect(made.health()).toMatchObject({ state: 'no multicast', isHeard: false });
  clock.pass(60_000);
  expect(since().filter((what) => what === 'open')).toHaveLength(1);
  // Then it does come back.
  echo();
  expect(since()).toEqual(['close', 'open']);
  current().onReady();
  expect(made.health()).toMatchObject({ state: 'open', isHeard: true });
});

it('takes only its own question, come back from its own address, for one', () => {
  const { made, current, echo } = station();
  current().onReady();
  echo('192.0.2.8');
  expect(made.health().isHeard).toBeNull();
  echo();
  expect(made.health().isHeard).toBe(true);
});

it.each([
  ['EADDRINUSE', 'port taken'],
  ['EACCES', 'port taken'],
  ['ENODEV', { error: 'ENODEV' }],
] as const)('tries again every three seconds after %s', (code, state) => {
  const { clock, made, current, since, logged } = station();
  current().onFailed(Object.assign(new Error(code), { code }));
  expect(made.health()).toMatchObject({ state, isHeard: null });
  expect(since()).toEqual(['open', 'close']);
  clock.pass(2999);
  expect(since()).toEqual([]);
  clock.pass(1);
  expect(since()).toEqual(['open']);
  current().onFailed(Object.assign(new Error(code), { code }));
  clock.pass(3000);
  current().onReady();
  expect(made.health().state).toBe('open');
  expect(logged).toEqual(['mdns.failed']);
});

it('is opened anew when it is let in after all', () => {
  const { made, current, since } = station();
  current().onMulticast(false);
  current().onReady();
  expect(made.health().state).toBe('no multicast');
  since();
  current().onMulticast(true);
  expect(since()).toEqual(['close', 'open']);
});

it('[71] hears what is well-formed, from others, and next to it', () => {
  const { current, heard, gone } = station();
  const { onHeard, onGone } = current();
  const text = { v: '1', k: 'b'.repeat(32), n: 'Bert', t: 'desktop' };
  const service = { instance: '2', text, from: '192.0.2.8', addresses: ['8.8.8.8'], port: 26810 };
  onHeard(service);
  onHeard({ ...service, instance: 'own' });
  onHeard({ ...service, text: { v: 'x' } });
  onHeard({ ...service, text: undefined });
  onHeard({ ...service, port: 0 });
  onHeard({ ...service, from: '198.51.100.1' });
  expect(heard).toEqual([
    {
      instance: '2',
      via: 'eth0',
      places: [{ address: '192.0.2.8', port: 26810 }],
      said: { versions: [1], kind: 'desktop', id: 'b'.repeat(32), name: 'Bert', tag: null },
    },
  ]);
  onGone('own');
  onGone('2');
  expect(gone).toEqual(['2']);
});

it('says goodbye, then closes, and after that does nothing, whatever still comes', async () => {
  const { clock, made, current, echo, since, heard } = station();
  made.announce(PUBLISHED);
  current().onReady();
  since();
  await made.close();
  expect(since()).toEqual(['withdraw', 'close']);
  expect(clock.waiting).toBe(0);
  echo();
  made.ask();
  made.announce(PUBLISHED);
  current().onReady();
  current().onMulticast(false);
  current().onFailed(new Error('late'));
  current().onHeard({
    instance: '2',
    text: { v: '1', k: 'b'.repeat(32) },
    from: '192.0.2.8',
    addresses: [],
    port: 1,
  });
  expect(since()).toEqual([]);
  expect(heard).toEqual([]);
  expect(clock.waiting).toBe(0);
});

it('lives on when a listener throws over a packet', () => {
  const { made, current } = station();
  current().onReady();
  current().socket.on('message', () => {
    throw new Error('a decoder’s fault');
  });
  const packet = Buffer.concat([Buffer.alloc(12), Buffer.from('ferry')]);
  const emit = () => current().socket.emit('message', packet, { address: '192.0.2.8' });
  expect(emit).not.toThrow();
  expect(made.health().state).toBe('open');
});
