// One further connection of two devices: content, and nothing else but that it is there, and that it ends.
import type { Channel } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import { bodyLength } from '../noise/records.ts';
import type { Clock } from '../ports.ts';
import { isContentType } from '../wire/data.ts';
import { Heartbeat, PING } from './heartbeat.ts';

interface LaneNeeds {
  readonly clock: Clock;
  /** False: nothing that may come. */
  readonly onContent: (record: Record) => boolean;
  readonly onViolation: () => void;
  readonly onEnd: (lane: Lane) => void;
}

export class Lane {
  readonly channel: Channel;
  /** Nothing more is sent by it, and it is closed once what was sent has come. */
  isRetiring = false;
  isClosing = false;
  /** Sent by it, and not known to have come: what would have to be sent once more if it broke now. */
  waitingBytes = 0;
  readonly #needs: LaneNeeds;
  readonly #heartbeat: Heartbeat;

  constructor(channel: Channel, needs: LaneNeeds) {
    this.channel = channel;
    this.#needs = needs;
    this.#heartbeat = new Heartbeat(channel, needs.clock, () => channel.destroy());
    void this.#read();
  }

  close(): void {
    this.isClosing = true;
    void this.channel.close().catch(() => undefined);
  }

  destroy(): void {
    this.channel.destroy();
  }

  async #read(): Promise<void> {
    const { onContent, onViolation, onEnd } = this.#needs;
    try {
      for (let next = await this.channel.receive(); next !== null; next = await this.channel.receive()) {
        if (next.type === PING && bodyLength(next) === 0) {
          next.release();
          continue;
        }
        if (isContentType(next.type) && onContent(next)) continue;
        onViolation();
        break;
      }
      await this.channel.close();
    } catch {
      // A lane that breaks is one less, whatever broke it.
    } finally {
      this.#heartbeat.stop();
      this.channel.destroy();
      onEnd(this);
    }
  }
}
