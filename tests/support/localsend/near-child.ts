// A device that finds others by LocalSend's datagrams, on a host of its own. What it is called with goes over plain HTTP,
// and a header stands for the certificate: what is under test is who is heard, and who is called for it.
import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { type Fingerprint, fingerprintIn } from '../../../src/engine/interop/localsend/certificate.ts';
import { type Answered, type Call, Discovery } from '../../../src/engine/interop/localsend/discovery.ts';
import { encodePeerInfo, jsonIn, readInfo, readPeerInfo } from '../../../src/engine/interop/localsend/messages.ts';
import { openMulticast } from '../../../src/engine/interop/localsend/multicast.ts';
import { type Interfaces, SYSTEM_PORTS } from '../../../src/engine/ports.ts';

const LOOK_MS = 200;
const CERTIFICATE = 'x-certificate';

export interface NearFacts {
  alias: string;
  visibility: 'everyone' | 'paired' | 'nobody';
  /** Interfaces are looked at. */
  isAwake: boolean;
}

const [name = '', visibility = 'everyone'] = process.argv.slice(2);
const facts: NearFacts = { alias: name, visibility: visibility as NearFacts['visibility'], isAwake: true };
const fingerprint = createHash('sha256').update(name).digest('hex').toUpperCase() as Fingerprint;

const tell = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

async function textOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const certificateIn = (headers: NodeJS.Dict<string | string[]>): Fingerprint | null =>
  fingerprintIn(`${headers[CERTIFICATE] ?? ''}`);

const ownInfo = () => ({
  alias: facts.alias,
  version: '2.2',
  deviceModel: null,
  deviceType: 'desktop' as const,
  fingerprint,
  hasDownloads: false,
  port: (server.address() as AddressInfo).port,
  protocol: 'https' as const,
});

const server = createServer((asked, answer) => {
  void textOf(asked).then((body) => {
    const info = readPeerInfo(jsonIn(body));
    const address = asked.socket.remoteAddress ?? '';
    if (info !== null && asked.method === 'POST')
      discovery.registered({ address, fingerprint: certificateIn(asked.headers) }, info);
    answer.setHeader(CERTIFICATE, fingerprint).end(JSON.stringify(encodePeerInfo(ownInfo())));
  });
});

const callBy =
  (method: string): Call =>
  async ({ host, port }, pin, signal): Promise<Answered> => {
    tell({ kind: 'called', host, port });
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const headers = { [CERTIFICATE]: fingerprint };
    const socket = createConnection({ host, port });
    const asking = request({ method, path: '/', headers, signal, createConnection: () => socket }, (answer) => {
      void textOf(answer).then((body) => {
        const info = readInfo(jsonIn(body));
        const shown = certificateIn(answer.headers);
        if (info === null || (pin !== null && shown !== pin)) reject(new Error('another'));
        else resolve({ info, fingerprint: shown });
      }, reject);
    });
    asking.on('error', reject).end(method === 'POST' ? JSON.stringify(encodePeerInfo(ownInfo())) : '');
    return await promise;
  };

const discovery = new Discovery({
  openMulticast: (needs) =>
    openMulticast({
      ...needs,
      onDatagram: (datagram, from) => {
        tell({ kind: 'heard', ...from, bytes: datagram.length });
        needs.onDatagram(datagram, from);
      },
    }),
  clock: SYSTEM_PORTS.clock,
  log: (level, event, more) => {
    if (level !== 'debug') tell({ kind: 'log', event, ...more });
  },
  own: ownInfo,
  visibility: () => facts.visibility,
  isPinned: () => false,
  isLooking: () => true,
  remembered: () => [],
  register: callBy('POST'),
  info: callBy('GET'),
  onDevices: (rows) => tell({ kind: 'rows', rows }),
});

function look(): void {
  if (!facts.isAwake) return;
  const all: Interfaces = networkInterfaces();
  discovery.use(Object.fromEntries(Object.entries(all).filter(([, found]) => !found?.every((each) => each.internal))));
}

server.listen(0, '::', () => {
  look();
  setInterval(look, LOOK_MS);
  tell({ kind: 'ready' });
});

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
