import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { type Mdns, openMdns } from '../../../../src/engine/discovery/bonjour.ts';
import type { Heard } from '../../../../src/engine/discovery/heard.ts';
import { type Interfaces, SYSTEM_PORTS } from '../../../../src/engine/ports.ts';

const PATIENCE_MS = 15_000;
/** The computer's own network, and nothing that leaves it. */
const LOOPBACK: Interfaces = Object.fromEntries(
  Object.entries(networkInterfaces()).flatMap(([name, addresses]) => {
    const own = addresses?.filter(({ address }) => address === '127.0.0.1') ?? [];
    return own.length > 0 ? [[name, own]] : [];
  }),
);

/** One that no other program of this computer uses just now. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

class Device {
  readonly heard: Heard[] = [];
  readonly gone: string[] = [];
  readonly mdns: Mdns;
  readonly #id: string;

  constructor(id: string, port: number) {
    this.#id = id;
    this.mdns = openMdns({
      ...SYSTEM_PORTS,
      log: () => undefined,
      onHeard: (heard) => this.heard.push(heard),
      onGone: (instance) => this.gone.push(instance),
      port,
    });
    devices.push(this);
    this.mdns.use(LOOPBACK);
  }

  say(name: string): void {
    const id = this.#id.repeat(32) as DeviceId;
    this.mdns.announce(() => ({ said: { versions: [1, 2], kind: 'laptop', id, name, tag: null }, port: 26810 }));
  }

  named(name: string): Heard | undefined {
    return this.heard.find(({ said }) => said.name === name);
  }

  hears(name: string, timeout = PATIENCE_MS): Promise<Heard> {
    return expect
      .poll(() => this.named(name), { timeout })
      .toBeDefined()
      .then(() => this.named(name) as Heard);
  }
}

const devices: Device[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(devices.splice(0).map(({ mdns }) => mdns.close()));
});

describe('two devices on the network of one computer', () => {
  it('hear what the other says, and not themselves', async () => {
    const port = await freePort();
    const [a, b] = [new Device('a', port), new Device('b', port)];
    a.say('Anna');
    b.say('Bert');
    const [bert] = await Promise.all([a.hears('Bert'), b.hears('Anna')]);
    expect(bert).toEqual({
      instance: expect.stringMatching(/^[0-9a-f]{16}$/),
      via: Object.keys(LOOPBACK)[0],
      places: [{ address: '127.0.0.1', port: 26810 }],
      said: { versions: [1, 2], kind: 'laptop', id: 'b'.repeat(32), name: 'Bert', tag: null },
    });
    expect(a.named('Anna')).toBeUndefined();
    expect(b.named('Bert')).toBeUndefined();
    await expect
      .poll(() => a.mdns.health(), { timeout: PATIENCE_MS })
      .toEqual([{ via: bert.via, family: 'ipv4', state: 'open', isHeard: true }]);
  });

  it('one that comes after the second announcement hears that one, and not the first', async () => {
    const port = await freePort();
    const a = new Device('a', port);
    a.say('First');
    const b = new Device('b', port);
    const { instance } = await b.hears('First');
    a.say('Second');
    await b.hears('Second');
    await expect.poll(() => b.gone, { timeout: PATIENCE_MS }).toContain(instance);
    const late = new Device('c', port);
    // Because it asks: what was announced is said again by itself only after three seconds.
    await late.hears('Second', 2000);
    expect(late.named('First')).toBeUndefined();
  });

  it('says goodbye when it is closed, and not a word on interfaces that are no longer to be used', async () => {
    const port = await freePort();
    const [a, b] = [new Device('a', port), new Device('b', port)];
    a.say('Anna');
    const first = await b.hears('Anna');
    a.mdns.use({});
    expect(a.mdns.health()).toEqual([]);
    b.heard.splice(0);
    a.mdns.use(LOOPBACK);
    const again = await b.hears('Anna');
    expect(again.instance).not.toBe(first.instance);
    await a.mdns.close();
    await expect.poll(() => b.gone, { timeout: PATIENCE_MS }).toContain(again.instance);
    expect(b.gone).not.toContain(first.instance);
  });

  it('never again says what it took back before it was out', async () => {
    const port = await freePort();
    const [a, b] = [new Device('a', port), new Device('b', port)];
    a.say('Anna');
    await b.hears('Anna');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    a.say('Early');
    a.mdns.announce(() => null);
    const { instance } = await b.hears('Early');
    await expect.poll(() => b.gone, { timeout: PATIENCE_MS }).toContain(instance);
    // What is announced is repeated after 3 s.
    vi.advanceTimersByTime(3000);
    a.say('Late');
    await b.hears('Late');
    expect(b.heard.filter(({ said }) => said.name === 'Early')).toHaveLength(1);
  });

  it('says nothing where there is nothing to be said', async () => {
    const port = await freePort();
    const [a, b] = [new Device('a', port), new Device('b', port)];
    a.mdns.announce(() => null);
    b.say('Bert');
    await a.hears('Bert');
    expect(b.heard).toEqual([]);
  });
});
