// A channel in use: each side says who it is, stays audible, and may say only what its standing allows.

import type { LaneWay } from '../net/network.ts';
import { type Channel, ChannelError, CLOSE_REASON } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import type { Clock } from '../ports.ts';
import { decodeHello, encodeHello, type Hello } from '../wire/hello.ts';
import { encodeLanes, LANES } from '../wire/lanes-message.ts';
import { isPairType } from '../wire/pair-messages.ts';
import { Heartbeat, PING } from './heartbeat.ts';
import { Lanes } from './lanes.ts';

export const HELLO = 0x01;

const HELLO_MS = 10_000;

/** So many messages may wait for a side that doesn't read: more is only said where it asks and asks. */
const MOST_UNSENT = 1024;

/** What a device that isn't paired may say: a pairing's worth. */
const STRANGER = { bodyBytes: 256, records: 32 } as const;

export class LinkError extends Error {
  constructor(what: string) {
    super(`link: ${what}`);
    this.name = 'LinkError';
  }
}

export interface LinkOptions {
  readonly clock: Clock;
  readonly hello: Hello;
  /** Asked at each record: a device may become paired, or be forgotten, while it speaks. */
  readonly isPaired: () => boolean;
  /** Our own person has paired it, and didn't forget it. */
  readonly isKept?: () => boolean;
  /** How further connections of this one come about; without it there are none. */
  readonly laneWay?: LaneWay;
  /** False: nothing that may come. */
  readonly onLaneContent?: (link: Link, record: Record) => boolean;
}

export class Link {
  readonly channel: Channel;
  readonly hello: Hello;
  readonly lanes: Lanes;
  readonly #options: LinkOptions;
  #strangersRecords = 0;
  #isClosing = false;
  #unsent = 0;
  readonly #heartbeat: Heartbeat;

  private constructor(channel: Channel, hello: Hello, options: LinkOptions) {
    this.channel = channel;
    this.hello = hello;
    this.#options = options;
    this.#heartbeat = new Heartbeat(channel, options.clock, () => this.destroy());
    const { clock, laneWay = null, onLaneContent } = options;
    this.lanes = new Lanes({
      channel,
      way: laneWay,
      clock,
      ask: (connections) => void this.send(LANES, encodeLanes(connections)).catch(() => undefined),
      onContent: (record) => onLaneContent?.(this, record) ?? false,
      onViolation: () => void this.close(CLOSE_REASON.violation).catch(() => undefined),
    });
  }

  /** Each side's HELLO is its first record; nothing else is taken before. */
  static async open(channel: Channel, options: LinkOptions): Promise<Link> {
    const cancel = options.clock.after(HELLO_MS, () => channel.destroy());
    try {
      await channel.send(HELLO, encodeHello(options.hello));
      const first = await channel.receive();
      const hello = first?.type === HELLO ? decodeHello(first.body) : null;
      if (hello === null) throw new LinkError('no hello');
      return new Link(channel, hello, options);
    } catch (error) {
      channel.destroy();
      throw error;
    } finally {
      cancel();
    }
  }

  get isKept(): boolean {
    return this.#options.isKept?.() ?? false;
  }

  async send(type: number, ...body: readonly Uint8Array[]): Promise<void> {
    if (this.#unsent >= MOST_UNSENT) this.#end(new LinkError('it only talks'));
    this.#unsent++;
    try {
      await this.channel.send(type, ...body);
    } finally {
      this.#unsent--;
    }
  }

  /** The next record that means something here; null when the other side has closed. Throws where it broke the rules. */
  async receive(): Promise<Record | null> {
    for (;;) {
      const record = await this.channel.receive().catch((error: unknown) => this.#end(error));
      if (record === null) {
        // It has said that nothing follows; kept open, it would be a connection nobody looks after.
        await this.close();
        return null;
      }
      // What crosses with our own end isn't obeyed, least of all from a side that was shown out.
      if (this.#isClosing || (record.type === PING && record.body.length === 0)) {
        record.release();
        continue;
      }
      if (record.type === HELLO || record.type === PING) return this.#violation('said twice');
      if (!this.#options.isPaired() && !this.#isAllowedToStrangers(record)) return this.#violation('not paired');
      return record;
    }
  }

  async close(reason: number = CLOSE_REASON.done): Promise<void> {
    this.#heartbeat.stop();
    this.lanes.close();
    this.#isClosing = true;
    await this.channel.close(reason);
  }

  /** A transfer was accepted: large records are due, and further connections may be. */
  allowBulk(): void {
    this.channel.allowBulk();
    this.lanes.allow();
  }

  destroy(): void {
    this.#heartbeat.stop();
    this.lanes.close();
    this.channel.destroy();
  }

  #isAllowedToStrangers({ type, body }: Record): boolean {
    this.#strangersRecords++;
    return isPairType(type) && body.length <= STRANGER.bodyBytes && this.#strangersRecords <= STRANGER.records;
  }

  #violation(what: string): Promise<never> {
    this.#heartbeat.stop();
    this.lanes.close();
    // The reason is for the log of the other side; nothing of what was wrong is told.
    return this.channel.close(CLOSE_REASON.violation).then(() => this.#end(new LinkError(what)));
  }

  #end(error: unknown): never {
    this.destroy();
    throw error;
  }
}

/** Whether a connection was lost, as opposed to misused. */
export const isLost = (error: unknown): boolean => error instanceof ChannelError;
