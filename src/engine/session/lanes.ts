// The lanes of one connection: opens and closes as many as lane-plan.ts asks for, and gives each record of content to
// whichever has most room. All of them end with their connection.
import type { LaneWay } from '../net/network.ts';
import { type Channel, ChannelError } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import type { Clock } from '../ports.ts';
import { MOST_CONNECTIONS } from '../wire/lanes-message.ts';
import { Lane } from './lane.ts';
import { LaneMeter } from './lane-meter.ts';
import { LanePlan } from './lane-plan.ts';

/** Of one connection, while there are several: what waits there can't go by another. */
const MOST_UNSENT = 512 * 1024;
/** By one lane, on its way: so little is lost with it. */
const MOST_WAITING = 3 * 1024 * 1024;
const RECORD_BYTES = 1024 * 1024;
const LANE_RECORD_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 125;
/** Nothing sent for so long, and they are closed. */
const IDLE_MS = 5000;

export interface LanesNeeds {
  /** The connection that they belong to. */
  readonly channel: Channel;
  /** Null where there can be none. */
  readonly way: LaneWay | null;
  readonly clock: Clock;
  /** Asks the other side for so many in all. */
  readonly ask: (connections: number) => void;
  readonly onContent: (record: Record) => boolean;
  readonly onViolation: () => void;
}

/** Somebody who sends by them. */
export interface LaneUser {
  /** What was sent by it may not have come. */
  lost(lane: Lane): void;
  /** Whether something sent by it may still be on its way. */
  waitsFor(lane: Lane): boolean;
}

interface SentBy {
  readonly tag: Uint8Array;
  /** Resolves when more may follow. */
  readonly sent: Promise<void>;
  /** Null for the connection itself. */
  readonly lane: Lane | null;
}

export class Lanes {
  readonly #needs: LanesNeeds;
  readonly #lanes = new Set<Lane>();
  readonly #users = new Set<LaneUser>();
  readonly #meter: LaneMeter;
  #plan = new LanePlan();
  /** In all. */
  #asked = 1;
  #number = 0;
  #dialling = 0;
  #closeDoor: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #idleMs = 0;
  #latest: Lane | null = null;
  #isAllowed = false;
  #isClosed = false;

  constructor(needs: LanesNeeds) {
    this.#needs = needs;
    this.#meter = new LaneMeter(needs.clock);
  }

  /** With the connection itself. */
  get open(): number {
    return 1 + this.#usable().length;
  }

  /** The most that should be in one record. */
  get recordBytes(): number {
    return this.#lanes.size === 0 ? RECORD_BYTES : LANE_RECORD_BYTES;
  }

  /** A transfer was accepted: from now on there may be some. */
  allow(): void {
    this.#isAllowed = true;
    if (this.#isClosed) return;
    this.#closeDoor ??= this.#needs.way?.admit?.((channel) => this.#add(channel)) ?? null;
  }

  /** The other side would like to have so many. False where it must not say so. */
  hearWanted(connections: number): boolean {
    if (this.#needs.way?.dial == null || !this.#isAllowed) return false;
    this.#dialTo(connections);
    return true;
  }

  /** Until it is called. */
  join(user: LaneUser): () => void {
    this.#users.add(user);
    return () => this.#users.delete(user);
  }

  /** Seals at once. Throws where the connection is over. */
  send(type: number, pieces: readonly Uint8Array[]): SentBy {
    const lane = this.#roomiest();
    const { tag, sent } = (lane?.channel ?? this.#needs.channel).sendTagged(type, ...pieces);
    if (this.#cancelLook === null) this.#meter.begin();
    this.#cancelLook ??= this.#lookLater();
    this.#meter.gave();
    if (this.#lanes.size === 0) return { tag, sent: this.#meter.wait(sent), lane };
    // That this one breaks is no reason to stop.
    sent.catch(() => undefined);
    return { tag, sent: this.#meter.wait(this.#room()), lane };
  }

  /** So much more of what was sent has come. */
  heardOf(bytes: number): void {
    this.#meter.heardOf(bytes);
  }

  /** For what only comes when more has got through. */
  wait(word: Promise<void>): Promise<void> {
    return this.#meter.wait(word);
  }

  close(): void {
    this.#isClosed = true;
    this.#closeDoor?.();
    this.#cancelLook?.();
    for (const lane of this.#lanes) lane.destroy();
  }

  #usable(): readonly Lane[] {
    return [...this.#lanes].filter(
      ({ isRetiring, isClosing, channel }) => !isRetiring && !isClosing && !channel.isOver,
    );
  }

  #free(): readonly Lane[] {
    return this.#usable().filter(({ waitingBytes }) => waitingBytes < MOST_WAITING);
  }

  /** Of those with as little, the one that had its turn longest ago. */
  #roomiest(): Lane | null {
    const all: readonly (Lane | null)[] = [null, ...this.#free()];
    const after = all.indexOf(this.#latest) + 1;
    const inTurn = [...all.slice(after), ...all.slice(0, after)];
    const unsentBy = (lane: Lane | null): number => (lane?.channel ?? this.#needs.channel).unsentBytes;
    this.#latest = inTurn.reduce((best, lane) => (unsentBy(lane) < unsentBy(best) ? lane : best));
    return this.#latest;
  }

  async #room(): Promise<void> {
    const { channel } = this.#needs;
    for (;;) {
      if (channel.isOver) throw new ChannelError('the connection ended');
      const all = [channel, ...this.#free().map((lane) => lane.channel)];
      if (all.some(({ unsentBytes }) => unsentBytes < MOST_UNSENT)) return;
      await Promise.race(all.map((each) => each.someSent()));
    }
  }

  #lookLater(): () => void {
    return this.#needs.clock.after(LOOK_EVERY_MS, () => {
      this.#cancelLook = null;
      this.#look();
    });
  }

  #look(): void {
    if (this.#isClosed) return;
    const seen = this.#meter.take();
    this.#idleMs = seen === null ? this.#idleMs + LOOK_EVERY_MS : 0;
    if (seen !== null) this.#plan.hear({ ...seen, open: this.open });
    // What was best for this says little about the next.
    else if (this.#idleMs >= IDLE_MS) this.#plan = new LanePlan();
    this.#want(this.#plan.wanted);
    const isRetired = (lane: Lane): boolean => lane.isRetiring && ![...this.#users].some((user) => user.waitsFor(lane));
    for (const lane of this.#lanes) if (!lane.isClosing && isRetired(lane)) lane.close();
    const hasRetiring = [...this.#lanes].some(({ isRetiring }) => isRetiring);
    if (this.#idleMs < IDLE_MS || hasRetiring) this.#cancelLook ??= this.#lookLater();
  }

  #want(connections: number): void {
    const before = this.#asked;
    this.#asked = connections;
    if (connections > before) {
      this.allow();
      // Fewer were tried, and not for long.
      for (const lane of this.#lanes) if (this.open < connections) lane.isRetiring = false;
      if (this.#needs.way?.dial == null) this.#needs.ask(connections);
      else this.#dialTo(connections);
    } else if (connections < before) {
      for (const lane of this.#usable().slice(connections - 1)) lane.isRetiring = true;
    }
  }

  #dialTo(connections: number): void {
    const dial = this.#needs.way?.dial;
    if (dial == null) return;
    const most = Math.min(MOST_CONNECTIONS, connections) - 1;
    for (let count = this.#usable().length + this.#dialling; count < most && !this.#isClosed; count++) {
      this.#dialling++;
      dial(++this.#number)
        .then((channel) => this.#add(channel))
        // The plan makes do with those that come about.
        .catch(() => undefined)
        .finally(() => {
          this.#dialling--;
        });
    }
  }

  #add(channel: Channel): void {
    if (this.#isClosed || this.#lanes.size >= MOST_CONNECTIONS - 1) {
      channel.destroy();
      return;
    }
    const { clock, onContent, onViolation } = this.#needs;
    const lane = new Lane(channel, { clock, onContent, onViolation, onEnd: (ended) => this.#ended(ended) });
    this.#lanes.add(lane);
  }

  #ended(lane: Lane): void {
    this.#lanes.delete(lane);
    if (this.#isClosed) return;
    if (!lane.isRetiring) this.#plan.lost(this.open);
    for (const user of this.#users) user.lost(lane);
  }
}
