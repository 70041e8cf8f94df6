// A network between two devices that tells their connections apart: the first from its lanes, by the one byte that says so
// in the clear. Each goes only so fast; any lane can be cut, and lanes can be kept out.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Of the preface, with one version offered: the last of its bytes, and what stands there for a lane. */
const PURPOSE_AT = 9;
const LANE = 2;

interface Wire {
  readonly ends: readonly [Socket, Socket];
  isLane: boolean;
  bytes: number;
}

export class LaneWire {
  readonly #server: Server;
  readonly #to: number;
  readonly #wires = new Set<Wire>();
  /** Of each connection, from now on. */
  bytesPerSecond: number;
  letsLanesIn = true;
  /** Those that came so far, each time one did. */
  lanesMade = 0;
  connectionsMade = 0;
  /** So many were open at once. */
  mostLanes = 0;

  private constructor(server: Server, to: number, bytesPerSecond: number) {
    this.#server = server;
    this.#to = to;
    this.bytesPerSecond = bytesPerSecond;
    server.on('connection', (socket) => this.#join(socket));
  }

  static async open(to: number, bytesPerSecond: number): Promise<LaneWire> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = new LaneWire(server, to, bytesPerSecond);
    onTestFinished(() => wire.close());
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Those that are open. */
  get lanes(): number {
    return [...this.#wires].filter(({ isLane }) => isLane).length;
  }

  /** How much went by each lane that is open. */
  get laneBytes(): readonly number[] {
    return [...this.#wires].filter(({ isLane }) => isLane).map(({ bytes }) => bytes);
  }

  /** Without a word; what was on its way is lost. */
  cutLane(): void {
    const lane = [...this.#wires].find(({ isLane }) => isLane);
    if (lane !== undefined) this.#cut(lane);
  }

  cutFirst(): void {
    const first = [...this.#wires].find(({ isLane }) => !isLane);
    if (first !== undefined) this.#cut(first);
  }

  close(): void {
    for (const wire of this.#wires) this.#cut(wire);
    this.#server.close();
  }

  #cut(wire: Wire): void {
    for (const end of wire.ends) end.resetAndDestroy();
    this.#wires.delete(wire);
  }

  #join(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.#to, noDelay: true });
    const wire: Wire = { ends: [near, far], isLane: false, bytes: 0 };
    this.#wires.add(wire);
    this.connectionsMade++;
    near.once('data', (chunk: Buffer) => {
      wire.isLane = chunk[PURPOSE_AT] === LANE;
      if (!wire.isLane) return;
      if (!this.letsLanesIn) {
        this.#cut(wire);
        return;
      }
      this.lanesMade++;
      this.mostLanes = Math.max(this.mostLanes, this.lanes);
    });
    this.#pass(wire, near, far);
    this.#pass(wire, far, near);
  }

  #pass(wire: Wire, from: Socket, to: Socket): void {
    from.on('error', () => this.#cut(wire));
    from.on('close', () => {
      to.end();
      this.#wires.delete(wire);
    });
    from.on('data', (chunk: Buffer) => {
      wire.bytes += chunk.length;
      to.write(chunk);
      from.pause();
      setTimeout(() => from.resume(), (chunk.length * 1000) / this.bytesPerSecond);
    });
  }
}
