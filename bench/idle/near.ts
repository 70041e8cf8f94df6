// Stands in for devices that are near and do nothing either: each announces itself, answers who asks, and listens at its
// port; now and then one of them asks, for all.
//     node near.ts FILE      a JSON list of `PairedDevice`; says "ready" when all have announced themselves
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { drawTag } from '../../src/engine/discovery/announce-tag.ts';
import { query, record, response, SERVICE, TYPE, u16 } from '../../tests/support/mdns-packet.ts';
import type { PairedDevice } from './surroundings.ts';

const GROUP = '224.0.0.251';
const MDNS_PORT = 5353;
const FERRY_PORT = 26_810;
/** As a Ferry does where nobody looks. */
const ASK_EVERY_MS = 300_000;
const SAY_APART_MS = 1000;
/** Not all at once. */
const SPREAD_MS = 100;
/** The first bit of the flags. */
const ANSWER = 0x80;

const label = (text: string): Buffer => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);
const ROOT = Buffer.of(0);
const QUESTION = Buffer.concat([query(1), SERVICE, u16(TYPE.PTR, 1)]);

/** What a device says that names itself to nobody but those that are paired with it. */
function announcement({ address, announceKey }: PairedDevice): Buffer {
  const lot = label(randomBytes(8).toString('hex'));
  const instance = Buffer.concat([lot, SERVICE]);
  const host = Buffer.concat([lot, label('local'), ROOT]);
  const tag = drawTag(new Secret(Buffer.from(announceKey, 'hex')), randomBytes);
  const text = ['v=1', `r=${Buffer.from(tag).toString('hex')}`, 't=laptop'].map(label);
  return Buffer.concat([
    response(4),
    record(SERVICE, TYPE.PTR, instance),
    record(instance, TYPE.SRV, Buffer.concat([u16(0, 0, FERRY_PORT), host])),
    record(instance, TYPE.TXT, Buffer.concat(text)),
    record(host, TYPE.A, Buffer.from(address.split('.').map(Number))),
  ]);
}

class Device {
  readonly #socket: Socket;
  readonly #packet: Buffer;
  #isSaying = false;

  constructor(socket: Socket, packet: Buffer) {
    this.#socket = socket;
    this.#packet = packet;
  }

  /** However often it is asked. */
  say(): void {
    if (this.#isSaying) return;
    this.#isSaying = true;
    setTimeout(() => this.send(this.#packet), Math.random() * SPREAD_MS);
    setTimeout(() => {
      this.#isSaying = false;
    }, SAY_APART_MS);
  }

  send(packet: Buffer): void {
    this.#socket.send(packet, MDNS_PORT, GROUP);
  }
}

async function socketAt(address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(MDNS_PORT, address);
  await once(socket, 'listening');
  return socket;
}

const all: readonly PairedDevice[] = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const devices: Device[] = [];
for (const device of all) {
  const socket = await socketAt(device.address);
  socket.setMulticastInterface(device.address);
  socket.setMulticastTTL(255);
  devices.push(new Device(socket, announcement(device)));
}
const ear = await socketAt('0.0.0.0');
ear.addMembership(GROUP, all[0]?.address);
ear.on('message', (packet) => {
  const isQuestion = ((packet[2] ?? 0) & ANSWER) === 0;
  if (isQuestion && packet.includes(SERVICE)) for (const device of devices) device.say();
});
// Who is asked whether it is still there is called, and no word is said.
createServer((socket) => socket.on('error', () => undefined).end())
  .listen(FERRY_PORT)
  .once('listening', () => {
    for (const device of devices) device.say();
    setInterval(() => devices[0]?.send(QUESTION), ASK_EVERY_MS);
    console.log('ready');
  });
