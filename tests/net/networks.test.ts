// What a device says and whom it answers as it comes from one network to another, or is on two at once.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { engineOn } from '../support/engine-on.ts';
import { type Bridge, canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const PATIENCE_MS = 20_000;
const NAME = 'Anna’s own name';

/** All that is said by multicast, a line for each packet: where it came from, and whether the name is in it. */
const LISTENS = `
const [name, address] = process.argv.slice(1);
for (const family of ['4', '6']) {
  const socket = require('dgram').createSocket({ type: 'udp' + family, reuseAddr: true, ipv6Only: family === '6' });
  socket.on('message', (packet, from) => {
    const isAnswer = packet.length > 2 && (packet[2] & 0x80) !== 0;
    if (isAnswer) console.log(packet.includes(name) ? 'named' : 'nameless', from.address);
  });
  socket.bind(5353, family === '4' ? '0.0.0.0' : '::', () => {
    socket.addMembership(family === '4' ? '224.0.0.251' : 'ff02::fb', family === '4' ? address : '::%eth0');
    console.log('listens');
  });
}`;

async function listenerOn(host: Host): Promise<() => readonly string[]> {
  let text = '';
  const args = ['-e', LISTENS, NAME, host.addressOf()];
  const child = host.spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const lines = (): readonly string[] => text.split('\n').slice(0, -1);
  await expect.poll(() => lines().length, { timeout: PATIENCE_MS }).toBe(2);
  return lines;
}

/** Its cable, or its Wi-Fi, leads elsewhere from now on; it stays up. `number` is which of the space's hosts it is. */
function move(host: Host, number: number, { name }: Bridge): void {
  const theSwitch = host.namespace.replace(/[^-]+$/, 'switch');
  execFileSync('ip', ['-n', theSwitch, 'link', 'set', `p${number}-eth0`, 'master', name]);
}

function linkLocalOf(host: Host, via: string): string {
  const [, address = ''] =
    / inet6 ([^/ ]+)/.exec(host.ip('-o', '-6', 'addr', 'show', 'dev', via, 'scope', 'link')) ?? [];
  return address;
}

describe.runIf(canMakeSpaces())('a device', () => {
  it('that comes from a trusted network to another says nothing there of what it said before', async () => {
    const space = NetSpace.open();
    const elsewhere = space.addBridge();
    const own = space.addHost('own');
    const [atHome, there] = [
      await listenerOn(space.addHost('home')),
      await listenerOn(space.addHost('cafe', { bridge: elsewhere })),
    ];
    const engine = await engineOn(own, NAME, { isVisible: false });
    await engine.ask('visibility.attended', { isOpen: true });
    await engine.ask('network.choose', { via: 'eth0', trust: 'trusted' });
    // What is announced is said again after one second and after four, and then not for nine.
    const named = () => atHome().filter((line) => line === `named ${own.addressOf()}`).length;
    await expect.poll(named, { timeout: PATIENCE_MS }).toBe(3);
    move(own, 1, elsewhere);
    own.setAddresses('eth0', { ipv4: '10.77.2.50/24', ipv6: 'fd77:2::50/64' });
    await expect.poll(there, { timeout: PATIENCE_MS }).toContain('nameless 10.77.2.50');
    expect(there().filter((line) => line.startsWith('named'))).toEqual([]);
  });

  it('answers a link-local caller only from the network that is trusted, though all networks have such addresses', async () => {
    const space = NetSpace.open();
    const [containers, cafe] = [space.addBridge(), space.addBridge()];
    const own = space.addHost('own');
    own.addInterface('docker0', containers);
    own.addInterface('wlan0', cafe);
    const engine = await engineOn(own, NAME, { isVisible: false });
    await engine.ask('visibility.attended', { isOpen: true });
    await engine.ask('network.choose', { via: 'eth0', trust: 'trusted' });
    const [neighbour, container, guest] = [
      await engineOn(space.addHost('neighbour'), 'Neighbour'),
      await engineOn(space.addHost('container', { bridge: containers }), 'Container'),
      await engineOn(space.addHost('guest', { bridge: cafe }), 'Guest'),
    ];
    const call = (caller: typeof guest, via: string) =>
      caller.ask('nearby.add', { text: `${linkLocalOf(own, via)}%eth0` }).then(
        () => 'answered',
        () => 'refused',
      );
    expect(await call(neighbour, 'eth0')).toBe('answered');
    expect([await call(container, 'docker0'), await call(guest, 'wlan0')]).toEqual(['refused', 'refused']);
    await engine.ask('network.choose', { via: 'wlan0', trust: 'trusted' });
    expect([await call(container, 'docker0'), await call(guest, 'wlan0')]).toEqual(['refused', 'answered']);
  });
});
