// A device on a host of its own, as far as the doctor looks at it: it announces and hears, listens, keeps connections, and
// runs the doctor when it is told to. Its arguments are its name and those of the devices that it is paired with.
import { createHash } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { choosePrimitives } from '../../src/engine/crypto/self-test.ts';
import { openMdns } from '../../src/engine/discovery/bonjour.ts';
import { isVirtual } from '../../src/engine/discovery/interfaces.ts';
import { ConnectBack } from '../../src/engine/doctor/connect-back.ts';
import { multicastFacts } from '../../src/engine/doctor/multicast-facts.ts';
import { SYSTEM } from '../../src/engine/doctor/ports.ts';
import { runDoctor } from '../../src/engine/doctor/run-doctor.ts';
import { deviceIdOf } from '../../src/engine/identity/device-id.ts';
import type { Place } from '../../src/engine/net/dial.ts';
import { AGREED_PORT, type Listening } from '../../src/engine/net/listen.ts';
import { Network } from '../../src/engine/net/network.ts';
import type { Channel } from '../../src/engine/noise/channel.ts';
import { type Interfaces, type Log, SYSTEM_PORTS } from '../../src/engine/ports.ts';
import { Link } from '../../src/engine/session/link.ts';
import { isBackType } from '../../src/engine/wire/connect-back.ts';

const HEARD_MS = 18_000;
const [name = '', ...others] = process.argv.slice(2);
const { clock, random } = SYSTEM_PORTS;
const primitives = await choosePrimitives();
const log: Log = () => undefined;

function keysOf(whose: string) {
  const secretKey = new Secret(createHash('sha256').update(`doctor ${whose}`).digest());
  return { secretKey, publicKey: primitives.dh.publicKeyOf(secretKey) };
}
const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const own = keysOf(name);
const peers = others.map((each) => ({ name: each, key: keysOf(each).publicKey, heardAt: 0, places: [] as Place[] }));
const links = new Map<string, { readonly link: Link; readonly address: string }>();

const chosen = (): Interfaces => {
  const isOutside = (found: Interfaces[string]): boolean => found?.some(({ internal }) => !internal) ?? false;
  return Object.fromEntries(
    Object.entries<Interfaces[string]>(networkInterfaces()).filter(
      ([via, found]) => !isVirtual(via) && isOutside(found),
    ),
  );
};

const mdns = openMdns({
  clock,
  random,
  log,
  onHeard: ({ said, places }) => {
    const peer = peers.find((each) => deviceIdOf(each.key) === said.id);
    if (peer === undefined) return;
    peer.heardAt = clock.now();
    peer.places = [...places];
  },
  onGone: () => undefined,
});

const network = new Network({
  primitives,
  own: () => own,
  known: () => peers.map(({ key }) => ({ staticKey: key, versionFloor: 0 })),
  answersKnown: () => true,
  answersStrangers: () => false,
  clock,
  random,
  interfaces: networkInterfaces,
  log,
  onChannel: (channel, { address }) => void keep(channel, address),
});

const backs = new ConnectBack({
  clock,
  hears: async (key) => isHeard(peers.find((peer) => hex(peer.key) === hex(key))),
  call: async (key, place) => {
    const dialled = await network.dial([place], key, (found) => hex(found) === hex(key));
    if (dialled.ok) dialled.channel.destroy();
    return dialled.ok
      ? 'reached'
      : dialled.misses.some(({ reason }) => reason === 'wrong key')
        ? 'other'
        : 'unreachable';
  },
});

const isHeard = (peer: (typeof peers)[number] | undefined): boolean =>
  peer !== undefined && clock.now() - peer.heardAt < HEARD_MS;

async function keep(channel: Channel, address: string): Promise<void> {
  const key = hex(channel.remoteKey);
  try {
    const hello = { versions: [1], name, kind: 'unknown' as const };
    const link = await Link.open(channel, { clock, hello, isPaired: () => true, isKept: () => true });
    links.set(key, { link, address });
    tell({ kind: 'connected' });
    for (let record = await link.receive(); record !== null; record = await link.receive())
      if (!isBackType(record.type) || !backs.take(link, address, record)) throw new Error('not expected');
    backs.ended(link);
  } catch {
    // A call that was only to see whether it comes through.
  } finally {
    if (links.get(key)?.link.channel === channel) links.delete(key);
  }
}

const tell = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

let listening: Listening | null = null;
async function open(): Promise<void> {
  listening = await network.open({ port: null, address: null });
  const said = { versions: [1], kind: 'laptop' as const, id: deviceIdOf(own.publicKey), name, tag: null };
  mdns.announce(() => ({ said, port: listening?.port ?? AGREED_PORT }));
  tell({ kind: 'open', port: listening.port });
}

const commands: Readonly<Record<string, (...args: readonly string[]) => Promise<void>>> = {
  connect: async (whom = '', address = '') => {
    const key = keysOf(whom).publicKey;
    const dialled = await network.dial([{ address, port: AGREED_PORT }], key, (found) => hex(found) === hex(key));
    if (!dialled.ok) return tell({ kind: 'failed' });
    void keep(dialled.channel, address);
  },
  heard: async (whom = '') => tell({ kind: 'heard', isHeard: isHeard(peers.find((peer) => peer.name === whom)) }),
  close: () => network.close(),
  open,
  doctor: async () => {
    mdns.use(chosen());
    const report = await runDoctor({
      ...SYSTEM,
      clock,
      log,
      interfaces: networkInterfaces,
      chosen: () => Object.keys(chosen()),
      untrusted: () => [],
      listener: () => ({
        port: network.port,
        isAgreedPort: network.port !== null && listening?.isAgreedPort === true,
        isChosen: false,
        isHidden: false,
      }),
      localSend: () => ({ state: 'off', port: 53_317, agreedPort: 53_317, reason: '' }),
      lookingForMs: () => clock.now() - lookingSince,
      query: () => mdns.query(),
      multicast: () => mdns.health().flatMap(multicastFacts),
      devices: () =>
        peers.map((peer) => ({
          id: deviceIdOf(peer.key),
          name: peer.name,
          isPaired: true,
          isConnected: links.has(hex(peer.key)),
          isHeard: isHeard(peer),
          places: peer.places,
        })),
      askBack: async (id) => {
        const found = [...links.values()].find(({ link }) => deviceIdOf(link.channel.remoteKey) === id);
        return found === undefined ? null : backs.ask(found.link, network.port ?? AGREED_PORT);
      },
    });
    tell({ kind: 'report', ...report });
  },
};

mdns.use(chosen());
const lookingSince = clock.now();
await open();
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command = '', ...args] = line.split(' ');
  void commands[command]?.(...args).then(() => tell({ kind: 'done', command }));
});
