// Finds others, and is found, by LocalSend: a program for a host of its own. It says what becomes of that in lines of JSON,
// and is told in such lines what is otherwise from now on.
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { makeCertificate } from '../../src/engine/interop/localsend/certificate.ts';
import { Client } from '../../src/engine/interop/localsend/client.ts';
import { Discovery } from '../../src/engine/interop/localsend/discovery.ts';
import { guestCalls } from '../../src/engine/interop/localsend/guest-calls.ts';
import { openMulticast } from '../../src/engine/interop/localsend/multicast.ts';
import { openServer } from '../../src/engine/interop/localsend/server.ts';
import { type Interfaces, type Log, SYSTEM_PORTS } from '../../src/engine/ports.ts';

const LOOK_MS = 200;

export interface NearFacts {
  alias: string;
  visibility: 'everyone' | 'paired' | 'nobody';
  /** Interfaces are looked at. */
  isAwake: boolean;
}

const [name = '', visibility = 'everyone'] = process.argv.slice(2);
const facts: NearFacts = { alias: name, visibility: visibility as NearFacts['visibility'], isAwake: true };
const { clock } = SYSTEM_PORTS;
const certificate = await makeCertificate();

const tell = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const log: Log = (level, event, more) => {
  if (level !== 'debug') tell({ kind: 'log', event, ...more });
};

const own = () => ({
  alias: facts.alias,
  version: '2.2',
  deviceModel: null,
  deviceType: 'desktop' as const,
  fingerprint: certificate.fingerprint,
  hasDownloads: false,
  port: server.port,
  protocol: 'https' as const,
});

const refused = { status: 403, message: '' };
const server = await openServer({
  certificate,
  port: 0,
  onlyFingerprints: () => (facts.visibility === 'everyone' ? null : new Set()),
  handlers: {
    info: own,
    register: (visitor, info) => {
      discovery.registered(visitor, info);
      return own();
    },
    prepareUpload: () => Promise.resolve(refused),
    upload: () => Promise.resolve(refused),
    cancel: () => refused,
  },
  clock,
  log,
});

const client = new Client({ certificate, clock, log });
const calls = guestCalls((place, ...asked) => {
  tell({ kind: 'called', host: place.host, port: place.port });
  return client.request(place, ...asked);
}, own);

const discovery = new Discovery({
  openMulticast: (needs) =>
    openMulticast({
      ...needs,
      onDatagram: (datagram, from) => {
        tell({ kind: 'heard', ...from, bytes: datagram.length });
        needs.onDatagram(datagram, from);
      },
    }),
  clock,
  log,
  own,
  visibility: () => facts.visibility,
  isPinned: () => false,
  isLooking: () => true,
  remembered: () => [],
  ...calls,
  onDevices: (rows) => tell({ kind: 'rows', rows }),
});

function look(): void {
  if (!facts.isAwake) return;
  const all: Interfaces = networkInterfaces();
  discovery.use(Object.fromEntries(Object.entries(all).filter(([, found]) => !found?.every((each) => each.internal))));
}

look();
setInterval(look, LOOK_MS);
tell({ kind: 'ready' });

createInterface({ input: process.stdin }).on('line', (line) => {
  const { ask, ...more } = JSON.parse(line) as Partial<NearFacts> & { ask?: 'search' | 'usage' };
  Object.assign(facts, more);
  discovery.refresh();
  if (ask === 'search') void discovery.search();
  if (ask === 'usage') {
    const { user, system } = process.cpuUsage();
    tell({ kind: 'usage', cpuMs: (user + system) / 1000, bytes: process.memoryUsage.rss() });
  }
});
