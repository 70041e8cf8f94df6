import { expect, it } from 'vitest';
import { isConnected, isVirtual } from '../../../../src/engine/discovery/interfaces.ts';
import { visibilityAt } from '../../../../src/engine/discovery/visibility.ts';

it.each([
  ['whileOpen', true, null, { mode: 'everyone', until: null }],
  ['whileOpen', true, 500, { mode: 'everyone', until: null }],
  ['whileOpen', false, null, { mode: 'paired' }],
  ['whileOpen', false, 2000, { mode: 'everyone', until: 2000 }],
  ['whileOpen', false, 1000, { mode: 'paired' }],
  ['paired', true, null, { mode: 'paired' }],
  ['paired', false, 2000, { mode: 'everyone', until: 2000 }],
  ['nobody', true, null, { mode: 'nobody' }],
  ['nobody', true, 2000, { mode: 'everyone', until: 2000 }],
  ['nobody', true, 999, { mode: 'nobody' }],
] as const)(
  'with the setting %s, window open %s, everyone until %s',
  (setting, isAttended, everyoneUntil, expected) => {
    expect(visibilityAt({ setting, isAttended, everyoneUntil }, 1000)).toEqual(expected);
  },
);

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
