// The worked example of docs/PROTOCOL.md, made anew: whoever writes a second implementation holds theirs against it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { initiate, respond } from '../../src/engine/noise/handshake.ts';
import { initiateLane, respondLane } from '../../src/engine/noise/lane-handshake.ts';
import { RecordSealer } from '../../src/engine/noise/records.ts';
import { tagKey, tagOf } from '../../src/engine/noise/tag.ts';
import { StreamTransport } from '../../src/engine/noise/transport.ts';
import { encodeHello } from '../../src/engine/wire/hello.ts';
import { means, network, suite, TRUSTING_INITIATOR, TRUSTING_RESPONDER } from '../support/channel.ts';

const PROTOCOL = readFileSync(join(import.meta.dirname, '../../docs/PROTOCOL.md'), 'utf8');

/** "Random" bytes that count up from a number, a block for each call. */
const counting = (from: number) => {
  let next = from;
  return (byteCount: number): Uint8Array => new Uint8Array(byteCount).fill(next++);
};
const device = (fill: number, from: number) => {
  const secretKey = new Secret(new Uint8Array(32).fill(fill));
  return means({ own: { secretKey, publicKey: suite.dh.publicKeyOf(secretKey) }, random: counting(from) });
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const digest = (bytes: Uint8Array): string => hex(suite.hash(bytes));

it('is what the specification says', async () => {
  const [alice, bob] = [device(0x11, 0x21), device(0x12, 0x31)];
  const sent: { up: Buffer[]; down: Buffer[] } = { up: [], down: [] };
  const keep = (into: Buffer[]) => (chunk: Buffer) => {
    into.push(Buffer.from(chunk));
    return [chunk];
  };
  const net = network(keep(sent.up), keep(sent.down));
  const key = tagKey(suite.dh, alice.own, bob.own.publicKey);
  const [initiator] = await Promise.all([
    initiate(new StreamTransport(net.a), alice, {
      ...TRUSTING_INITIATOR,
      tag: (parts) => tagOf(key, alice.own.publicKey, parts),
    }),
    respond(new StreamTransport(net.b), bob, TRUSTING_RESPONDER),
  ]);
  const [up, down] = [Buffer.concat(sent.up), Buffer.concat(sent.down)];
  const flight = 10 + 2 + 1232;
  const hello = encodeHello({ versions: [1], name: 'Calm Pier', kind: 'laptop' });
  const record = Buffer.concat(new RecordSealer(suite, initiator.keys.send).seal(0x01, hello));
  // The first lane of that connection, by the next of the same lots.
  const laneSent: { up: Buffer[]; down: Buffer[] } = { up: [], down: [] };
  const laneNet = network(keep(laneSent.up), keep(laneSent.down));
  const root = { exporter: initiator.exporter, version: 1, remoteKey: bob.own.publicKey };
  const [from, to] = [device(0x11, 0x41), device(0x12, 0x51)];
  const responder = new StreamTransport(laneNet.b);
  const [lane] = await Promise.all([
    initiateLane(new StreamTransport(laneNet.a), from, root, 1),
    respond(responder, to, {
      ...TRUSTING_RESPONDER,
      lane: (begun) => respondLane(responder, to, begun, () => root),
    }),
  ]);
  const laneUp = Buffer.concat(laneSent.up);
  const example = [
    ['initiator’s static key', hex(alice.own.publicKey)],
    ['responder’s static key', hex(bob.own.publicKey)],
    ['preface of the initiator', hex(up.subarray(0, 10))],
    ['message 1, SHA-256', digest(up.subarray(12, flight))],
    ['tag key', hex(key.reveal())],
    ['tag', hex(up.subarray(flight, flight + 16))],
    ['answer of the responder', hex(down.subarray(0, 6))],
    ['message 2, SHA-256', digest(down.subarray(8))],
    ['message 3', hex(up.subarray(flight + 16 + 2, flight + 16 + 2 + 64))],
    ['handshake hash h', hex(initiator.keys.handshakeHash)],
    ['key, initiator to responder', hex(initiator.keys.send.reveal())],
    ['key, responder to initiator', hex(initiator.keys.receive.reveal())],
    ['exporter', hex(initiator.exporter.reveal())],
    ['HELLO, first 32 bytes', hex(hello.subarray(0, 32))],
    ['its record, first 21 bytes', hex(record.subarray(0, 21))],
    ['its record, last 16 bytes', hex(record.subarray(-16))],
    ['preface and number of lane 1', hex(laneUp.subarray(0, 14))],
    ['its ticket', hex(laneUp.subarray(14, 30))],
    ['message 1 of the lane', hex(laneUp.subarray(32))],
    ['message 2 of the lane', hex(Buffer.concat(laneSent.down).subarray(8))],
    ['its handshake hash', hex(lane.keys.handshakeHash)],
    ['its key to the responder', hex(lane.keys.send.reveal())],
    ['its key to the initiator', hex(lane.keys.receive.reveal())],
  ] as const;
  const lines = example.map(([name, value]) => `${name.padEnd(30)}${value}`);
  if (!lines.every((line) => PROTOCOL.includes(line))) console.log(lines.map((line) => `    ${line}`).join('\n'));
  for (const line of lines) expect(PROTOCOL).toContain(line);
});
