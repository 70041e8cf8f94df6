// How devices meet, as a window shows it: cards of what comes, codes on both sides, pairing, pictures to compare, one
// device. Looked at by tests, and in pictures.
import type { DeviceId, ShownDevice } from '../../src/contract/devices.ts';
import { errorInfo } from '../../src/contract/errors.ts';
import type { NearbyDevice } from '../../src/contract/nearby.ts';
import type { State } from '../../src/contract/state.ts';
import type { OfferedItems, ShownPairing, ShownTransfer, TransferId } from '../../src/contract/transfers.ts';
import type { WindowAnswer, WindowCommand } from '../../src/contract/window.ts';
import { pairingRow } from './shown-rows.ts';
import { shownTransfer } from './shown-transfer.ts';

const idOf = (digit: string) => digit.repeat(32) as DeviceId;
export const studio = { id: idOf('1'), name: 'Studio PC' };
const leo = { id: idOf('4'), name: 'Leo’s laptop' };
export const phone = { id: idOf('9'), name: 'Fresh Mango' };
const LONG = 'Annual report of the whole department, final, corrected, really final\u202efdp.exe';

const byId = <T extends { readonly id: string }>(...records: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [record.id, record]));

const offer = (digit: string, changes: Partial<ShownTransfer> = {}): ShownTransfer =>
  shownTransfer(0, {
    id: digit.repeat(32) as TransferId,
    device: { ...studio, isPaired: true },
    stage: 'asking',
    total: { files: 12, folders: 0, bytes: 48_000_000 },
    names: ['IMG_2041.jpg', 'IMG_2042.jpg', 'IMG_2043.jpg', 'IMG_2044.jpg', 'IMG_2045.jpg'],
    kind: 'picture',
    startedAt: Date.now(),
    ...changes,
  });

const pairing = (changes: Partial<ShownPairing>): ShownPairing =>
  pairingRow(`pairing-${JSON.stringify(changes).length}`, {
    role: 'typer',
    purpose: 'pair',
    stage: 'waiting',
    device: leo.name,
    code: null,
    ...changes,
  });

const near = (of: { readonly id: DeviceId; readonly name: string }, changes: Partial<NearbyDevice> = {}) => ({
  ...of,
  kind: 'laptop' as const,
  isPaired: false,
  isHere: true,
  lastHereAt: Date.now(),
  mark: 'none' as const,
  needsUpdate: false,
  waitsWithCode: false,
  ...changes,
});

const known = (changes: Partial<ShownDevice> = {}): ShownDevice => ({
  ...studio,
  kind: 'desktop',
  isPaired: true,
  fingerprint: '4821 9077 3316 0254',
  pairedAt: 0,
  isAlwaysAccepted: true,
  receivesInto: 'From the studio',
  unaskedBytesToday: 1_200_000_000,
  comparedAt: new Date().setHours(0, 2, 0, 0),
  ...changes,
});

/** One that is paired and one that is new. */
export const PAIRED = {
  devices: byId(known()),
  nearby: byId(near(studio, { kind: 'desktop', isPaired: true }), near(leo)),
};

const qr = `ferry:1?k=${'Ab3_'.repeat(10)}xyz&a=192.168.1.20:51000&s=${'Qw7-'.repeat(5)}ab`;
const shown = { role: 'displayer', code: '482915', qr } as const;

const toPhone = { direction: 'send', device: { ...phone, isPaired: false }, via: 'localSend' } as const;

/** By name; a card on Home, or a sheet over it. */
export const MEETING_SCENES: Readonly<Record<string, Partial<State>>> = {
  offer: { ...PAIRED, transfers: byId(offer('a', { thumbnails: 5 })) },
  'offer-hostile': {
    ...PAIRED,
    transfers: byId(
      offer('b', {
        device: { id: leo.id, name: 'Leo '.repeat(16), isPaired: false },
        names: [LONG, 'setup.exe', 'תמונה.jpg'],
        kind: 'program',
        hasActiveTypes: true,
      }),
    ),
    pairings: byId(pairing({ role: 'displayer', stage: 'asked' })),
  },
  'offer-text': {
    ...PAIRED,
    transfers: byId(
      offer('c', {
        device: { ...leo, isPaired: false },
        content: 'text',
        names: [],
        total: { files: 1, folders: 0, bytes: 1200 },
      }),
    ),
  },
  'offer-local-send': {
    ...PAIRED,
    transfers: byId(offer('8', { device: { ...phone, name: studio.name, isPaired: false }, via: 'localSend' })),
  },
  'offer-plain': {
    ...PAIRED,
    transfers: byId(offer('9', { device: { ...phone, isPaired: false }, via: 'localSend', isPlain: true })),
  },
  stranger: { ...PAIRED, pairings: byId(pairing({ role: 'displayer', stage: 'asked' })) },
  'code-shown': { ...PAIRED, pairings: byId(pairing({ ...shown, purpose: 'receive' })) },
  'code-burned': {
    ...PAIRED,
    pairings: byId(pairing({ ...shown, device: null, purpose: 'send', trouble: errorInfo('pairing.code_burned', {}) })),
  },
  'code-waited-for': { ...PAIRED, pairings: byId(pairing({ purpose: 'send' })) },
  'code-typed': { ...PAIRED, pairings: byId(pairing({ stage: 'typing', purpose: 'send' })) },
  'code-wrong': {
    ...PAIRED,
    pairings: byId(
      pairing({ stage: 'typing', trouble: errorInfo('pairing.code_wrong', { name: leo.name, triesLeft: 2 }) }),
    ),
  },
  'pin-asked': {
    ...PAIRED,
    transfers: byId(offer('6', { ...toPhone, stage: 'waitingForPin' })),
  },
  'pin-wrong': {
    ...PAIRED,
    transfers: byId(
      offer('7', {
        ...toPhone,
        isPlain: true,
        stage: 'waitingForPin',
        trouble: errorInfo('transfer.pin_wrong', { name: phone.name, count: 1 }),
      }),
    ),
  },
  pair: { ...PAIRED, pairings: byId(pairing({ stage: 'proven', purpose: 'send' })) },
  compare: {
    ...PAIRED,
    pairings: byId(
      pairing({ device: studio.name, purpose: 'compare', stage: 'comparing', pictures: [0, 34, 21, 57, 8, 46, 13] }),
    ),
  },
  matched: { ...PAIRED, pairings: byId(pairing({ device: studio.name, purpose: 'compare', stage: 'proven' })) },
};

const identityChanged = errorInfo('device.identity_changed', { name: studio.name });
/** What the screen of the paired one shows. */
export const DEVICE_SCENES: Readonly<Record<string, Partial<State>>> = {
  device: {
    ...PAIRED,
    transfers: byId(
      offer('d', { stage: 'done', endedAt: Date.now() }),
      offer('e', { direction: 'send', stage: 'done', names: ['trip.zip'], endedAt: Date.now() }),
    ),
  },
  'device-changed': {
    devices: byId(known({ isAlwaysAccepted: false, comparedAt: null })),
    nearby: byId(
      near(studio, { isPaired: true, isHere: false }),
      near({ ...leo, name: studio.name }, { mark: 'namedAsPaired' }),
    ),
    transfers: byId(
      offer('f', {
        direction: 'send',
        stage: 'failed',
        names: ['trip.zip'],
        endedAt: Date.now(),
        trouble: identityChanged,
      }),
    ),
  },
};

/** Those that have LocalSend and no Ferry: new, without encryption, and compared. */
export const PHONE_SCENES: Readonly<Record<string, Partial<State>>> = {
  phone: { nearby: byId(near(phone, { kind: 'phone', via: 'localSend' })) },
  'phone-plain': { nearby: byId(near(phone, { kind: 'phone', via: 'localSend', isPlain: true, mark: 'twin' })) },
  'phone-paired': {
    devices: byId(known({ ...phone, kind: 'phone', via: 'localSend', fingerprint: 'AB12CD34'.repeat(8) })),
    nearby: byId(near(phone, { kind: 'phone', via: 'localSend', isPaired: true })),
  },
};

const OFFERED: OfferedItems = {
  isWhole: true,
  disk: { freeBytes: 90_000_000_000, totalBytes: 500_000_000_000 },
  items: Array.from({ length: 40 }, (_, at) => ({
    name: at === 1 ? LONG : at === 0 ? 'Trip' : `IMG_${2041 + at}.jpg`,
    isFolder: at === 0,
    first: at === 0 ? 0 : at + 20,
    count: at === 0 ? 21 : 1,
    files: at === 0 ? 20 : 1,
    bytes: 1_234_567 * (at + 1),
    isActiveType: at === 1,
  })),
};

/** One dark and one light pixel are picture enough: what counts is the box. */
const PICTURES =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=';

export const MEETING_ANSWERS: Partial<Record<WindowCommand, unknown>> = {
  'transfer.offered': OFFERED,
  'guest.compare': {
    text: 'AB12CD34'.repeat(16),
    pictures: [5, 56, 115, 2, 44, 191, 257, 12, 186, 89, 196, 147, 204, 60, 250, 129],
  },
  'transfer.thumbnails': Array.from({ length: 5 }, (_, at) => ({ name: `IMG_${at}.jpg`, jpeg: PICTURES })),
} satisfies { readonly [C in WindowCommand]?: WindowAnswer<C> };

/** The sheet for receiving: of a device that waits with a code, and of none. */
export const RECEIVING_SCENES: Readonly<Record<string, Partial<State>>> = {
  receive: { ...PAIRED, nearby: byId(near(leo, { waitsWithCode: true })) },
  'receive-empty': { ...PAIRED, nearby: byId(near(leo)) },
};
