// Home's list of devices in each of its states, the question about a network, and the networks in Settings.
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { NearbyDevice } from '../../../src/contract/nearby.ts';
import type { State } from '../../../src/contract/state.ts';
import { NetworkQuestion, networkToAskAbout } from '../../../src/renderer/parts/network-question.tsx';
import { NetworkRows } from '../../../src/renderer/parts/network-rows.tsx';
import { createFakeBridge, sampleState } from './fake-bridge.ts';
import { knownDevice, nearbyDevice, shownNetwork, tables } from './nearby-samples.ts';
import { shownNearby } from './shown-nearby.tsx';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';
import { shownTransfer, transfersOf } from './transfer-samples.ts';

const stateOf = (of: Parameters<typeof tables>[0], self: Partial<State['self']> = {}): State => ({
  ...sampleState({ self }),
  ...tables(of),
});

/** Without the marks that only keep directions apart. */
const english = (html: string) => wordsOf(html).map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''));

const BUTTON = 'Can’t see a device?';
const away = nearbyDevice('1', { isPaired: true, isHere: false, lastHereAt: Date.now() });

const STATES: Readonly<Record<string, readonly [State, readonly string[]]>> = {
  empty: [stateOf({}), ['Looking for devices on this network…', BUTTON]],
  'visible to nobody': [
    stateOf({}, { visibility: { mode: 'nobody', until: null } }),
    ['This device is set to be visible to nobody.', BUTTON],
  ],
  'without a network': [stateOf({}, { network: 'none' }), ['You’re not connected to a network.', BUTTON]],
  'without a network, devices known': [
    stateOf({ nearby: [away] }, { network: 'none' }),
    ['You’re not connected to a network.', 'Studio PC', 'Offline', BUTTON],
  ],
  'all away': [stateOf({ nearby: [away] }), ['Your devices are off or on another network.', 'Offline', BUTTON]],
  'another device in its place': [
    {
      ...stateOf({ devices: [knownDevice('1')], nearby: [away] }),
      transfers: transfersOf(
        shownTransfer('7', 'failed', {
          device: { id: away.id, name: away.name, isPaired: true },
          trouble: errorInfo('device.identity_changed', { name: away.name }),
        }),
      ),
    },
    ['Studio PC', 'Offline', 'This isn’t the Studio PC you paired', 'Pair again'],
  ],
  'paired and here': [stateOf({ nearby: [nearbyDevice('1', { isPaired: true })] }), ['Studio PC', 'Paired · here']],
  'paired by one': [
    stateOf({ devices: [knownDevice('1', { isPaired: false })], nearby: [nearbyDevice('1')] }),
    ['Paired only here'],
  ],
  stranger: [stateOf({ nearby: [nearbyDevice('1')] }), ['Studio PC', 'New', BUTTON]],
  'under a false name': [
    stateOf({ nearby: [nearbyDevice('1', { mark: 'namedAsPaired' })] }),
    ['Calls itself Studio PC, but isn’t the one you paired'],
  ],
  twins: [
    stateOf({ nearby: [nearbyDevice('1', { mark: 'twin' }), nearbyDevice('2', { mark: 'twin' })] }),
    ['2 devices call themselves Studio PC. The right one will show you the code.'],
  ],
  'almost twins': [
    stateOf({ nearby: [nearbyDevice('1', { mark: 'twin' })] }),
    ['Another device has almost the same name as Studio PC. The right one will show you the code.'],
  ],
  'of another version': [stateOf({ nearby: [nearbyDevice('1', { needsUpdate: true })] }), ['Needs an update']],
};

describe.each(Object.entries(STATES))('the list of devices, %s', (_name, [state, said]) => {
  test('says so', () => {
    for (const sentence of said) expect(english(shownNearby(state))).toContain(sentence);
  });

  test('has no word of its own', () => {
    expect(untranslatedBut(['Studio PC'])(shownNearby(state, PSEUDO))).toEqual([]);
  });
});

describe('a row of the list', () => {
  test('says when the device was last here', () => {
    expect(english(shownNearby(stateOf({ nearby: [away] }))).join(' ')).toMatch(/Offline Last seen today, \d\d:\d\d/);
    const never = stateOf({ nearby: [{ ...away, lastHereAt: null }] });
    expect(english(shownNearby(never)).join(' ')).not.toContain('Last seen');
  });

  test('sets the name apart and shows what it hides', () => {
    const html = shownNearby(stateOf({ nearby: [nearbyDevice('1', { name: 'a\u202egpj', mark: 'namedAsPaired' })] }));
    expect(html).toMatch(/<bdi [^>]*>a&lt;U\+202E&gt;gpj<\/bdi>/);
    expect(html).not.toContain('\u202e');
    expect(html).toContain('\u2068a&lt;U+202E&gt;gpj\u2069');
  });

  test('takes drops and sends by a button of its own, unless its Ferry is too old', () => {
    const html = shownNearby(stateOf({ nearby: [nearbyDevice('1')] }));
    expect(html).toContain(`data-device="${'1'.repeat(32)}"`);
    expect(english(html)).toContain('Send to Studio PC');
    const old = shownNearby(stateOf({ nearby: [nearbyDevice('1', { needsUpdate: true })] }));
    expect(old).not.toContain('data-device');
    expect(english(old)).not.toContain('Send to Studio PC');
  });

  test('leads to each device’s own screen: a stranger is paired there', () => {
    expect(english(shownNearby(stateOf({ nearby: [away] })))).toContain('About Studio PC');
    expect(english(shownNearby(stateOf({ nearby: [nearbyDevice('1')] })))).toContain('About Studio PC');
  });

  test('is one stop of the Tab key, whichever row that is', () => {
    const html = shownNearby(stateOf({ nearby: [nearbyDevice('1'), nearbyDevice('2'), nearbyDevice('3')] }));
    expect(html.match(/<li [^>]*tabindex="0"/g)).toHaveLength(1);
    expect(html.match(/<li [^>]*tabindex="-1"/g)).toHaveLength(2);
  });

  test('has one name that says how it stands', () => {
    expect(shownNearby(stateOf({ nearby: [nearbyDevice('1', { isPaired: true })] }))).toContain(
      'aria-label="Studio PC, Paired · here"',
    );
    const selected = { selected: ['1'.repeat(32) as NearbyDevice['id']] };
    const html = shownNearby(stateOf({ nearby: [nearbyDevice('1')] }), ['en'], selected);
    expect(html).toContain('aria-label="Studio PC, New, Selected"');
    expect(english(html)).toContain('Send to 1 device');
  });

  test('says that it is being connected to, only while it is here', () => {
    const sending = transfersOf(shownTransfer('a', 'connecting'));
    const here = { ...stateOf({ nearby: [nearbyDevice('1', { isPaired: true })] }), transfers: sending };
    expect(english(shownNearby(here))).toContain('Connecting…');
    expect(english(shownNearby({ ...stateOf({ nearby: [away] }), transfers: sending }))).not.toContain('Connecting…');
    const receiving = transfersOf(shownTransfer('a', 'connecting', { direction: 'receive' }));
    expect(english(shownNearby({ ...here, transfers: receiving }))).not.toContain('Connecting…');
  });

  test('says beside itself why nothing could be sent to it', () => {
    const troubles = { ['1'.repeat(32)]: errorInfo('device.unreachable', { name: 'Studio PC', where: '' }) };
    const html = shownNearby(stateOf({ nearby: [nearbyDevice('1')] }), ['en'], { troubles });
    const [, described] = /<li [^>]*aria-describedby="([^"]*)"/.exec(html) ?? [];
    expect(html).toContain(`id="${described}" role="alert"`);
  });
});

describe('the question about a network', () => {
  const asked = (networks: readonly ReturnType<typeof shownNetwork>[], settings = {}) =>
    networkToAskAbout({ ...sampleState({ settings }), ...tables({ networks }) })?.via ?? null;

  test('is asked of one that is on, real and not yet judged, one at a time', () => {
    expect(asked([shownNetwork('wlan0'), shownNetwork('eth0')])).toBe('eth0');
    expect(asked([shownNetwork('eth0', { trust: 'public' }), shownNetwork('wlan0')])).toBe('wlan0');
  });

  test.each([
    ['off', shownNetwork('eth0', { isOn: false })],
    ['virtual', shownNetwork('wg0', { isVirtual: true })],
    ['trusted', shownNetwork('eth0', { trust: 'trusted' })],
  ])('isn’t asked of one that is %s', (_name, network) => {
    expect(asked([network])).toBeNull();
  });

  test('isn’t asked where the answer changes nothing', () => {
    expect(asked([shownNetwork('eth0')], { visibility: 'paired' })).toBeNull();
  });

  test('says what each answer means', () => {
    const part = <NetworkQuestion bridge={createFakeBridge()} network={shownNetwork('eth0')} />;
    const words = english(inLanguage(['en'], part));
    for (const word of [
      'Show this device’s name on this network?',
      'Trust this network',
      'Keep it private',
      'Connection: eth0',
    ])
      expect(words).toContain(word);
    expect(untranslatedBut([])(inLanguage(PSEUDO, part))).toEqual([]);
  });
});

describe('the networks in Settings', () => {
  const rows = (networks: readonly ReturnType<typeof shownNetwork>[], languages: readonly string[] = ['en']) =>
    inLanguage(languages, <NetworkRows networks={networks} onChoose={async () => null} />);

  test('have a switch each, and a choice where they are on', () => {
    const html = rows([shownNetwork('eth0', { trust: 'trusted' }), shownNetwork('wlan0', { isOn: false })]);
    const words = english(html);
    for (const word of ['eth0', '192.168.1.20', 'Use eth0', 'Use wlan0', 'Who sees this device on eth0'])
      expect(words).toContain(word);
    expect(words).toContain('Ferry doesn’t use it.');
    expect(words).not.toContain('Who sees this device on wlan0');
    expect(words).not.toContain('Not chosen: only paired devices');
    expect(html.match(/role="switch"/g)).toHaveLength(2);
  });

  test('say that nothing was chosen yet', () => {
    expect(english(rows([shownNetwork('eth0')]))).toContain('Not chosen: only paired devices');
  });

  test('fold away what a VPN or a container made, unless one of them is on', () => {
    const folded = rows([shownNetwork('eth0'), shownNetwork('docker0', { isVirtual: true, isOn: false })]);
    expect(english(folded)).toContain('Ferry leaves these alone until you turn one on.');
    expect(folded).not.toContain('<details class="virtual-networks" open');
    expect(rows([shownNetwork('wg0', { isVirtual: true })])).toContain('<details class="virtual-networks" open');
  });

  test('say that there is none', () => {
    expect(english(rows([]))).toContain('This computer isn’t on a network.');
  });

  test('have no word of their own', () => {
    const all = [
      shownNetwork('eth0', { addresses: ['fe80::1'] }),
      shownNetwork('wlan0', { isOn: false }),
      shownNetwork('wg0', { isVirtual: true }),
    ];
    expect(untranslatedBut(['eth0', 'wlan0', 'wg0', 'fe80::1', '192.168.1.20'])(rows(all, PSEUDO))).toEqual([]);
  });
});
