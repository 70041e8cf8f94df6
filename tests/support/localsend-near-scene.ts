// Discovery of LocalSend devices with all around it stood in for: the time, the sockets, and whoever answers a call.
import type { Fingerprint } from '../../src/engine/interop/localsend/certificate.ts';
import {
  type Answered,
  Discovery,
  type DiscoveryNeeds,
  type Remembered,
} from '../../src/engine/interop/localsend/discovery.ts';
import type { GuestPlace, GuestRow } from '../../src/engine/interop/localsend/guests-near.ts';
import {
  type Announcement,
  encodeAnnouncement,
  type PeerInfo,
  readAnnouncement,
} from '../../src/engine/interop/localsend/messages.ts';
import type { Interfaces } from '../../src/engine/ports.ts';
import { FakeClock } from './fake-clock.ts';

export const SECOND = 1000;
export const printOf = (digit: string): Fingerprint => digit.repeat(64) as Fingerprint;
export const [OWN, ANNA, BERT] = [printOf('0'), printOf('A'), printOf('B')];
export const AT_ANNA = '10.77.1.2';

export const interfaceWith = (address: string): Interfaces[string] => [
  { address, netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false, cidr: `${address}/24` },
];

export const said = (fingerprint: string, more: Partial<Announcement> = {}): Announcement => ({
  alias: `of ${fingerprint.slice(0, 4)}`,
  version: '2.2',
  deviceModel: null,
  deviceType: 'mobile',
  fingerprint,
  hasDownloads: false,
  port: 53_317,
  protocol: 'https',
  isAsking: true,
  ...more,
});

export const peerInfo = (fingerprint: string, more: Partial<PeerInfo> = {}): PeerInfo => ({
  ...said(fingerprint),
  ...more,
});

interface Called {
  readonly what: 'register' | 'info';
  readonly host: string;
  readonly port: number;
  readonly pin: Fingerprint | null;
}

/** One device and the devices that would answer it, by their addresses. */
export function nearScene(more: Partial<DiscoveryNeeds> = {}) {
  const clock = new FakeClock();
  const facts = {
    visibility: 'everyone' as ReturnType<DiscoveryNeeds['visibility']>,
    isLooking: true,
    alias: 'Calm Pier',
    pinned: [] as readonly string[],
    remembered: [] as readonly Remembered[],
  };
  const answering = new Map<string, Answered | 'never'>();
  const called: Called[] = [];
  const sent: Announcement[] = [];
  const shown: (readonly GuestRow[])[] = [];
  const sockets = { open: 0, used: {} as Interfaces };
  let hear: (datagram: Uint8Array, address: string) => void = () => undefined;

  const call =
    (what: Called['what']) =>
    ({ host, port }: GuestPlace, pin: Fingerprint | null, signal: AbortSignal): Promise<Answered> => {
      called.push({ what, host, port, pin });
      const answered = answering.get(host);
      if (answered === 'never') {
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      }
      const isWrong = pin !== null && answered?.fingerprint !== pin;
      return answered === undefined || isWrong ? Promise.reject(new Error('nobody')) : Promise.resolve(answered);
    };

  const discovery = new Discovery({
    openMulticast: ({ onDatagram }) => {
      sockets.open += 1;
      hear = (datagram, address) => onDatagram(datagram, { address, via: 'eth0' });
      return {
        use: (interfaces) => {
          sockets.used = interfaces;
        },
        say: (datagram) => {
          const read = readAnnouncement(datagram);
          if (read !== null) sent.push(read);
        },
        isWhole: true,
        close: () => {
          sockets.open -= 1;
        },
      };
    },
    clock,
    log: () => undefined,
    own: () => said(OWN, { alias: facts.alias }),
    visibility: () => facts.visibility,
    isPinned: (fingerprint) => facts.pinned.includes(fingerprint),
    isLooking: () => facts.isLooking,
    remembered: () => facts.remembered,
    register: call('register'),
    info: call('info'),
    onDevices: (rows) => shown.push(rows),
    ...more,
  });
  discovery.use({ eth0: interfaceWith('10.77.1.1') });
  return {
    ...{ clock, facts, answering, called, sent, shown, sockets, discovery },
    hears: async (announcement: Announcement, address = AT_ANNA) => {
      hear(encodeAnnouncement(announcement), address);
      await settled();
    },
    hearsBytes: async (bytes: Uint8Array, address = AT_ANNA) => {
      hear(bytes, address);
      await settled();
    },
    answersAs: (fingerprint: Fingerprint, host = AT_ANNA) =>
      answering.set(host, { info: peerInfo(fingerprint), fingerprint }),
    passes: async (ms: number) => {
      for (let left = ms; left > 0; left -= 500) {
        clock.pass(Math.min(500, left));
        await settled();
      }
    },
    names: () => discovery.rows().map(({ fingerprint }) => fingerprint),
  };
}

/** Whatever only waits for promises is done. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
