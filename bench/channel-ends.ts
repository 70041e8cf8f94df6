// One end of the transfer that `channel` measures, as a program of its own:
//     node channel-ends.ts send encrypted|plain FILE          prints its port, then sends the file to whoever dials
//     node channel-ends.ts receive encrypted|plain FILE PORT  dials, writes the file, prints the seconds it took
// `plain` is the same program without encryption: the same reads, the same chunks, the same writes.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SYSTEM_PORTS } from '../src/engine/index.ts';
import { dial } from '../src/engine/net/dial.ts';
import { listen } from '../src/engine/net/listen.ts';
import type { Channel } from '../src/engine/noise/channel.ts';
import { means } from '../tests/support/channel.ts';
import { CHUNK, sendFile, WRITES_IN_FLIGHT, Writer } from './file-stream.ts';

const DATA = 0x40;
const HOST = '127.0.0.1';

const [role, how, path = '', port = ''] = process.argv.slice(2);

const callers = { isExpected: () => true, tag: () => randomBytes(16), versionFloor: () => 0 };

async function sendEncrypted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<Channel>();
  const listening = await listen({
    means,
    clock: SYSTEM_PORTS.clock,
    interfaces: networkInterfaces,
    port: 0,
    host: HOST,
    answersStrangers: () => true,
    knownBy: () => null,
    versionFloor: () => 0,
    onChannel: resolve,
  });
  console.log(listening.port);
  const channel = await promise;
  await sendFile(path, (chunk) => channel.send(DATA, chunk));
  await channel.close();
  await listening.close();
}

async function receiveEncrypted(writer: Writer): Promise<void> {
  const places = [{ address: HOST, port: Number(port) }];
  const dialled = await dial({ means: means(), clock: SYSTEM_PORTS.clock, places, ...callers });
  if (!dialled.ok) throw new Error('not reached');
  const { channel } = dialled;
  channel.allowBulk();
  for (let record = await channel.receive(); record !== null; record = await channel.receive()) {
    await writer.room();
    writer.writev(record.pieces, record.release);
  }
  await channel.close();
}

async function sendPlain(): Promise<void> {
  const server = createServer({ noDelay: true }).listen(0, HOST);
  await once(server, 'listening');
  console.log((server.address() as { port: number }).port);
  const [socket]: Socket[] = await once(server, 'connection');
  if (socket === undefined) throw new Error('nobody came');
  // The reader's buffers are used again: a chunk must have left before the next may overwrite it.
  await sendFile(path, (chunk) => new Promise((resolve) => socket.write(chunk, () => resolve())));
  socket.end();
  server.close();
  await once(socket, 'close');
}

async function receivePlain(writer: Writer): Promise<void> {
  const free = Array.from({ length: WRITES_IN_FLIGHT + 1 }, () => Buffer.allocUnsafeSlow(CHUNK));
  const incoming = Buffer.allocUnsafeSlow(CHUNK / 4);
  let chunk = free.pop() ?? Buffer.alloc(CHUNK);
  let filled = 0;
  let isWaiting = false;
  const flush = (): void => {
    const full = chunk;
    writer.write(full.subarray(0, filled), () => {
      free.push(full);
      if (!isWaiting) return;
      isWaiting = false;
      chunk = free.pop() ?? Buffer.alloc(CHUNK);
      socket.resume();
    });
    filled = 0;
  };
  const socket = connect({
    host: HOST,
    port: Number(port),
    onread: {
      buffer: incoming,
      callback: (count) => {
        let rest = incoming.subarray(0, count);
        while (rest.length > 0) {
          const piece = rest.subarray(0, CHUNK - filled);
          piece.copy(chunk, filled);
          filled += piece.length;
          rest = rest.subarray(piece.length);
          if (filled < CHUNK) continue;
          flush();
          const next = free.pop();
          if (next === undefined && rest.length === 0) {
            isWaiting = true;
            return false;
          }
          chunk = next ?? Buffer.allocUnsafeSlow(CHUNK);
        }
        return true;
      },
    },
  });
  await once(socket, 'end');
  if (filled > 0) flush();
}

if (role === 'send') {
  await (how === 'plain' ? sendPlain() : sendEncrypted());
} else {
  const writer = new Writer(await open(path, 'w'));
  const begun = performance.now();
  await (how === 'plain' ? receivePlain(writer) : receiveEncrypted(writer));
  await writer.close();
  console.log((performance.now() - begun) / 1000);
}
