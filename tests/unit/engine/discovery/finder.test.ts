import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { ShownNetwork } from '../../../../src/contract/networks.ts';
import type { Visibility } from '../../../../src/contract/state.ts';
import { atBeat } from '../../../../src/engine/beat.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { drawTag, isTagBy } from '../../../../src/engine/discovery/announce-tag.ts';
import type { Announced, MdnsNeeds } from '../../../../src/engine/discovery/bonjour.ts';
import { Finder, type KnownDeviceFacts } from '../../../../src/engine/discovery/finder.ts';
import type { Announcement, Heard } from '../../../../src/engine/discovery/heard.ts';
import type { Interest } from '../../../../src/engine/discovery/interest.ts';
import { openNetworks } from '../../../../src/engine/discovery/networks.ts';
import type { PresenceRow } from '../../../../src/engine/discovery/presence.ts';
import type { Interfaces } from '../../../../src/engine/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const OWN = 'a'.repeat(32) as DeviceId;
const STUDIO = 'b'.repeat(32) as DeviceId;
const MINUTE = 60_000;
const KEY = new Secret(new Uint8Array(32).fill(1));
const THEIRS = new Secret(new Uint8Array(32).fill(2));

const wifi = (address: string) => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '02:00:00:00:00:01',
  internal: false,
  cidr: `${address}/24`,
});

class FakeMdns {
  needs: MdnsNeeds | null = null;
  used: Interfaces = {};
  what: (via: string) => Announced | null = () => null;
  announced = 0;
  queries = 0;
  readonly interests: Interest[] = [];
  askedAnew = 0;
  isClosed = false;

  readonly open = (needs: MdnsNeeds) => {
    this.needs = needs;
    return {
      use: (interfaces: Interfaces) => {
        this.used = interfaces;
      },
      announce: (what: (via: string) => Announced | null) => {
        this.what = what;
        this.announced++;
      },
      query: () => {
        this.queries++;
      },
      interest: (interest: Interest) => this.interests.push(interest),
      askAnew: () => {
        this.askedAnew++;
      },
      close: async () => {
        this.isClosed = true;
      },
      health: () => [],
    };
  };

  hear(said: Partial<Announcement>, more: Partial<Heard> = {}): void {
    const whole = { versions: [1], kind: 'unknown' as const, id: null, name: null, tag: null, ...said };
    const places = [{ address: '192.168.0.9', port: 26_810 }];
    this.needs?.onHeard({ instance: 'x', via: 'wlan0', places, said: whole, ...more });
  }
}

const finders: Finder[] = [];
afterEach(async () => {
  for (const finder of finders.splice(0)) await finder.close();
});

async function scene() {
  const clock = new FakeClock();
  const mdns = new FakeMdns();
  const networks = await openNetworks(join(await tempFolder(), 'networks.json'), 0);
  const known: KnownDeviceFacts[] = [];
  const facts = {
    visibility: { mode: 'paired' } as Visibility,
    port: 26_810 as number | null,
    waitsWithCode: false,
    interest: 'looking' as Interest,
    name: 'Calm Pier',
    announceKey: KEY,
    interfaces: { wlan0: [wifi('192.168.0.7')], wg0: [wifi('10.9.0.2')] } as Interfaces,
  };
  const seen = { rows: [] as readonly PresenceRow[], networks: [] as readonly ShownNetwork[], here: [] as string[] };
  let lot = 0;
  const finder = new Finder({
    loadMdns: async () => mdns.open,
    networks,
    gateways: async () => [],
    interfaces: () => facts.interfaces,
    own: () => ({ id: OWN, announceKey: facts.announceKey, name: facts.name }),
    kind: 'laptop',
    known: () => known,
    visibility: () => facts.visibility,
    port: () => facts.port,
    waitsWithCode: () => facts.waitsWithCode,
    interest: () => facts.interest,
    versions: [1],
    clock,
    random: (byteCount) => new Uint8Array(byteCount).fill(++lot),
    log: () => undefined,
    onRows: (rows) => {
      seen.rows = rows;
    },
    onNetworks: (shown) => {
      seen.networks = shown;
    },
    onChosen: () => undefined,
    onHere: (id) => seen.here.push(id),
  });
  finders.push(finder);
  await finder.look();
  return { clock, mdns, networks, known, facts, seen, finder };
}

/** In steps, each of which is begun when the one before is done. */
async function passing(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1000) {
    clock.pass(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const studio = (changed: Partial<KnownDeviceFacts> = {}): KnownDeviceFacts => ({
  id: STUDIO,
  name: 'Studio PC',
  kind: 'desktop',
  lastPlace: null,
  announceKey: THEIRS,
  ...changed,
});

describe('what is announced', () => {
  it('is a tag and nothing else, where only paired devices may see this one', async () => {
    const { mdns } = await scene();
    const { said } = mdns.what('wlan0') ?? {};
    expect(said).toMatchObject({ id: null, name: null, kind: 'laptop' });
    expect(isTagBy(said?.tag ?? new Uint8Array(), KEY)).toBe(true);
  });

  it('is the name and the key’s id, for as long as everyone was asked for', async () => {
    const { mdns, facts, finder } = await scene();
    facts.visibility = { mode: 'everyone', until: 1 };
    finder.refresh();
    expect(mdns.what('wlan0')?.said).toMatchObject({ id: OWN, name: 'Calm Pier', kind: 'laptop', tag: null });
  });

  it('is also that a code waits here, at once and to whoever may know the name', async () => {
    const { mdns, facts, finder } = await scene();
    facts.waitsWithCode = true;
    finder.refresh();
    expect(mdns.what('wlan0')?.said).not.toHaveProperty('waitsWithCode');
    facts.visibility = { mode: 'everyone', until: 1 };
    finder.refresh();
    expect(mdns.what('wlan0')?.said).toMatchObject({ id: OWN, waitsWithCode: true });
    facts.waitsWithCode = false;
    finder.refresh();
    expect(mdns.what('wlan0')?.said).not.toHaveProperty('waitsWithCode');
  });

  it('shows the name while a window is open only on a network that somebody vouches for', async () => {
    const { mdns, facts, finder } = await scene();
    facts.visibility = { mode: 'everyone', until: null };
    finder.refresh();
    expect(mdns.what('wlan0')?.said).toMatchObject({ id: null, name: null });
    expect(await finder.choose('wlan0', { trust: 'trusted' })).toBe('now');
    expect(mdns.what('wlan0')?.said).toMatchObject({ id: OWN, name: 'Calm Pier' });
    expect(await finder.choose('wlan0', { trust: 'public' })).toBe('now');
    expect(mdns.what('wlan0')?.said).toMatchObject({ id: null, name: null });
  });

  it('is nothing where nobody may see this device, or where it doesn’t listen', async () => {
    const { mdns, facts, finder } = await scene();
    facts.visibility = { mode: 'nobody', until: null };
    finder.refresh();
    expect(mdns.what('wlan0')).toBeNull();
    facts.visibility = { mode: 'paired' };
    facts.port = null;
    finder.refresh();
    expect(mdns.what('wlan0')).toBeNull();
  });

  it('is nothing on a VPN until that is chosen', async () => {
    const { mdns, finder, seen } = await scene();
    expect(Object.keys(mdns.used)).toEqual(['wlan0']);
    expect(mdns.what('wg0')).toBeNull();
    expect(seen.networks.map(({ via, isOn }) => [via, isOn])).toEqual([
      ['wlan0', true],
      ['wg0', false],
    ]);
    await finder.choose('wg0', { isOn: true });
    expect(Object.keys(mdns.used)).toEqual(['wlan0', 'wg0']);
    expect(mdns.what('wg0')).not.toBeNull();
  });

  it('is another as soon as this device has another key for it, as when it has forgotten somebody', async () => {
    const { mdns, facts, finder } = await scene();
    const before = mdns.announced;
    finder.refresh();
    expect(mdns.announced).toBe(before);
    facts.announceKey = THEIRS;
    finder.refresh();
    expect(mdns.announced).toBe(before + 1);
    expect(isTagBy(mdns.what('wlan0')?.said.tag ?? new Uint8Array(), THEIRS)).toBe(true);
  });

  it('is another after fifteen minutes, and on another network; not sooner', async () => {
    const { mdns, clock, facts } = await scene();
    const before = mdns.announced;
    await passing(clock, 14 * MINUTE);
    expect(mdns.announced).toBe(before);
    await passing(clock, 2 * MINUTE);
    expect(mdns.announced).toBe(before + 1);
    facts.interfaces = { wlan0: [wifi('172.16.0.4')] };
    await passing(clock, 2000);
    expect(mdns.announced).toBe(before + 2);
  });
});

describe('who is heard', () => {
  it('is a paired device by its tag, with its own name', async () => {
    const { mdns, known, seen, clock, finder } = await scene();
    known.push(studio());
    finder.refresh();
    mdns.hear({ tag: drawTag(THEIRS, (byteCount) => new Uint8Array(byteCount).fill(9)), name: 'Somebody else' });
    clock.pass(200);
    expect(seen.rows).toMatchObject([{ id: STUDIO, name: 'Studio PC', isPaired: true }]);
    expect(seen.here).toEqual([STUDIO]);
  });

  it('is nobody by a tag of a device that isn’t known, until it is', async () => {
    const { mdns, known, seen, clock, finder } = await scene();
    const tag = drawTag(THEIRS, (byteCount) => new Uint8Array(byteCount).fill(9));
    mdns.hear({ tag });
    clock.pass(200);
    expect(seen.rows).toEqual([]);
    known.push(studio());
    finder.refresh();
    mdns.hear({ tag });
    clock.pass(200);
    expect(seen.here).toEqual([STUDIO]);
  });

  it('is never this device itself', async () => {
    const { mdns, seen, clock } = await scene();
    mdns.hear({ id: OWN, name: 'Calm Pier' });
    clock.pass(200);
    expect(seen.rows).toEqual([]);
  });

  it('ends the waiting of whoever wants to call it', async () => {
    const { mdns, finder, clock } = await scene();
    const heard = finder.untilHeard(STUDIO).then(() => 'heard');
    expect(mdns.queries).toBe(1);
    mdns.hear({ id: STUDIO, name: 'Studio PC' });
    expect(await heard).toBe('heard');
    const late = finder.untilHeard(STUDIO).then(() => 'late');
    clock.pass(5000);
    expect(await late).toBe('late');
  });

  it('is waited for by nobody where there is no network', async () => {
    const { finder, facts, clock } = await scene();
    facts.interfaces = {};
    await passing(clock, MINUTE);
    expect(await finder.untilHeard(STUDIO)).toBe(false);
  });
});

describe('where nobody wants to know who is here', () => {
  const HERE = { id: STUDIO, name: 'Studio PC' };

  async function resting(interest: Interest = 'none') {
    const all = await scene();
    all.facts.interest = interest;
    await passing(all.clock, 1000);
    return all;
  }

  it.each(['none', 'waiting'] as const)('asks less, from when that is so: %s', async (interest) => {
    const { mdns, clock } = await resting(interest);
    await passing(clock, 5 * MINUTE);
    expect(mdns.interests).toEqual([interest]);
  });

  it('[idle] wakes every five seconds, beside everything else that does', async () => {
    const { clock, facts } = await resting();
    const beats: number[] = [];
    const beat = (): void => {
      beats.push(clock.now());
      atBeat(clock, beat);
    };
    atBeat(clock, beat);
    const looked: number[] = [];
    const { interfaces } = facts;
    Object.defineProperty(facts, 'interfaces', { get: () => looked.push(clock.now()) && interfaces });
    await passing(clock, MINUTE);
    expect(looked).toEqual(beats);
    expect(beats.length).toBeLessThanOrEqual(12);
  });

  it('probes nobody; a stranger is gone when it isn’t heard, and a paired device called when it is', async () => {
    const { mdns, clock, seen, known } = await resting();
    await using server = createServer();
    let probes = 0;
    server.on('connection', () => probes++).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    mdns.hear(HERE, { places: [{ address: '127.0.0.1', port }] });
    await passing(clock, 17_000);
    expect(seen.rows).toMatchObject([{ id: STUDIO, isHere: true }]);
    await passing(clock, 8000);
    expect(seen.rows).toEqual([]);
    expect(probes).toBe(0);
    known.push(studio());
    mdns.hear(HERE);
    expect(seen.here).toEqual([STUDIO]);
  });

  it('probes whom a person has said where it is, who may be heard by nothing else', async () => {
    const { clock, seen, finder } = await resting();
    await using server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    finder.introduced({ ...HERE, kind: 'desktop' }, { address: '127.0.0.1', port });
    for (let probes = 0; probes < 4; probes++) {
      const probed = once(server, 'connection');
      await passing(clock, 12_000);
      await probed;
      expect(seen.rows).toMatchObject([{ id: STUDIO, isHere: true }]);
    }
    server.close();
    await once(server, 'close');
    await expect
      .poll(async () => {
        await passing(clock, 5000);
        return seen.rows;
      })
      .toEqual([]);
  });

  it('asks, and probes who is known to be here, as soon as somebody does', async () => {
    const { mdns, clock, facts, finder } = await resting();
    await using server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    mdns.hear(HERE, { places: [{ address: '127.0.0.1', port }] });
    await passing(clock, 5000);
    finder.attend();
    expect(mdns.interests).toEqual(['none']);
    const probed = once(server, 'connection');
    facts.interest = 'looking';
    finder.attend();
    finder.attend();
    expect(mdns.interests).toEqual(['none', 'looking']);
    expect(finder.lookingForMs).toBe(0);
    await probed;
    // One chain of looks, not one for each time that somebody asked.
    const looked = clock.waiting;
    await passing(clock, 3000);
    expect(clock.waiting).toBeLessThanOrEqual(looked);
  });

  it('asks again soon and for a while for a paired device whose connection was lost, and for no other', async () => {
    const { mdns, clock, known, finder } = await resting();
    finder.connected(STUDIO, null);
    finder.disconnected(STUDIO);
    expect(mdns.askedAnew).toBe(0);
    known.push(studio());
    finder.connected(STUDIO, null);
    finder.disconnected(STUDIO);
    expect(mdns.askedAnew).toBe(1);
    expect(mdns.interests).toEqual(['none', 'waiting']);
    await passing(clock, 4 * MINUTE);
    expect(mdns.interests).toEqual(['none', 'waiting', 'none']);
  });

  it('asks again soon after sleep', async () => {
    const { mdns, clock } = await resting();
    await passing(clock, 5 * MINUTE);
    expect(mdns.askedAnew).toBe(0);
    clock.sleep(60 * MINUTE);
    await passing(clock, 8000);
    expect(mdns.askedAnew).toBe(1);
  });

  it('says that it hears a device only when it does, and asks for that', async () => {
    const { mdns, clock, finder } = await resting();
    const found = finder.hears(STUDIO);
    expect(mdns.queries).toBe(1);
    mdns.hear(HERE);
    expect(await found).toBe(true);
    expect(await finder.hears(STUDIO)).toBe(true);
    expect(mdns.queries).toBe(1);
    await passing(clock, 30_000);
    const lost = finder.hears(STUDIO);
    clock.pass(5000);
    expect(await lost).toBe(false);
  });
});
