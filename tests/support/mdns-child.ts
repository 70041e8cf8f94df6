// A program that announces and hears, on a host of its own: what it hears it writes as lines of JSON, what it is asked it
// reads as lines. Its arguments are its name and, if another than the usual, its port.
import { createHash, randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import type { DeviceId } from '../../src/contract/devices.ts';
import { openMdns } from '../../src/engine/discovery/bonjour.ts';
import { type Interfaces, SYSTEM_PORTS } from '../../src/engine/ports.ts';
import { collectAll } from './collected.ts';

const LOOK_MS = 1000;
const [name = '', port = '26810'] = process.argv.slice(2);
const id = createHash('sha256').update(name).digest('hex').slice(0, 32) as DeviceId;

const tell = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const mdns = openMdns({
  clock: SYSTEM_PORTS.clock,
  random: randomBytes,
  log: (level, event, facts) => {
    if (level !== 'debug') tell({ kind: 'log', event, ...facts });
  },
  onHeard: ({ instance, via, places, said }) => tell({ kind: 'heard', name: said.name, instance, via, places }),
  onGone: (instance, via) => tell({ kind: 'gone', instance, via }),
});

const announce = (as: string): void =>
  mdns.announce(() => ({ said: { versions: [1], kind: 'laptop', id, name: as, tag: null }, port: Number(port) }));

const look = (): void => {
  const all: Interfaces = networkInterfaces();
  mdns.use(Object.fromEntries(Object.entries(all).filter(([, found]) => !found?.every((each) => each.internal))));
};

look();
if (name !== '') announce(name);
setInterval(look, LOOK_MS);

createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, argument = ''] = line.split(' ');
  if (command === 'announce') announce(argument);
  if (command === 'hush') mdns.announce(() => null);
  if (command === 'health') tell({ kind: 'health', health: mdns.health() });
  if (command === 'usage') {
    const { user, system } = process.cpuUsage();
    collectAll();
    tell({ kind: 'usage', rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 });
  }
  if (command === 'close') void mdns.close().then(() => process.exit(0));
});
