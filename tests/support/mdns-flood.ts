// A hostile host's program: floods the group with thousands of made-up devices and with packets that no decoder should be shown. Its
// arguments are the seconds it takes at least, and the packets in each. Says at the end how many it sent.
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { announcementOf, HEAD_BYTES, query, record, response, SERVICE, TYPE, u16 } from './mdns-packet.ts';

const GROUP = '224.0.0.251';
const PORT = 5353;
const DEVICES = 5000;
const BURSTS_PER_SECOND = 50;
/** At once. */
const MOST_BURSTS = 3;
const [seconds = 5, perSecond = 10_000] = process.argv.slice(2).map(Number);

function device(number: number): Buffer {
  const lot = `fake${number}`;
  const id = number.toString(16).padStart(32, '0');
  const address = `10.77.1.${2 + (number % 250)}`;
  return announcementOf({ lot, id, name: `Fake ${number}`, kind: 'laptop', address, port: 26_810 });
}

/** A frame full of devices: what is spent by the packet is worth most so. */
function crowd(first: number): Buffer {
  const ids = Array.from({ length: 5 }, (_, index) => (first + index) % DEVICES);
  return Buffer.concat([response(4 * ids.length), ...ids.map((id) => device(id).subarray(HEAD_BYTES))]);
}

const pointer = (to: number): Buffer => u16(0xc000 + to);
const BAD: readonly Buffer[] = [
  // A name that points to itself, two that point to each other, and one that points ahead.
  Buffer.concat([response(2), record(SERVICE, TYPE.PTR, pointer(12 + SERVICE.length + 10))]),
  Buffer.concat([response(1), pointer(14), pointer(12), u16(TYPE.PTR, 1, 0, 120, 2), SERVICE]),
  Buffer.concat([response(1), pointer(0x3ff), u16(TYPE.PTR, 1, 0, 120, 2), SERVICE]),
  // Labels longer than 63, and of the kinds that were never given a meaning.
  Buffer.concat([response(1), Buffer.of(64), Buffer.alloc(64, 'a'), SERVICE, u16(TYPE.PTR, 1, 0, 120, 0)]),
  Buffer.concat([response(1), Buffer.of(0x80, 0xbf), SERVICE]),
  // A text of 64 KiB, one that claims it, and strings longer than their record.
  Buffer.concat([response(1), record(SERVICE, TYPE.TXT, Buffer.alloc(60_000, 'x'))]),
  Buffer.concat([response(1), SERVICE, u16(TYPE.TXT, 1, 0, 120, 65_535), Buffer.alloc(100, 0xff)]),
  Buffer.concat([response(1), record(SERVICE, TYPE.TXT, Buffer.of(255, 1, 2))]),
  // Records that aren't there, 4 times 65,535 of them, and a head alone.
  Buffer.concat([u16(0, 0x8400, 65_535, 65_535, 65_535, 65_535), SERVICE]),
  Buffer.concat([response(64), SERVICE]),
  Buffer.from('ferry'),
  // The types confused: an address of three bytes, a service without a target, a pointer record that is empty.
  Buffer.concat([response(1), record(SERVICE, TYPE.A, Buffer.of(1, 2, 3))]),
  Buffer.concat([response(1), record(SERVICE, TYPE.SRV, Buffer.of(0, 0))]),
  Buffer.concat([response(1), record(SERVICE, TYPE.PTR, Buffer.of())]),
  // Two hundred questions in one, each of which would be answered.
  Buffer.concat([query(200), ...Array.from({ length: 200 }, () => Buffer.concat([pointer(12), u16(TYPE.PTR, 1)]))]),
  Buffer.concat([query(1), SERVICE, u16(TYPE.PTR, 1)]),
  Buffer.concat([query(1), SERVICE, u16(255, 1)]),
];

const own = networkInterfaces().eth0?.find(({ family }) => family === 'IPv4')?.address ?? '';
const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(PORT, () => {
  socket.setMulticastInterface(own);
  socket.setMulticastLoopback(false);
  const packets = seconds * perSecond;
  const burst = perSecond / BURSTS_PER_SECOND;
  let sent = 0;
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(packets, Math.floor(((performance.now() - began) / 1000) * perSecond));
    // What was missed on a busy machine isn't made up for at once: no queue would hold it, and it would hit nobody.
    for (const end = Math.min(due, sent + MOST_BURSTS * burst); sent < end; sent += 1) {
      const kind = sent % 4;
      const packet = kind === 0 ? BAD[(sent / 4) % BAD.length] : kind === 1 ? crowd(sent) : device(sent % DEVICES);
      if (packet !== undefined) socket.send(packet, PORT, GROUP);
    }
    if (sent < packets) return;
    clearInterval(timer);
    process.stdout.write(`${sent}\n`);
    socket.close();
  }, 1000 / BURSTS_PER_SECOND);
});
