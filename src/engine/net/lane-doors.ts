// The tickets by which lanes find the connection that they belong to, on the side that listens. Each is good once; only as
// many are out as may be on their way, and none of a connection that has ended.
import { type LaneRoot, laneTicket } from '../noise/lane-handshake.ts';
import { MOST_CONNECTIONS } from '../wire/lanes-message.ts';

/** Of one connection at once. */
const MOST_LANES = MOST_CONNECTIONS - 1;
/** They may come in another order than they were numbered. */
const NUMBERS_AHEAD = 16;

/** One that has shown its ticket. */
export interface LaneGuest<T> {
  readonly root: LaneRoot;
  /** Its handshake is done. */
  readonly enter: (made: T) => void;
  readonly left: () => void;
}

interface Door<T> {
  readonly root: LaneRoot;
  readonly onLane: (made: T) => void;
  /** By number: those that are out. */
  readonly tickets: Map<number, string>;
  highest: number;
  inside: number;
}

export class LaneDoors<T> {
  readonly #out = new Map<string, { readonly door: Door<T>; readonly lane: number }>();

  /** Lets lanes of that connection in, from number 1 on. Gives what ends that. */
  open(root: LaneRoot, onLane: (made: T) => void): () => void {
    const door: Door<T> = { root, onLane, tickets: new Map(), highest: 0, inside: 0 };
    this.#giveOut(door, 0);
    return () => {
      for (const ticket of door.tickets.values()) this.#out.delete(ticket);
    };
  }

  /** Takes the ticket; null where there is no such one. A lookup tells nothing of it: they are as random as keys. */
  take(ticket: Uint8Array, lane: number): LaneGuest<T> | null {
    const text = Buffer.from(ticket).toString('base64');
    const found = this.#out.get(text);
    if (found === undefined || found.lane !== lane || found.door.inside >= MOST_LANES) return null;
    const { door } = found;
    this.#out.delete(text);
    door.tickets.delete(lane);
    this.#giveOut(door, lane);
    door.inside++;
    let isInside = true;
    return {
      root: door.root,
      enter: (made) => door.onLane(made),
      left: () => {
        if (isInside) door.inside--;
        isInside = false;
      },
    };
  }

  get size(): number {
    return this.#out.size;
  }

  /** Up to so many beyond the one that has come; those long passed over won't come any more. */
  #giveOut(door: Door<T>, lane: number): void {
    for (const [number, ticket] of door.tickets) {
      if (number > lane - NUMBERS_AHEAD) continue;
      door.tickets.delete(number);
      this.#out.delete(ticket);
    }
    for (; door.highest < lane + NUMBERS_AHEAD; ) {
      const number = ++door.highest;
      const ticket = Buffer.from(laneTicket(door.root, number)).toString('base64');
      door.tickets.set(number, ticket);
      this.#out.set(ticket, { door, lane: number });
    }
  }
}
