// A wire that breaks, falls silent or stops at a chosen record. What is encrypted it can't read; where records begin and
// end it can.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Before the first record, by docs/PROTOCOL.md: preface, message 1, tag, message 3; answer, message 2. */
const HANDSHAKE_BYTES = { up: 10 + 2 + 1232 + 16 + 2 + 64, down: 6 + 2 + 1184 } as const;
const LENGTH_BYTES = 4;

export type Way = keyof typeof HANDSHAKE_BYTES;

export interface Cut {
  /** From who dialled, or to them. */
  readonly way: Way;
  /** Of a connection, from 1. */
  readonly record: number;
  readonly where: 'before' | 'inside' | 'after';
  /** With an end that looks like one, without one, not at all; or nothing is lost, and all waits until it is released. */
  readonly how: 'fin' | 'rst' | 'silence' | 'hold';
}

interface Wire {
  readonly near: Socket;
  readonly far: Socket;
  /** Nothing passes any more. */
  isCut: boolean;
}

export class RecordCutter {
  readonly #server: Server;
  readonly to: number;
  readonly #wires = new Set<Wire>();
  #cut: Cut | null = null;
  #isHeld = false;
  cuts = 0;
  connections = 0;

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.to = to;
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

  /** Once, whichever connection comes to that record first from now on. */
  cutAt(cut: Cut): void {
    this.#cut = cut;
  }

  /** Ends what there is, so that the next connection counts from its first record. */
  async drop(): Promise<void> {
    await Promise.all(
      [...this.#wires].map(async ({ near, far }) => {
        const closed = Promise.all([near, far].map((socket) => socket.closed || once(socket, 'close')));
        near.destroy();
        far.destroy();
        await closed;
      }),
    );
  }

  /** What connects from now on waits as well. */
  hold(): void {
    this.#isHeld = true;
    for (const { near, far } of this.#wires) {
      near.pause();
      far.pause();
    }
  }

  release(): void {
    this.#isHeld = false;
    for (const { near, far } of this.#wires) {
      near.resume();
      far.resume();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    await this.drop();
  }

  #join(near: Socket): void {
    this.connections++;
    const far = connect({ port: this.to, host: '127.0.0.1', noDelay: true });
    const wire: Wire = { near, far, isCut: false };
    this.#wires.add(wire);
    const end = (): void => {
      near.destroy();
      far.destroy();
      this.#wires.delete(wire);
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    this.#relay(wire, 'up');
    this.#relay(wire, 'down');
    if (!this.#isHeld) return;
    near.pause();
    far.pause();
  }

  #relay(wire: Wire, way: Way): void {
    const [from, to] = way === 'up' ? [wire.near, wire.far] : [wire.far, wire.near];
    /** The handshake is passed as if it were record 0. */
    let record = 0;
    let length: number = HANDSHAKE_BYTES[way];
    let passed = 0;
    let waiting = Buffer.alloc(0);
    from.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length > 0 && !wire.isCut) {
        if (passed === 0 && record > 0) {
          if (this.#isCutAt(way, record, 'before')) return this.#break(wire);
          if (waiting.length < LENGTH_BYTES) return;
          length = LENGTH_BYTES + waiting.readUInt32BE();
        }
        const isInside = record > 0 && this.#isCutAt(way, record, 'inside');
        const piece = waiting.subarray(0, isInside ? Math.ceil(length / 2) - passed : length - passed);
        to.write(piece);
        passed += piece.length;
        waiting = waiting.subarray(piece.length);
        if (isInside && passed >= Math.ceil(length / 2)) return this.#break(wire);
        if (passed < length) return;
        const isAfter = record > 0 && this.#isCutAt(way, record, 'after');
        record++;
        passed = 0;
        if (isAfter) this.#break(wire);
      }
    });
  }

  #isCutAt(way: Way, record: number, where: Cut['where']): boolean {
    return this.#cut?.way === way && this.#cut.record === record && this.#cut.where === where;
  }

  #break(wire: Wire): void {
    const how = this.#cut?.how;
    this.#cut = null;
    this.cuts++;
    // What has been read already still passes.
    if (how === 'hold') {
      this.hold();
      return;
    }
    wire.isCut = true;
    for (const socket of [wire.near, wire.far]) {
      if (how === 'rst') socket.resetAndDestroy();
      if (how === 'fin') socket.end();
    }
  }
}
