// How apps find each other: a few datagrams to a group of the network, and an answer by HTTP from whoever hears them.
// Facts 1.1 and 1.3.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calls, Place } from './call.ts';
import {
  type Announcement,
  announcementFor,
  type Info,
  Malformed,
  type Peer,
  peerFor,
  Reader,
  readJson,
  type Version,
} from './messages.ts';

export interface Device {
  readonly alias: string;
  readonly version: string;
  /** Who it is: of its certificate where there is one, else what it says. */
  readonly fingerprint: string;
  readonly place: Place;
}

export interface MulticastOptions {
  /** Of this app's own choice with 0; others join by `multicastPort`. */
  readonly port: number;
  /** An IPv4 address of this computer, or `::%eth0`; the group follows from the first. */
  readonly interfaces: readonly string[];
}

export interface DiscoveryOptions {
  readonly version: Version;
  readonly me: () => Peer;
  readonly calls: (place: Place, pin: string | null) => Calls;
  readonly multicast: MulticastOptions | null;
  /** Half a second in the app. */
  readonly timeoutMs: number;
}

const GROUP_IPV4 = '224.0.0.167';
const GROUP_IPV6 = 'ff12::fd3a:e420';

export class Discovery {
  readonly devices = new Map<string, Device>();
  readonly #options: DiscoveryOptions;
  readonly #reader: Reader;
  readonly #stations: { readonly socket: Socket; readonly group: string; readonly zone: string }[] = [];
  readonly #closed = new AbortController();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#reader = new Reader(options.version);
  }

  get port(): number {
    return this.#stations[0]?.socket.address().port ?? 0;
  }

  async open(): Promise<void> {
    const { port = 0, interfaces = [] } = this.#options.multicast ?? {};
    for (const one of interfaces) await this.#join(one, port === 0 ? this.port : port);
  }

  /** One datagram after each of these waits, as long as the app is open. */
  async announce(waitsMs: readonly number[]): Promise<void> {
    const { signal } = this.#closed;
    for (const waitMs of waitsMs) {
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      this.#say(true);
    }
  }

  /**
   * The person typed an address, or a scan has come to it: null where nobody answers. The certificate that is seen there
   * says who it is.
   */
  async lookAt(place: Place): Promise<Device | null> {
    const calls = this.#options.calls(place, null);
    try {
      const { version, me, timeoutMs } = this.#options;
      const path = `/api/localsend/v1/info?fingerprint=${me().fingerprint}`;
      const { status, bytes, fingerprint } = await (version === '1.18'
        ? register(calls, version, me(), timeoutMs)
        : calls.ask({ method: 'GET', path, timeoutMs }));
      if (status !== 200) return null;
      const info = version === '1.18' ? this.#reader.registered(readJson(bytes)) : this.#reader.info(readJson(bytes));
      return this.#enter({ ...info, fingerprint: fingerprint ?? info.fingerprint }, place);
    } catch {
      return null;
    } finally {
      calls.close();
    }
  }

  /** Somebody has answered, or found this app by a scan: the address is where they came from. */
  heardOf(peer: Peer, host: string): void {
    this.#enter(peer, { host, port: peer.port, protocol: peer.protocol });
  }

  close(): void {
    this.#closed.abort();
    for (const { socket } of this.#stations.splice(0)) socket.close();
  }

  async #join(one: string, port: number): Promise<void> {
    const [, zone = ''] = one.split('%');
    const isIpv6 = one.includes(':');
    const group = isIpv6 ? GROUP_IPV6 : GROUP_IPV4;
    const socket = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', reuseAddr: true, ipv6Only: isIpv6 });
    socket.on('error', () => undefined);
    socket.on('message', (datagram, { address }) => {
      // What can't be read isn't heard, and who can't be reached isn't there.
      this.#hear(datagram, address).catch(() => undefined);
    });
    socket.bind(port);
    await once(socket, 'listening');
    socket.addMembership(group, one);
    socket.setMulticastInterface(one);
    socket.setMulticastTTL(1);
    socket.setMulticastLoopback(true);
    this.#stations.push({ socket, group, zone });
  }

  /** Nothing, once the app is closed. */
  #say(isAsking: boolean): void {
    const bytes = Buffer.from(JSON.stringify(announcementFor(this.#options.version, this.#options.me(), isAsking)));
    for (const { socket, group, zone } of this.#stations)
      socket.send(bytes, socket.address().port, zone === '' ? group : `${group}%${zone}`);
  }

  async #hear(datagram: Buffer, host: string): Promise<void> {
    const { version, me } = this.#options;
    const peer: Announcement = this.#reader.announcement(readJson(datagram), me());
    if (peer.fingerprint === me().fingerprint) return;
    // 1.17 takes it for granted at once, and answers whoever asks; 1.18 asks whoever speaks, and then believes.
    if (version === '1.17') this.heardOf(peer, host);
    if (version === '1.17' && !peer.isAsking) return;
    const isAnswered = await this.#answer(peer, host);
    if (!isAnswered && version === '1.17') this.#say(false);
  }

  /** 1.18 does so only to the certificate that was announced. */
  async #answer(peer: Peer, host: string): Promise<boolean> {
    const { version, me, timeoutMs } = this.#options;
    const place = { host, port: peer.port, protocol: peer.protocol };
    const calls = this.#options.calls(place, peer.fingerprint);
    try {
      const { status, bytes } = await register(calls, version, me(), timeoutMs, peer.version);
      if (status !== 200) return false;
      if (version === '1.18')
        this.#enter({ ...this.#reader.registered(readJson(bytes)), fingerprint: peer.fingerprint }, place);
      return true;
    } catch (error) {
      if (error instanceof Malformed) throw error;
      return false;
    } finally {
      calls.close();
    }
  }

  #enter({ alias, version, fingerprint }: Info, place: Place): Device {
    const device = { alias, version, fingerprint: fingerprint.toUpperCase(), place };
    this.devices.set(device.fingerprint, device);
    return device;
  }
}

/** The first version of the protocol has a route of its own. */
const register = (calls: Calls, version: Version, me: Peer, timeoutMs: number, theirs = '2.0') =>
  calls.ask({
    ...{ method: 'POST', path: `/api/localsend/${theirs === '1.0' ? 'v1' : 'v2'}/register` },
    ...{ json: peerFor(version, me), timeoutMs },
  });
