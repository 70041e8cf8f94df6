// One end of what `transfer` holds Ferry against: the same program without encryption, verification and resume, for files
// and folders.
//     node plain-ends.ts receive FOLDER ADDRESS   prints its port there, waits for one sender, writes what it sends
//     node plain-ends.ts send PATH ADDRESS PORT   sends a file or a folder there
// The receiver dials the connection that carries content: only a dialled socket reads into one buffer again and again.
import { once } from 'node:events';
import {
  closeSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { CHUNK, readBuffers, sendFile, WRITES_IN_FLIGHT, Writer } from './file-stream.ts';
import { BATCH, DATA, type Entry, FILE, Frames, head, MOST_BODY, readEntries, writeEntry } from './plain-frames.ts';

/** Up to here a file travels with others in one frame, and is read and written by plain calls. */
const SMALL = 256 * 1024;
const NOTHING = new Uint8Array(0);

const [role, path = '', address = '', port = ''] = process.argv.slice(2);

interface Found {
  readonly path: string;
  readonly mtimeMs: number;
  /** Null for a folder. */
  readonly size: number | null;
}

/** A folder comes before what is in it. */
function* walk(root: string, path: string): Generator<Found> {
  const stats = statSync(join(root, path));
  const { size, mtimeMs } = stats;
  yield { path, mtimeMs, size: stats.isDirectory() ? null : size };
  if (stats.isDirectory()) for (const name of readdirSync(join(root, path))) yield* walk(root, `${path}/${name}`);
}

async function send(socket: Socket): Promise<void> {
  const root = dirname(path);
  const buffers = readBuffers();
  const write = (kind: number, body: Uint8Array): Promise<void> => {
    socket.cork();
    socket.write(head(kind, body.length));
    // The buffer is used again: its content must have left before.
    const sent = new Promise<void>((resolve) => socket.write(body, () => resolve()));
    socket.uncork();
    return sent;
  };
  const batches = [Buffer.allocUnsafeSlow(MOST_BODY), Buffer.allocUnsafeSlow(MOST_BODY)] as const;
  let turn: 0 | 1 = 0;
  let filled = 0;
  let before = Promise.resolve();
  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    await before;
    before = write(BATCH, batches[turn].subarray(0, filled));
    turn = turn === 0 ? 1 : 0;
    filled = 0;
  };
  for (const { path: name, mtimeMs, size } of walk(root, basename(path))) {
    const content = size === null ? null : size > SMALL ? NOTHING : readFileSync(join(root, name));
    const entry: Entry = { path: name, mtimeMs, content };
    if (size !== null && size > SMALL) {
      await flush();
      const announced = Buffer.allocUnsafe(CHUNK);
      await write(FILE, announced.subarray(0, writeEntry(announced, 0, entry)));
      await sendFile(join(root, name), (chunk) => write(DATA, chunk), buffers);
    } else {
      filled = writeEntry(batches[turn], filled, entry);
      if (filled > CHUNK - SMALL) await flush();
    }
  }
  await flush();
  await before;
}

class Receiver {
  readonly #into: string;
  readonly #ending: Promise<void>[] = [];
  #large: { readonly local: string; readonly mtimeMs: number; readonly writer: Promise<Writer> } | null = null;

  constructor(into: string) {
    this.#into = into;
  }

  take(kind: number, body: Buffer, done: () => void): void {
    if (kind === DATA) return void this.#large?.writer.then((writer) => writer.write(body, done));
    for (const entry of readEntries(body)) {
      if (kind === FILE) this.#begin(entry);
      else this.#keep(entry);
    }
    done();
  }

  #begin({ path, mtimeMs }: Entry): void {
    this.#finish();
    const local = join(this.#into, path);
    this.#large = { local, mtimeMs, writer: open(local, 'w').then((file) => new Writer(file)) };
  }

  #keep({ path, mtimeMs, content }: Entry): void {
    const local = join(this.#into, path);
    if (content === null) return void mkdirSync(local);
    const file = openSync(local, 'w');
    if (content.length > 0) writeSync(file, content);
    futimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
    closeSync(file);
  }

  /** The next file may begin before this one is written. */
  #finish(): void {
    if (this.#large === null) return;
    const { local, mtimeMs, writer } = this.#large;
    const closed = writer.then((each) => each.close());
    this.#ending.push(closed.then(() => utimesSync(local, mtimeMs / 1000, mtimeMs / 1000)));
  }

  async end(): Promise<void> {
    this.#finish();
    await Promise.all(this.#ending);
  }
}

async function listening(server: Server, host: string): Promise<number> {
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

async function firstOf(server: Server): Promise<Socket> {
  const [socket]: Socket[] = await once(server, 'connection');
  if (socket === undefined) throw new Error('nobody came');
  server.close();
  return socket;
}

async function sendAll(): Promise<void> {
  const server = createServer({ noDelay: true });
  const place = Buffer.alloc(2);
  const call = connect({ host: address, port: Number(port) });
  await once(call, 'connect');
  place.writeUInt16BE(await listening(server, call.localAddress ?? ''));
  call.end(place);
  const socket = await firstOf(server);
  await send(socket);
  socket.end();
  await once(socket.resume(), 'close');
}

async function receiveAll(): Promise<void> {
  const server = createServer();
  console.log(await listening(server, address));
  const call = await firstOf(server);
  const [place]: Buffer[] = await once(call, 'data');
  const receiver = new Receiver(path);
  const frames = new Frames(WRITES_IN_FLIGHT, (kind, body, done) => receiver.take(kind, body, done));
  const incoming = Buffer.allocUnsafeSlow(CHUNK / 4);
  const socket = connect({
    host: call.remoteAddress,
    port: place?.readUInt16BE() ?? 0,
    onread: { buffer: incoming, callback: (count) => frames.push(incoming.subarray(0, count), () => socket.resume()) },
  });
  await once(socket, 'end');
  await receiver.end();
}

await (role === 'send' ? sendAll() : receiveAll());
