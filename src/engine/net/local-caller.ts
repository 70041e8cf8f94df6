// One program that asks this engine, from its proof to its last answer.
import type { Socket } from 'node:net';
import * as v from 'valibot';
import type { Outcome } from '../../contract/errors.ts';
import { LocalBegun } from './local-begun.ts';
import type { Lines } from './local-proof.ts';
import {
  MAX_LINE_BYTES,
  MAX_PROVEN_LINE_BYTES,
  PROOF_DEADLINE_MS,
  proveAsServer,
  readLines,
  writeLine,
} from './local-proof.ts';

/**
 * The engine's door for anyone who isn't compiled against it: the name and the input are checked there. `gone`: when
 * whoever asks has gone.
 */
export type Door = (command: string, input: unknown, gone?: AbortSignal) => Promise<Outcome<unknown>>;

const Call = v.strictObject({
  id: v.pipe(v.number(), v.integer()),
  command: v.string(),
  input: v.optional(v.unknown()),
});

const GOODBYE = { bye: true };

/** One connection to this engine. */
export class Caller {
  isProven = false;
  readonly #socket: Socket;
  readonly #underWay = new Set<Promise<void>>();
  readonly #begun = new LocalBegun();
  readonly #proof: Promise<void>;
  #isLeaving = false;

  constructor(socket: Socket, token: Promise<string | null>, door: Promise<Door>) {
    this.#socket = socket;
    socket.on('error', () => this.drop());
    const lines = readLines(socket, () => (this.isProven ? MAX_PROVEN_LINE_BYTES : MAX_LINE_BYTES));
    this.#proof = this.#prove(lines, token);
    void this.#proof
      .then(() => this.#serve(lines, door))
      // A line that isn't ours, or a connection that broke: this caller is gone, and nobody else is touched.
      .catch(() => undefined)
      .finally(() => this.drop());
  }

  drop(): void {
    this.#socket.destroy();
  }

  /** Answers what has been asked, then says that whatever else comes was not done. */
  async sayGoodbye(): Promise<void> {
    this.#isLeaving = true;
    await this.#proof;
    await Promise.all(this.#underWay);
    if (!this.isProven || this.#socket.destroyed) return;
    writeLine(this.#socket, GOODBYE);
    // Until it has closed its end: a call that found ours closed would break the connection before it has read that line.
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  async #prove(lines: Lines, token: Promise<string | null>): Promise<void> {
    const deadline = setTimeout(() => this.drop(), PROOF_DEADLINE_MS).unref();
    const isProven = async (): Promise<boolean> => {
      const known = await token;
      return known !== null && (await proveAsServer(this.#socket, lines, known));
    };
    this.isProven = await isProven().catch(() => false);
    clearTimeout(deadline);
  }

  async #serve(lines: Lines, ready: Promise<Door>): Promise<void> {
    if (!this.isProven) return;
    const door = await ready;
    const gone = new AbortController();
    try {
      for await (const line of lines) {
        const call = v.parse(Call, line);
        if (this.#isLeaving) continue;
        // Not awaited: a long command doesn't hold up the next.
        const answered = this.#answer(call, door, gone.signal).finally(() => this.#underWay.delete(answered));
        this.#underWay.add(answered);
      }
    } finally {
      // Maybe killed, and nothing of what it alone wanted is to stay. What it has asked for is there by then to be ended.
      await Promise.all(this.#underWay);
      if (!this.#isLeaving) {
        gone.abort();
        await this.#begun.takeBack(door);
      }
    }
  }

  async #answer({ id, command, input }: v.InferOutput<typeof Call>, door: Door, gone: AbortSignal): Promise<void> {
    const outcome = await door(command, input, gone);
    this.#begun.note(command, input, outcome);
    if (!this.#socket.destroyed) writeLine(this.#socket, { id, ...outcome });
  }
}
