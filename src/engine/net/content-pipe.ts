// Content between a command and the engine, wherever that runs: by a local socket of the command's own, since nothing of
// it may be held whole. The command listens, says where on the way that is proven already, and takes one caller.
//
// Each side says how much follows before it follows, and at the end that it was all: of a program that was killed, the
// system closes the sockets as if it had come to its end.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ok } from '../../base/result.ts';
import type { ContentPlace } from '../../contract/commands.ts';
import { failure, type Outcome } from '../../contract/errors.ts';
import { isEqual } from '../crypto/hash.ts';
import { ferryError, systemReason } from '../errors.ts';
import { isOwnFolder, MAX_SOCKET_PATH } from './local-place.ts';

const TOKEN_BYTES = 32;
const PROOF_DEADLINE_MS = 5000;
const HEAD_BYTES = 4;
const ALL = Buffer.alloc(HEAD_BYTES);
const SOCKET_NAME = 'content.sock';

/** The command's end. */
export interface ContentPipe {
  readonly place: ContentPlace;
  /** All of `content` goes to the engine. Throws where it can't be read, or the engine wants no more of it. */
  give(content: Readable): Promise<void>;
  /** What the engine has goes to `sink`. Throws where that takes no more, or the end of it never came. */
  take(sink: Writable): Promise<void>;
  close(): void;
}

/** In a folder that is nobody else's, and gone once the engine is there. */
export async function openContentPipe(): Promise<Outcome<ContentPipe>> {
  try {
    return ok(await open());
  } catch (error) {
    return failure('local.no_pipe', { path: usualPlace(), reason: systemReason(error) });
  }
}

async function open(): Promise<ContentPipe> {
  const token = randomBytes(TOKEN_BYTES);
  const folder = process.platform === 'win32' ? null : await mkdtemp(join(usualPlace(), 'ferry-'));
  const name = `\\\\.\\pipe\\ferry-content-${randomBytes(16).toString('hex')}`;
  const path = folder === null ? name : join(folder, SOCKET_NAME);
  const server = createServer({ pauseOnConnect: true });
  const tidy = (): void => {
    server.close();
    if (folder !== null) void rm(folder, { recursive: true, force: true }).catch(() => undefined);
  };
  const came = caller(server, token).finally(tidy);
  came.catch(() => undefined);
  // Whoever waits for it says so otherwise.
  server.unref();
  server.listen(path);
  await once(server, 'listening');
  return {
    place: { path, token: token.toString('hex') },
    give: async (content) => sendAll(content, await came),
    take: async (sink) => takeAll(await came, sink),
    close() {
      tidy();
      void came.then(
        (socket) => socket.destroy(),
        () => undefined,
      );
    },
  };
}

/** The engine's end, of what a command gives. Throws where nobody of this user is there. */
export async function contentFrom(place: ContentPlace): Promise<{ content: AsyncIterable<Uint8Array>; close(): void }> {
  const socket = await connect(place);
  return { content: contentIn(socket), close: () => socket.destroy() };
}

/** The same, of what a command takes. */
export async function outletTo(place: ContentPlace): Promise<ContentOutlet> {
  return new ContentOutlet(await connect(place));
}

export class ContentOutlet {
  readonly #socket: Socket;
  readonly #isRead = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<never>();
  #end: Promise<void> | null = null;
  #hasAll = false;
  #bytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#gone.promise.catch(() => undefined);
    this.#isRead.promise.catch(() => undefined);
    // The command says nothing but that it has taken all of it.
    const isTaken = async (): Promise<void> => {
      if (!(await contentIn(socket).next()).done) throw new Error('not its to say');
      this.#hasAll = true;
    };
    isTaken().then(this.#isRead.resolve, (error: unknown) => {
      socket.destroy();
      this.#gone.reject(error);
    });
    socket.once('close', () => {
      if (!this.#hasAll) this.#gone.reject(new Error('closed'));
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when it takes nothing any more, by whatever. */
  get gone(): Promise<void> {
    return this.#gone.promise.catch(() => undefined);
  }

  async write(pieces: readonly Uint8Array[]): Promise<void> {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#socket.cork();
      this.#socket.write(headOf(length));
      for (const piece of pieces.slice(0, -1)) this.#socket.write(piece);
      this.#socket.write(pieces.at(-1) ?? ALL, (error) => (error ? reject(error) : resolve()));
      this.#socket.uncork();
    });
    // What was under way then counts as written.
    if (this.#socket.destroyed) throw new Error('closed');
    this.#bytes += length;
  }

  end(): Promise<void> {
    if (this.#end === null) this.#socket.write(ALL);
    this.#end ??= Promise.race([this.#isRead.promise, this.#gone.promise]);
    return this.#end;
  }

  close(): void {
    this.#socket.destroy();
  }
}

const headOf = (length: number): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(length);
  return head;
};

/** Where that is too far down for a socket, /tmp. */
function usualPlace(): string {
  const isShort = Buffer.byteLength(join(tmpdir(), 'ferry-XXXXXX', SOCKET_NAME)) <= MAX_SOCKET_PATH;
  return isShort ? tmpdir() : '/tmp';
}

/** The first that says the token; nobody else is listened to, and nothing is said to them. */
function caller(server: Server, token: Uint8Array): Promise<Socket> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('close', () => reject(new Error('nobody came')));
    server.on('connection', (socket) => {
      socket.unref();
      socket.on('error', () => socket.destroy());
      const late = setTimeout(() => socket.destroy(), PROOF_DEADLINE_MS);
      void exactly(socket, TOKEN_BYTES).then((said) => {
        clearTimeout(late);
        if (said !== null && isEqual(said, token)) resolve(socket);
        else socket.destroy();
      });
    });
  });
}

/** Null where it ends before. */
async function exactly(socket: Socket, length: number): Promise<Uint8Array | null> {
  for (;;) {
    const said: Buffer | null = socket.read(length);
    if (said !== null) return said.length === length ? said : null;
    if (socket.readableEnded || socket.destroyed) return null;
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]).catch(() => undefined);
  }
}

async function connect({ path, token }: ContentPlace): Promise<Socket> {
  if (process.platform !== 'win32' && !isOwnFolder(dirname(path))) throw ferryError('local.not_trusted', { path });
  const socket = createConnection(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw ferryError('local.gone', {}, error);
  }
  // Whoever uses it finds out by what it can't read or write any more.
  socket.on('error', () => socket.destroy());
  socket.write(Buffer.from(token, 'hex'));
  return socket;
}

/** As it comes, to its end; throws where that wasn't said. The socket stays open. */
async function* contentIn(socket: Socket): AsyncGenerator<Uint8Array, void, undefined> {
  let left = 0;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const content = chunk.subarray(at, at + left);
        at += content.length;
        left -= content.length;
        yield content;
        continue;
      }
      const more = chunk.subarray(at, at + HEAD_BYTES - head.length);
      at += more.length;
      head = Buffer.concat([head, more]);
      if (head.length < HEAD_BYTES) continue;
      left = head.readUInt32BE();
      head = Buffer.alloc(0);
      if (left === 0) return;
    }
  }
  throw new Error('cut off');
}

async function sendAll(content: Readable, socket: Socket): Promise<void> {
  // Nothing comes back, but that nobody wants any more of it.
  void contentIn(socket)
    .next()
    .catch(() => undefined)
    .then(() => content.destroy());
  try {
    for await (const chunk of content as AsyncIterable<Buffer | string>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (bytes.length === 0) continue;
      socket.cork();
      socket.write(headOf(bytes.length));
      const hasRoom = socket.write(bytes);
      socket.uncork();
      if (!hasRoom && !socket.destroyed) await drained(socket);
    }
    if (socket.destroyed) throw new Error('closed');
    socket.end(ALL);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Or closed. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

async function takeAll(socket: Socket, sink: Writable): Promise<void> {
  // Whoever writes hears of it.
  sink.on('error', () => undefined);
  try {
    for await (const content of contentIn(socket))
      await new Promise<void>((resolve, reject) => {
        sink.write(content, (error) => (error ? reject(error) : resolve()));
      });
    socket.end(ALL);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
