import { describe, expect, it } from 'vitest';
import { isConnected, isVirtual } from '../../../../src/engine/discovery/interfaces.ts';
import { seenOn, visibilityAt } from '../../../../src/engine/discovery/visibility.ts';

it.each([
  ['whileOpen', true, null, { mode: 'everyone', until: null }],
  ['whileOpen', true, 500, { mode: 'everyone', until: null }],
  ['whileOpen', true, 2000, { mode: 'everyone', until: 2000 }],
  ['whileOpen', false, null, { mode: 'paired' }],
  ['whileOpen', false, 2000, { mode: 'everyone', until: 2000 }],
  ['whileOpen', false, 1000, { mode: 'paired' }],
  ['paired', true, null, { mode: 'paired' }],
  ['paired', false, 2000, { mode: 'everyone', until: 2000 }],
  ['nobody', true, null, { mode: 'nobody', until: null }],
  ['nobody', true, 2000, { mode: 'everyone', until: 2000 }],
  ['nobody', true, 999, { mode: 'nobody', until: null }],
] as const)(
  'with the setting %s, window open %s, everyone until %s',
  (setting, isAttended, everyoneUntil, expected) => {
    expect(visibilityAt({ setting, isAttended, everyoneUntil, pausedUntil: null }, 1000)).toEqual(expected);
  },
);

it('is seen by nobody during a pause, and no longer than that', () => {
  const facts = { setting: 'whileOpen', isAttended: true, everyoneUntil: null, pausedUntil: 1000 } as const;
  expect(visibilityAt(facts, 999)).toEqual({ mode: 'nobody', until: 1000 });
  expect(visibilityAt(facts, 1000)).toEqual({ mode: 'everyone', until: null });
});

const address = (internal: boolean) =>
  [{ address: '192.0.2.1', netmask: '', family: 'IPv4', mac: '', internal, cidr: null }] as const;

it('counts networks of people’s devices, not tunnels, containers or the computer itself', () => {
  expect(isConnected({ lo: address(true) })).toBe(false);
  expect(isConnected({ lo: address(true), docker0: address(false), tun0: address(false), utun3: address(false) })).toBe(
    false,
  );
  expect(isConnected({ wlp3s0: address(false) })).toBe(true);
  expect(isConnected({ 'Wi-Fi': address(false), 'vEthernet (WSL)': address(false) })).toBe(true);
  expect(isConnected({ eth0: undefined })).toBe(false);
  expect(['en0', 'eth0', 'wlan0', 'enp0s31f6', 'Ethernet 2', 'Wi-Fi', 'bridge0'].filter(isVirtual)).toEqual([]);
});

describe('on the networks that this computer is on', () => {
  const on = (trust: 'trusted' | 'public' | null, isOn = true) => ({ trust, isOn });
  const everyone = { mode: 'everyone', until: null } as const;

  it.each([
    ['none', [], 'everyone'],
    ['one that is trusted', [on('trusted')], 'everyone'],
    ['one that is trusted and one that isn’t', [on('trusted'), on(null)], 'everyone'],
    ['a new one', [on(null)], 'paired'],
    ['a public one', [on('public')], 'paired'],
    ['a trusted one that is off, and a new one', [on('trusted', false), on(null)], 'paired'],
  ])('%s: whoever wants to be seen by everyone is', (_what, networks, mode) => {
    expect(seenOn(networks, everyone)).toMatchObject({ mode });
  });

  it('nothing else changes, and what was just asked for holds everywhere', () => {
    for (const wished of [{ mode: 'everyone', until: 5 }, { mode: 'paired' }, { mode: 'nobody', until: null }] as const)
      expect(seenOn([on(null)], wished)).toEqual(wished);
  });
});
