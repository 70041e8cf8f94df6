// What a window shows that no single computer has by itself: devices nearby, networks, transfers, findings. Looked at by
// tests, and in pictures.
import type { DeviceId, ShownDevice } from '../../src/contract/devices.ts';
import { finding } from '../../src/contract/doctor.ts';
import { errorInfo } from '../../src/contract/errors.ts';
import type { NearbyDevice } from '../../src/contract/nearby.ts';
import type { ShownNetwork } from '../../src/contract/networks.ts';
import type { ShownPage } from '../../src/contract/pages.ts';
import type { State } from '../../src/contract/state.ts';
import { isOver, type ShownTransfer, type TransferStage } from '../../src/contract/transfers.ts';
import type { HandedItem, WindowAnswer, WindowCommand } from '../../src/contract/window.ts';
import { shownTransfer } from './shown-transfer.ts';

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

const now = Date.now();
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
  device('9', 'Fresh Mango', { kind: 'phone', via: 'localSend' }),
  device('a', 'Television', { kind: 'unknown', via: 'localSend', isPlain: true }),
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
type Scene = Partial<Pick<State, 'devices' | 'nearby' | 'networks' | 'pages' | 'transfers'>>;

let transfers = 0;
const transfer = (stage: TransferStage, changes: Partial<ShownTransfer> = {}): ShownTransfer => {
  const number = ++transfers;
  const hasEnded = isOver({ stage });
  return shownTransfer(number, {
    direction: 'send',
    device: { id: studio.id, name: studio.name, isPaired: true },
    stage,
    total: { files: 12, folders: 0, bytes: 4_000_000_000 },
    names: ['IMG_2041.jpg', 'IMG_2042.jpg'],
    kind: 'picture',
    done: { files: 3, bytes: 2_480_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 },
    currentFile: 'IMG_2044.jpg',
    bytesPerSecond: stage === 'moving' ? 48_000_000 : null,
    secondsLeft: stage === 'moving' ? 120 : null,
    startedAt: now - number * 60_000,
    endedAt: hasEnded ? now - number * 60_000 : null,
    activeMs: hasEnded ? 12_000 : 0,
    ...changes,
  });
};

const leo = { id: idOf('4'), name: 'Leo’s laptop', isPaired: false };
const zip = { names: ['backup of the whole house and the garden, too, of May 2026.zip'], kind: 'archive' } as const;
const skipped = { files: 11, bytes: 3_900_000_000, skipped: 1, alreadyThere: 0, notWanted: 0 };
const studioIs = { name: 'Studio PC' };

const underWay = [
  transfer('moving', {
    direction: 'receive',
    device: { id: idOf('9'), name: 'Fresh Mango', isPaired: false },
    via: 'localSend',
  }),
  transfer('moving', zip),
  transfer('moving', { direction: 'receive', device: leo, kind: 'picture' }),
  transfer('waitingForAnswer', { device: leo, kind: 'document', names: ['Plan.pdf'] }),
  transfer('queued', { device: { id: idOf('2'), name: 'Living room Mac', isPaired: true }, names: ['Films'] }),
  transfer('preparing', { names: ['Photos'] }),
  transfer('connecting', { names: ['notes.txt'] }),
  transfer('waitingForDevice', { device: null, names: ['notes.txt'] }),
  transfer('away', { kind: 'video' }),
  transfer('checking', { direction: 'receive', done: { ...skipped, skipped: 0, bytes: 4_000_000_000 } }),
  transfer('paused', {
    trouble: errorInfo('transfer.disk_full_there', {
      ...studioIs,
      neededBytes: 4_100_000_000,
      freeBytes: 1_300_000_000,
    }),
  }),
  transfer('stopped', { names: ['Music'] }),
];

const past = [
  transfer('done', {
    direction: 'receive',
    device: { id: idOf('9'), name: 'Fresh Mango', isPaired: false },
    via: 'localSend',
    names: ['IMG_2101.heic'],
  }),
  transfer('done', { direction: 'receive', device: leo }),
  transfer('done', { ...zip, done: skipped }),
  transfer('done', { direction: 'receive', content: 'text', names: [], device: leo }),
  transfer('declined', { trouble: errorInfo('transfer.declined', studioIs), names: ['a\u202egpj.exe'] }),
  transfer('canceled', { trouble: errorInfo('transfer.canceled', studioIs) }),
  transfer('canceled'),
  transfer('failed', { trouble: errorInfo('transfer.not_receiving', studioIs), endedAt: now - 86_400_000 }),
  transfer('done', { content: 'text', names: [], endedAt: now - 86_400_000 }),
  transfer('done', { names: ['מסמך.pdf'], endedAt: now - 12 * 86_400_000 }),
];

const transfersOf = (rows: readonly ShownTransfer[]): Scene => ({ transfers: byKey(rows, ({ id }) => id) });

export const DETAILED = transfer('done', {
  ...zip,
  endedAt: now,
  done: skipped,
  notes: [{ path: 'house/latest', kind: 'skipped', reason: 'link', newName: null }],
});

const FILES: WindowAnswer<'transfer.files'> = {
  total: 24_000,
  files: Array.from({ length: 100 }, (_, at) => ({
    path: `house/rooms and their furniture/IMG_${2041 + at}.jpg`,
    bytes: 1_234_567 * (at + 1),
    state: at === 1 ? 'skipped' : at === 3 ? 'renamed' : at === 4 ? 'alreadyThere' : 'done',
    reason: at === 1 ? 'link' : null,
  })),
};

const TEXT: WindowAnswer<'text.read'> = { text: 'https://example.org/where/we/meet' };

const HANDED: readonly HandedItem[] = [
  { id: '1'.repeat(32), name: 'IMG_2041.jpg', isFolder: false, bytes: 3_400_000 },
  { id: '2'.repeat(32), name: 'Photos of last summer, all of them, even the bad ones', isFolder: true, bytes: null },
  { id: '3'.repeat(32), name: 'a\u202egpj.exe', isFolder: false, bytes: 12 },
];

const near = (...devices: readonly NearbyDevice[]): Scene => ({
  devices: byKey(devices.filter(({ isPaired }) => isPaired).map(known), ({ id }) => id),
  nearby: byKey(devices, ({ id }) => id),
});

const link = (host: string): string => `http://${host}:41234/XSV5-p-ClEblLicajOWnVw`;
const page: ShownPage = {
  id: '1'.repeat(16),
  kind: 'share',
  links: [link('192.0.2.7'), link('[2001:db8::7]')],
  pin: '408213',
  isPlain: true,
  until: Date.now() + 15 * 60_000,
  names: ['Photos'],
  total: { files: 12, folders: 1, bytes: 48_000_000 },
  skipped: 2,
  downloads: 3,
  lastDownload: { at: Date.now() - 60_000, to: '192.0.2.23' },
  trouble: null,
};
/** There is nothing on it to download. */
const pageToReceive: ShownPage = {
  ...page,
  id: '2'.repeat(16),
  kind: 'receive',
  links: page.links.map((plain) => plain.replace('http:', 'https:')),
  pin: null,
  isPlain: false,
  names: [],
  total: { files: 0, folders: 0, bytes: 0 },
  skipped: 0,
  downloads: 0,
  lastDownload: null,
};
const pages: readonly ShownPage[] = [
  page,
  pageToReceive,
  { ...page, id: '3'.repeat(16), links: [], trouble: errorInfo('page.guessed', {}) },
];

export const SCENES: Readonly<Record<'empty' | 'list' | 'away' | 'question' | 'activity' | 'past' | 'pages', Scene>> = {
  empty: near(),
  list: near(studio, living, tablet, ...strangers),
  away: near(living, tablet),
  pages: { ...near(studio), pages: byKey(pages, ({ id }) => id) },
  question: { ...near(studio, ...strangers.slice(0, 1)), networks: byKey(networks, ({ via }) => via) },
  activity: { ...near(studio, ...strangers.slice(0, 1)), ...transfersOf([...underWay, ...past]) },
  // The last one: what follows is shown of it.
  past: { ...near(studio, living, ...strangers), ...transfersOf([DETAILED, ...past]) },
};

const names = ['Studio PC'];
const FINDINGS: WindowAnswer<'doctor.run'> = {
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

const WAYS: WindowAnswer<'self.ways'> = {
  addresses: ['192.168.1.20', '[2001:db8:1234:5678:9abc:def0:1234:5678]:51000'],
  link: `ferry:1?k=${'Ab3_'.repeat(10)}xyz&a=192.168.1.20:51000&a=[2001:db8:1234:5678:9abc:def0:1234:5678]:51000`,
};

export const HOME_ANSWERS = {
  'doctor.run': FINDINGS,
  'self.ways': WAYS,
  'transfer.files': FILES,
  'text.read': TEXT,
  'items.choose': HANDED,
} satisfies { readonly [C in WindowCommand]?: WindowAnswer<C> };
