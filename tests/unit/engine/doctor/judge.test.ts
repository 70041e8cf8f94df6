// Every finding, by the facts that lead to it, and what is found where nothing is wrong.
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { CHECKS, FINDINGS, type Finding, type FindingCode } from '../../../../src/contract/doctor.ts';
import type { DeviceFacts, DoctorFacts } from '../../../../src/engine/doctor/facts.ts';
import { findings } from '../../../../src/engine/doctor/judge.ts';

const at = (cidr: string, internal = false): NetworkInterfaceInfo => {
  const [address = ''] = cidr.split('/');
  const isSix = address.includes(':');
  const common = { address, netmask: '', mac: '', internal, cidr };
  return isSix ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};

const LO = { lo: [at('127.0.0.1/8', true), at('::1/128', true)] };
const ETH0 = { eth0: [at('192.168.1.7/24'), at('fe80::7/64')] };

const device = (facts: Partial<DeviceFacts> = {}): DeviceFacts => ({
  name: 'Studio PC',
  isConnected: true,
  isHeard: true,
  reach: null,
  back: { canReach: true, canHear: true },
  ...facts,
});
const heard = (facts: Partial<DeviceFacts> = {}): DeviceFacts =>
  device({ isConnected: false, back: null, reach: 'answers', ...facts });

const echoed = { via: 'eth0', state: 'open', reason: '', isEchoed: true } as const;
const FIREWALL = { firewall: 'ufw', place: '' } as const;

const FINE: DoctorFacts = {
  platform: 'linux',
  interfaces: { ...LO, ...ETH0 },
  chosen: ['eth0'],
  untrusted: [],
  takingLocal: [],
  listener: { port: 26_810, isAgreedPort: true, isChosen: false, isHidden: false },
  holders: { agreedPort: '', mdnsPort: '', localSendPort: '' },
  multicast: [echoed],
  firewall: { ...FIREWALL, state: 'allows' },
  localSend: { state: 'open', port: 53_317, agreedPort: 53_317, reason: '' },
  localSendFirewall: { ...FIREWALL, state: 'allows' },
  devices: [device()],
};
/** The same, and nobody else is there. */
const ALONE: DoctorFacts = { ...FINE, devices: [] };

const OPEN = FINE.localSend;
const MAC_CLOSED = { firewall: 'macos', state: 'blocksAll', place: '' } as const;

const codesOf = (found: readonly Finding[]): readonly FindingCode[] => found.map(({ code }) => code);
const badOf = (facts: DoctorFacts): readonly FindingCode[] =>
  codesOf(findings(facts).filter(({ state }) => state === 'bad'));
const found = (facts: DoctorFacts, check: string): readonly Finding[] =>
  findings(facts).filter((each) => each.check === check);

const NOT_OPEN = { port: null, isAgreedPort: false, isChosen: false, isHidden: false };
const WG0 = { wg0: [at('10.8.0.2/24')] };

const CASES: readonly [FindingCode, DoctorFacts, object][] = [
  ['network.connected', FINE, { names: ['eth0'] }],
  ['network.none', { ...ALONE, interfaces: LO, chosen: [], multicast: [] }, {}],
  ['network.only_virtual', { ...ALONE, interfaces: { ...LO, ...WG0 }, chosen: [], multicast: [] }, { names: ['wg0'] }],
  ['network.off', { ...ALONE, chosen: [], multicast: [] }, { names: ['eth0'] }],

  ['permission.given', { ...FINE, platform: 'darwin' }, {}],
  ['permission.unknown', { ...ALONE, platform: 'darwin' }, {}],
  [
    'permission.denied',
    { ...ALONE, platform: 'darwin', multicast: [{ ...echoed, state: 'refused', reason: 'EHOSTUNREACH' }] },
    {},
  ],

  ['multicast.works', FINE, { names: ['eth0'] }],
  [
    'multicast.refused',
    { ...ALONE, multicast: [{ ...echoed, state: 'refused', reason: 'ENODEV', isEchoed: false }] },
    { names: ['eth0'], reason: 'ENODEV' },
  ],
  ['multicast.unheard', { ...ALONE, multicast: [{ ...echoed, isEchoed: false }] }, { names: ['eth0'] }],
  ['multicast.lost', { ...FINE, devices: [device({ isHeard: false })] }, { names: ['Studio PC'] }],
  [
    'multicast.lost',
    { ...FINE, devices: [device({ back: { canReach: true, canHear: false } })] },
    { names: ['Studio PC'] },
  ],
  ['multicast.unknown', { ...ALONE, multicast: [] }, {}],

  ['port.open', FINE, { port: 26_810 }],
  ['port.hidden', { ...FINE, listener: { ...NOT_OPEN, isHidden: true } }, {}],
  ['port.closed', { ...FINE, listener: NOT_OPEN }, {}],

  ['program.none', FINE, {}],
  [
    'program.agreed_port',
    {
      ...FINE,
      listener: { ...FINE.listener, port: 51_000, isAgreedPort: false },
      holders: { ...FINE.holders, agreedPort: 'nc' },
    },
    { port: 26_810, program: 'nc', ownPort: 51_000 },
  ],
  [
    'program.mdns_port',
    {
      ...ALONE,
      multicast: [{ ...echoed, state: 'portTaken', isEchoed: false }],
      holders: { ...FINE.holders, mdnsPort: 'x' },
    },
    { port: 5353, program: 'x' },
  ],

  ['firewall.off', { ...ALONE, firewall: { firewall: null, state: 'none', place: '' } }, {}],
  ['firewall.allows', ALONE, { ...FIREWALL, port: 26_810 }],
  ['firewall.passed', { ...FINE, firewall: { ...FIREWALL, state: 'blocks' } }, { names: ['Studio PC'] }],
  [
    'firewall.blocks',
    { ...ALONE, firewall: { firewall: 'firewalld', state: 'blocks', place: 'public' } },
    { firewall: 'firewalld', port: 26_810, place: 'public' },
  ],
  ['firewall.blocks_all', { ...ALONE, firewall: { firewall: 'macos', state: 'blocksAll', place: '' } }, {}],
  ['firewall.public_network', { ...ALONE, firewall: { firewall: 'windows', state: 'publicNetwork', place: '' } }, {}],
  [
    'firewall.suspected',
    {
      ...FINE,
      firewall: { ...FIREWALL, state: 'on' },
      devices: [device({ back: { canReach: false, canHear: true } })],
    },
    { ...FIREWALL, port: 26_810 },
  ],
  ['firewall.unseen', { ...ALONE, firewall: { ...FIREWALL, state: 'on' } }, { ...FIREWALL, port: 26_810 }],
  ['firewall.unknown', { ...ALONE, firewall: { firewall: null, state: 'unknown', place: '' } }, {}],

  ['vpn.none', FINE, {}],
  ['vpn.beside', { ...FINE, interfaces: { ...FINE.interfaces, ...WG0 } }, { names: ['wg0'] }],
  ['vpn.suspected', { ...ALONE, interfaces: { ...FINE.interfaces, ...WG0 } }, { names: ['wg0'] }],
  ['vpn.takes_local', { ...FINE, takingLocal: ['wg0'] }, { names: ['wg0'] }],

  ['networks.one', FINE, {}],
  ['networks.untrusted', { ...FINE, untrusted: ['eth0'] }, { names: ['eth0'] }],
  [
    'networks.several',
    { ...FINE, interfaces: { ...FINE.interfaces, wlan0: [at('10.0.0.7/24')] }, chosen: ['eth0', 'wlan0'] },
    { names: ['eth0', 'wlan0'] },
  ],
  [
    'networks.several_suspected',
    { ...ALONE, interfaces: { ...FINE.interfaces, wlan0: [at('10.0.0.7/24')] }, chosen: ['eth0', 'wlan0'] },
    { names: ['eth0', 'wlan0'] },
  ],

  ['reach.works', FINE, { names: ['Studio PC'] }],
  ['reach.silent', { ...FINE, devices: [device(), heard({ name: 'Leo', reach: 'silent' })] }, { names: ['Leo'] }],
  ['reach.silent', { ...FINE, devices: [heard({ reach: 'silent' })] }, { names: ['Studio PC'] }],
  ['reach.nobody', { ...FINE, devices: [heard({ reach: 'away' })] }, { names: ['Studio PC'] }],
  ['reach.none_seen', ALONE, {}],
  ['reach.none_seen', { ...FINE, devices: [heard({ isHeard: false, reach: 'silent' })] }, {}],

  ['callback.works', FINE, { names: ['Studio PC'] }],
  [
    'callback.fails',
    { ...FINE, devices: [device({ back: { canReach: false, canHear: true } })] },
    { names: ['Studio PC'], firewall: 'ufw', port: 26_810, place: '' },
  ],
  ['callback.unknown', ALONE, {}],

  ['isolation.none', FINE, {}],
  ['isolation.suspected', { ...FINE, devices: [heard({ reach: 'away' })] }, { names: ['Studio PC'] }],
  [
    'isolation.suspected',
    { ...FINE, devices: [heard({ reach: 'silent' }), heard({ name: 'Leo', reach: 'silent' })] },
    { names: ['Studio PC', 'Leo'] },
  ],
  [
    'isolation.suspected',
    { ...FINE, platform: 'win32', devices: [heard({ reach: 'silent' })] },
    { names: ['Studio PC'] },
  ],
  ['isolation.unknown', ALONE, {}],

  ['localsend.open', FINE, { port: 53_317 }],
  [
    'localsend.other_port',
    { ...FINE, localSend: { ...OPEN, port: 51_000 }, holders: { ...FINE.holders, localSendPort: 'localsend_app' } },
    { port: 53_317, program: 'localsend_app', ownPort: 51_000 },
  ],
  ['localsend.hidden', { ...FINE, localSend: { ...OPEN, state: 'hidden' } }, {}],
  ['localsend.paused', { ...FINE, localSend: { ...OPEN, state: 'paused' } }, {}],
  ['localsend.not_receiving', { ...FINE, localSend: { ...OPEN, state: 'notReceiving' } }, {}],
  ['localsend.paired_only', { ...FINE, localSend: { ...OPEN, state: 'pairedOnly' } }, {}],
  ['localsend.failed', { ...FINE, localSend: { ...OPEN, state: 'failed', reason: 'EACCES' } }, { reason: 'EACCES' }],
  [
    'localsend.blocked',
    { ...FINE, localSendFirewall: { firewall: 'firewalld', state: 'blocks', place: 'home' } },
    { firewall: 'firewalld', port: 53_317, place: 'home', udpPort: 53_317 },
  ],
  [
    'localsend.unseen',
    { ...FINE, localSendFirewall: { ...FIREWALL, state: 'on' } },
    { ...FIREWALL, port: 53_317, udpPort: 53_317 },
  ],
  ['localsend.kept_out', { ...ALONE, firewall: MAC_CLOSED, localSendFirewall: MAC_CLOSED }, {}],
  ['localsend.unknown', { ...FINE, localSend: { ...OPEN, state: 'opening' } }, {}],
];

describe('the judge', () => {
  it.each(CASES)('finds %s where the facts say so', (code, facts, expected) => {
    const [check = ''] = code.split('.');
    expect(found(facts, check)).toEqual([{ check, code, ...FINDINGS[code], facts: expected }]);
  });

  it('has a case for every finding', () => {
    expect(new Set(CASES.map(([code]) => code))).toEqual(new Set(Object.keys(FINDINGS)));
  });

  it('finds nothing bad where nothing is wrong, whether anybody is there or not', () => {
    expect(badOf(FINE)).toEqual([]);
    expect(badOf(ALONE)).toEqual([]);
    expect(badOf({ ...FINE, platform: 'darwin' })).toEqual([]);
    expect(badOf({ ...FINE, platform: 'win32' })).toEqual([]);
  });

  it('keeps the order of the checks, and asks for the permission on macOS alone', () => {
    const checks = (facts: DoctorFacts) => findings(facts).map(({ check }) => check);
    expect(checks({ ...FINE, platform: 'darwin' })).toEqual(CHECKS);
    expect(checks(FINE)).toEqual(CHECKS.filter((check) => check !== 'permission'));
  });

  it('says one cause once', () => {
    const denied: DoctorFacts = {
      ...ALONE,
      platform: 'darwin',
      multicast: [{ ...echoed, state: 'refused', reason: 'EHOSTUNREACH', isEchoed: false }],
    };
    expect(badOf(denied)).toEqual(['permission.denied']);
    expect(badOf({ ...ALONE, multicast: [{ ...echoed, state: 'portTaken', isEchoed: false }] })).toEqual([
      'program.mdns_port',
    ]);
    expect(badOf({ ...FINE, devices: [heard({ reach: 'away' })] })).toEqual(['isolation.suspected']);
    expect(badOf({ ...ALONE, interfaces: LO, chosen: [], multicast: [] })).toEqual(['network.none']);
  });

  it('takes a Mac that hears nothing, not even itself, for one that has not been given the permission', () => {
    const deaf: DoctorFacts = { ...ALONE, platform: 'darwin', multicast: [{ ...echoed, isEchoed: false }] };
    expect(badOf(deaf)).toEqual(['permission.denied']);
    expect(badOf({ ...deaf, devices: [device()] })).toEqual(['multicast.unheard']);
    const closed: DoctorFacts = { ...deaf, firewall: { firewall: 'macos', state: 'blocksAll', place: '' } };
    expect(badOf(closed)).toEqual(['multicast.unheard', 'firewall.blocks_all']);
  });

  it('blames nobody for a port that was asked for', () => {
    const asked = { port: 51_000, isAgreedPort: false, isChosen: true, isHidden: false };
    expect(badOf({ ...FINE, listener: asked })).toEqual([]);
  });

  it('tells of both programs where both ports are taken', () => {
    const both: DoctorFacts = {
      ...ALONE,
      listener: { ...FINE.listener, port: 51_000, isAgreedPort: false },
      multicast: [{ ...echoed, state: 'portTaken', isEchoed: false }],
    };
    expect(badOf(both)).toEqual(['program.agreed_port', 'program.mdns_port']);
  });

  it('is content with one family of two, and with each interface of two only', () => {
    const failing = { ...echoed, state: 'refused', reason: 'ENODEV', isEchoed: false } as const;
    expect(badOf({ ...ALONE, multicast: [echoed, failing] })).toEqual([]);
    const wlan0 = { ...FINE.interfaces, wlan0: [at('192.168.1.8/24')] };
    const two = { ...ALONE, interfaces: wlan0, chosen: ['eth0', 'wlan0'] };
    expect(found({ ...two, multicast: [echoed, { ...failing, via: 'wlan0' }] }, 'multicast')).toMatchObject([
      { code: 'multicast.refused', facts: { names: ['wlan0'] } },
    ]);
    expect(badOf({ ...two, multicast: [echoed, { ...echoed, via: 'wlan0' }] })).toEqual([]);
  });

  it('takes a cable and Wi-Fi to the same router for one network', () => {
    const interfaces = { ...FINE.interfaces, wlan0: [at('192.168.1.8/24')] };
    expect(codesOf(found({ ...ALONE, interfaces, chosen: ['eth0', 'wlan0'] }, 'networks'))).toEqual(['networks.one']);
  });

  it('leaves alone a VPN that was chosen for Ferry, and tunnels of macOS that lead nowhere', () => {
    const interfaces = { ...FINE.interfaces, ...WG0 };
    expect(badOf({ ...ALONE, interfaces, chosen: ['eth0', 'wg0'] })).not.toContain('vpn.suspected');
    const idle = { ...FINE.interfaces, utun0: [at('fe80::1/64')], docker0: [at('172.17.0.1/16')] };
    expect(codesOf(found({ ...ALONE, interfaces: idle }, 'vpn'))).toEqual(['vpn.none']);
  });

  it('says nothing of LocalSend where its person has turned it off, whatever else is so', () => {
    const localSend = { ...OPEN, state: 'off', port: 51_000 } as const;
    const localSendFirewall = { ...FIREWALL, state: 'blocks' } as const;
    expect(found({ ...FINE, localSend, localSendFirewall }, 'localsend')).toEqual([]);
  });

  it('says of LocalSend whatever else is in the way of its devices as well', () => {
    const localSendFirewall = { ...FIREWALL, state: 'blocks' } as const;
    const codes = (localSend: Partial<typeof OPEN>): readonly FindingCode[] =>
      codesOf(found({ ...FINE, localSendFirewall, localSend: { ...OPEN, ...localSend } }, 'localsend'));
    expect(codes({ port: 51_000 })).toEqual(['localsend.other_port', 'localsend.blocked']);
    expect(codes({ state: 'notReceiving' })).toEqual(['localsend.not_receiving', 'localsend.blocked']);
    expect(codes({ state: 'pairedOnly', port: 51_000 })).toEqual([
      'localsend.paired_only',
      'localsend.other_port',
      'localsend.blocked',
    ]);
    // What these close, no firewall opens.
    expect(codes({ state: 'paused' })).toEqual(['localsend.paused']);
    expect(codes({ state: 'hidden' })).toEqual(['localsend.hidden']);
    expect(codes({ state: 'failed' })).toEqual(['localsend.failed']);
  });

  it('takes rules for programs as rules for LocalSend, and says so once', () => {
    const windows = (state: 'blocks' | 'publicNetwork' | 'allows' | 'on') =>
      ({ firewall: 'windows', state, place: '' }) as const;
    const both = (state: 'blocks' | 'publicNetwork' | 'on'): DoctorFacts => ({
      ...ALONE,
      firewall: windows(state),
      localSendFirewall: windows(state),
    });
    expect(badOf(both('blocks'))).toEqual(['firewall.blocks']);
    expect(badOf(both('publicNetwork'))).toEqual(['firewall.public_network']);
    expect(codesOf(found(both('on'), 'localsend'))).toEqual(['localsend.open']);
    // Somebody has just come in, whatever the rules are.
    expect(codesOf(found({ ...both('blocks'), devices: [device()] }, 'localsend'))).toEqual(['localsend.open']);
    // And where a rule is for what Ferry's own devices come by, alone.
    const alone = { ...both('blocks'), firewall: windows('allows') };
    expect(badOf(alone)).toEqual(['localsend.blocked']);
  });

  it('suspects no isolation while anybody answers, nor for a single device that says nothing', () => {
    const mixed = [heard({ reach: 'away' }), heard({ name: 'Leo' })];
    expect(codesOf(found({ ...FINE, devices: mixed }, 'isolation'))).toEqual(['isolation.none']);
    const single = [heard({ reach: 'silent' })];
    expect(codesOf(found({ ...FINE, devices: single }, 'isolation'))).toEqual(['isolation.unknown']);
  });
});
