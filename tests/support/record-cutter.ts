// A wire that breaks right after a chosen record. What is encrypted it can't read; where records begin and end it can.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Before the first record, by docs/PROTOCOL.md: preface, message 1, tag, message 3; answer, message 2. */
const HANDSHAKE_BYTES = { up: 10 + 2 + 1232 + 16 + 2 + 64, down: 6 + 2 + 1184 } as const;
const LENGTH_BYTES = 4;

export type Way = keyof typeof HANDSHAKE_BYTES;

export class RecordCutter {
  readonly #server: Server;
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #cut: { readonly way: Way; readonly after: number } | null = null;
  /** Records that passed, on whichever connection. */
  readonly passed: Record<Way, number> = { up: 0, down: 0 };
  cuts = 0;

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.#to = to;
    server.on('connection', (socket) => this.#join(socket));
  }

  static async open(to: number): Promise<RecordCutter> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordCutter(server, to);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Once, after so many more records, the connection that carried the last of them. */
  cutAfter(way: Way, more: number): void {
    this.#cut = { way, after: this.passed[way] + more };
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect({ port: this.#to, host: '127.0.0.1', noDelay: true });
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    this.#relay(near, far, 'up');
    this.#relay(far, near, 'down');
  }

  #relay(from: Socket, to: Socket, way: Way): void {
    /** Of the record that is passing; 0 where the next begins. */
    let left: number = HANDSHAKE_BYTES[way];
    let isHandshake = true;
    let waiting = Buffer.alloc(0);
    from.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length > 0) {
        if (left === 0 && waiting.length < LENGTH_BYTES) return;
        if (left === 0) left = LENGTH_BYTES + waiting.readUInt32BE();
        const piece = waiting.subarray(0, left);
        to.write(piece);
        left -= piece.length;
        waiting = waiting.subarray(piece.length);
        if (left > 0) return;
        if (!isHandshake && this.#isCutAt(way)) return this.#break(from, to);
        isHandshake = false;
      }
    });
  }

  #isCutAt(way: Way): boolean {
    this.passed[way]++;
    return this.#cut?.way === way && this.passed[way] === this.#cut.after;
  }

  #break(...sockets: readonly Socket[]): void {
    this.#cut = null;
    this.cuts++;
    for (const socket of sockets) socket.resetAndDestroy();
  }
}
