// Keeps a connection audible, and notices when the other side isn't any more. The two sides ping each other: neither waits
// for an answer, so a side that is slow to read isn't taken for dead.
import { atBeat } from '../beat.ts';
import type { Channel } from '../noise/channel.ts';
import type { Clock } from '../ports.ts';

/** Says only that this side is there. */
export const PING = 0x02;

/** So many beats without a sound, and the connection is dead. */
const SILENT_TIMES = 3;

export class Heartbeat {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #dead: () => void;
  #silentTimes = 0;
  #heardBefore = 0;
  #cancel: () => void = () => undefined;

  /** `dead`: nothing comes any more, or nothing can. */
  constructor(channel: Channel, clock: Clock, dead: () => void) {
    this.#channel = channel;
    this.#clock = clock;
    this.#dead = dead;
    this.#ping();
  }

  stop(): void {
    this.#cancel();
  }

  #ping(): void {
    this.#cancel = atBeat(this.#clock, () => {
      const { chunksHeard, isWanting, isOver } = this.#channel;
      if (isOver) return this.#dead();
      // While we let the other side wait ourselves, its silence says nothing.
      this.#silentTimes = chunksHeard > this.#heardBefore || !isWanting ? 0 : this.#silentTimes + 1;
      this.#heardBefore = chunksHeard;
      if (this.#silentTimes >= SILENT_TIMES) return this.#dead();
      void this.#channel.send(PING).catch(() => undefined);
      this.#ping();
    });
  }
}
