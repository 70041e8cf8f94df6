// The first bytes of a connection, a given number at a time. Holds little, whatever a stranger sends.
import type { Transport } from './transport.ts';

/** The largest message of the handshake fits in twice. */
const MOST_HELD = 4096;

export class ByteReader {
  readonly #transport: Transport;
  #held: Buffer = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.listen(
      (chunk) => {
        this.#held = Buffer.concat([this.#held, chunk]);
        this.#wake();
        return this.#held.length < MOST_HELD;
      },
      () => {
        this.#isOver = true;
        this.#wake();
      },
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Throws where the connection ends before. */
  async exactly(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      if (this.#isOver) throw new Error('the connection ended');
      this.#transport.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = Uint8Array.from(this.#held.subarray(0, count));
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** What came beyond what was asked for; whoever listens next begins with it. */
  rest(): Uint8Array {
    return this.#held;
  }
}
