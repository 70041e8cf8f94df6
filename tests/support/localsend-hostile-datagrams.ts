// A hostile host's program: says all the wrong things to LocalSend's group, by its own address and by one that is on no
// network here. Its arguments are the seconds it takes, that address, and somebody else's. Says how many it sent.
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

const GROUP = '224.0.0.167';
const PORT = 53_317;
const EVERY_MS = 10;
const AT_ONCE = 50;
const NAMES = 1000;
const [seconds = '1', elsewhere = '', another = ''] = process.argv.slice(2);

const printOf = (number: number): string => number.toString(16).padStart(64, '0').toUpperCase();

const announcement = (number: number, more: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...{ alias: `Fake ${number}`, version: '2.1', fingerprint: printOf(number), port: 9, protocol: 'https' },
      ...{ announce: true, announcement: true },
      ...more,
    }),
  );

const naming = (address: string): object => ({ ip: address, host: address, address, hosts: [address], url: address });
const BAD: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.alloc(60_000, '['),
  Buffer.alloc(8192, '['),
  announcement(1, { padding: 'x'.repeat(64_000) }),
  announcement(2, { port: 0 }),
  announcement(3, { port: 65_536 }),
  announcement(4, { protocol: 'javascript' }),
  announcement(5, { fingerprint: null }),
  Buffer.from('{"__proto__":{"port":1}}'),
  Buffer.from(announcement(6)).fill(0xff, 10, 20),
];
const LIES: readonly Buffer[] = [another, '127.0.0.1', '::1', elsewhere, '0.0.0.0', '224.0.0.1'].map((address, index) =>
  announcement(100 + index, naming(address)),
);

async function bound(address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  socket.setMulticastInterface(own);
  socket.setMulticastLoopback(false);
  return socket;
}

const own = networkInterfaces().eth0?.find(({ address }) => address.startsWith('10.77.'))?.address ?? '';
const [honest, spoofed] = [await bound(own), await bound(elsewhere)];
// All lies are heard before this host has said too much.
for (const lie of LIES) honest.send(lie, PORT, GROUP);
const end = performance.now() + Number(seconds) * 1000;
let sent = 0;
const timer = setInterval(() => {
  for (let index = 0; index < AT_ONCE; index += 1, sent += 1) {
    const isBad = sent % 3 === 0;
    const packet = (isBad ? BAD[(sent / 3) % BAD.length] : null) ?? announcement(1000 + (sent % NAMES));
    const socket = sent % 3 === 1 ? spoofed : honest;
    socket.send(packet, PORT, GROUP);
    if (index === 0) honest.send(packet, PORT, another);
  }
  if (performance.now() < end) return;
  clearInterval(timer);
  process.stdout.write(`${sent}\n`);
  honest.close();
  spoofed.close();
}, EVERY_MS);
