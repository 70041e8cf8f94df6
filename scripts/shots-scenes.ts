// What the window is shown in pictures that no single computer can pose for: devices nearby, networks, findings.

import type { DeviceId, ShownDevice } from '../src/contract/devices.ts';
import { finding } from '../src/contract/doctor.ts';
import type { NearbyDevice } from '../src/contract/nearby.ts';
import type { ShownNetwork } from '../src/contract/networks.ts';
import type { Snapshot, State } from '../src/contract/state.ts';
import type { WindowAnswer } from '../src/contract/window.ts';

const idOf = (digit: string) => digit.repeat(32) as DeviceId;

const byKey = <T>(records: readonly T[], keyOf: (record: T) => string): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [keyOf(record), record]));

const device = (digit: string, name: string, changes: Partial<NearbyDevice> = {}): NearbyDevice => ({
  id: idOf(digit),
  name,
  kind: 'laptop',
  isPaired: false,
  isHere: true,
  lastHereAt: Date.now(),
  mark: 'none',
  needsUpdate: false,
  waitsWithCode: false,
  ...changes,
});

const known = ({ id, name, kind }: NearbyDevice): ShownDevice => ({
  id,
  name,
  kind,
  isPaired: true,
  fingerprint: '1234 5678',
  pairedAt: 0,
  isAlwaysAccepted: false,
  receivesInto: null,
  unaskedBytesToday: 0,
  comparedAt: null,
});

const today = new Date().setHours(0, 2, 0, 0);
const studio = device('1', 'Studio PC', { kind: 'desktop', isPaired: true });
const living = device('2', 'Living room Mac', { isPaired: true, isHere: false, lastHereAt: today });
const tablet = device('3', 'Tablet of the whole family, which has a name that is far too long', {
  kind: 'tablet',
  isPaired: true,
  isHere: false,
  lastHereAt: null,
});
const strangers = [
  device('4', 'Leo’s laptop'),
  device('5', 'Studio PC', { mark: 'namedAsPaired', kind: 'desktop' }),
  device('6', 'הנייד של נועה', { mark: 'twin' }),
  device('7', 'הנייד של נועה', { mark: 'twin' }),
  device('8', 'Old phone', { kind: 'phone', needsUpdate: true }),
];

const network = (via: string, changes: Partial<ShownNetwork> = {}): ShownNetwork => ({
  id: via,
  via,
  isVirtual: false,
  isOn: true,
  trust: 'trusted',
  addresses: ['192.168.1.20', 'fe80::1234:5678:9abc:def0'],
  ...changes,
});

const networks = [
  network('eth0'),
  network('wlan0', { trust: null, addresses: ['10.0.0.7'] }),
  network('docker0', { isVirtual: true, isOn: false, trust: null }),
  network('wg0', { isVirtual: true, isOn: false, trust: null }),
];

/** The window's state with some tables of ours. */
export type Scene = Partial<Pick<State, 'devices' | 'nearby' | 'networks'>>;

const near = (...devices: readonly NearbyDevice[]): Scene => ({
  devices: byKey(devices.filter(({ isPaired }) => isPaired).map(known), ({ id }) => id),
  nearby: byKey(devices, ({ id }) => id),
});

export const SCENES: Readonly<Record<'empty' | 'list' | 'away' | 'question', Scene>> = {
  empty: near(),
  list: near(studio, living, tablet, ...strangers),
  away: near(living, tablet),
  question: { ...near(studio, ...strangers.slice(0, 1)), networks: byKey(networks, ({ via }) => via) },
};

export const posed = (real: Snapshot, scene: Scene, revision: number): Snapshot => ({
  revision,
  state: { ...real.state, networks: {}, ...scene },
});

const names = ['Studio PC'];
export const FINDINGS: WindowAnswer<'doctor.run'> = {
  findings: [
    finding('network.connected', { names: ['eth0', 'wlan0'] }),
    finding('multicast.works', { names: ['eth0'] }),
    finding('port.hidden', {}),
    finding('program.none', {}),
    finding('firewall.blocks', { firewall: 'firewalld', port: 51_000, place: 'public' }),
    finding('vpn.suspected', { names: ['wg0'] }),
    finding('reach.none_seen', {}),
    finding('callback.works', { names }),
    finding('isolation.unknown', {}),
  ],
};

export const WAYS: WindowAnswer<'self.ways'> = {
  addresses: ['192.168.1.20', '[2001:db8:1234:5678:9abc:def0:1234:5678]:51000'],
  link: `ferry:1?k=${'Ab3_'.repeat(10)}xyz&a=192.168.1.20:51000&a=[2001:db8:1234:5678:9abc:def0:1234:5678]:51000`,
};
