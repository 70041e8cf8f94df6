// Which interfaces are announced on, and when what was said on one is taken back.
import { afterEach, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { openStations } from '../../../../src/engine/discovery/mdns.ts';
import type { InstanceNeeds } from '../../../../src/engine/discovery/mdns-station.ts';
import type { Interfaces } from '../../../../src/engine/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const opened: InstanceNeeds[] = [];
afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.close();
});

const at = (address: string): Interfaces[string] => [
  { family: 'IPv4', address, cidr: `${address}/24`, netmask: '255.255.255.0', mac: '', internal: false },
];
const HOME: Interfaces = { wlan0: at('192.0.2.7') };

/** Instances that write down what they are told, with their address. */
function scene(interfaces: Interfaces) {
  const did: string[] = [];
  const mdns = openStations(
    {
      clock: new FakeClock(),
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      log: () => undefined,
      onHeard: () => undefined,
      onGone: () => undefined,
    },
    (needs) => {
      opened.push(needs);
      const own = needs.shore.first('ipv4');
      const tell = (what: string): void => void did.push(`${what} ${own}`);
      return {
        ask: () => undefined,
        listenAnew: () => undefined,
        announce: ({ text }) => tell(`announce ${text.n}`),
        withdraw: (said) => {
          tell('goodbye');
          said();
        },
        close: () => tell('close'),
      };
    },
  );
  const announce = (name: string): void =>
    mdns.announce(() => ({
      said: { versions: [1], kind: 'laptop', id: 'a'.repeat(32) as DeviceId, name, tag: null },
      port: 26810,
    }));
  const use = (next: Interfaces): void => {
    const before = opened.length;
    mdns.use(next);
    for (const { onReady } of opened.slice(before)) onReady();
  };
  announce('Anna');
  use(interfaces);
  expect(did.splice(0)).toEqual(Object.values(interfaces).map((found) => `announce Anna ${found?.[0]?.address}`));
  return { mdns, use, announce, since: (): readonly string[] => did.splice(0) };
}

it.each([
  ['has another address', { wlan0: at('198.51.100.7') }, ['close 192.0.2.7', 'announce Anna 198.51.100.7']],
  ['is gone', {}, ['close 192.0.2.7']],
] as const)('an interface that %s may be on another network, where no goodbye says the name', (_what, next, does) => {
  const { use, since } = scene(HOME);
  use(next);
  expect(since()).toEqual(does);
});

it('one that is as it was stays open, and hears nothing of the other', () => {
  const { use, since } = scene({ ...HOME, eth0: at('203.0.113.7') });
  use({ ...HOME });
  expect(since()).toEqual(['close 203.0.113.7']);
});

it('says goodbye where it still is: when there is nothing to be said any more, and at the end', async () => {
  const { mdns, since, announce } = scene(HOME);
  mdns.announce(() => null);
  expect(since()).toEqual(['goodbye 192.0.2.7']);
  announce('Anna');
  expect(since()).toEqual(['announce Anna 192.0.2.7']);
  await mdns.close();
  expect(since()).toEqual(['goodbye 192.0.2.7', 'close 192.0.2.7']);
});
