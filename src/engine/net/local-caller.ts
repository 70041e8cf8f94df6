// One program that asks this engine, from its proof to its last answer.
import type { Socket } from 'node:net';
import * as v from 'valibot';
import type { Outcome } from '../../contract/errors.ts';
import type { Lines } from './local-proof.ts';
import {
  MAX_LINE_BYTES,
  MAX_PROVEN_LINE_BYTES,
  PROOF_DEADLINE_MS,
  proveAsServer,
  readLines,
  writeLine,
} from './local-proof.ts';

/** The engine's door for anyone who isn't compiled against it: the name and the input are checked there. */
export type Door = (command: string, input: unknown) => Promise<Outcome<unknown>>;

const Call = v.strictObject({
  id: v.pipe(v.number(), v.integer()),
  command: v.string(),
  input: v.optional(v.unknown()),
});

const GOODBYE = { bye: true };

/** Whether offers are taken by that for as long as the caller is there. */
const isForNow = (offers: unknown): boolean =>
  typeof offers === 'object' && offers !== null && !('isStanding' in offers && offers.isStanding === true);

/** One connection to this engine. */
export class Caller {
  isProven = false;
  readonly #socket: Socket;
  readonly #underWay = new Set<Promise<void>>();
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
    await new Promise<void>((resolve) => this.#socket.end(resolve));
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
    let receives = false;
    try {
      for await (const line of lines) {
        const call = v.parse(Call, line);
        if (this.#isLeaving) continue;
        if (call.command === 'receive.offers') receives = isForNow(call.input);
        // Not awaited: a long command doesn't hold up the next.
        const answered = this.#answer(call, door).finally(() => this.#underWay.delete(answered));
        this.#underWay.add(answered);
      }
    } finally {
      // Killed before it could say so: nobody is left to be asked about what comes, and its folder isn't for others.
      await Promise.all(this.#underWay);
      if (receives && !this.#isLeaving) await door('receive.offers', null);
    }
  }

  async #answer({ id, command, input }: v.InferOutput<typeof Call>, door: Door): Promise<void> {
    const outcome = await door(command, input);
    if (!this.#socket.destroyed) writeLine(this.#socket, { id, ...outcome });
  }
}
