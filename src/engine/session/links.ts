// The live connections, one for each device: found by key, ended when the device is forgotten.
import { CLOSE_REASON } from '../noise/channel.ts';
import { MOST_RANK } from '../wire/hello.ts';
import { PAIR_TYPES } from '../wire/pair-messages.ts';
import type { Link } from './link.ts';

export interface LiveLink {
  readonly link: Link;
  readonly dialledBy: 'us' | 'them';
  /** 0 for one that devices make by themselves; said by the side that dialled, so that both know it. */
  readonly rank: number;
}

/** Quarters of a second are counted from then: no run gives ranks faster than that. */
const RANKS_BEGIN_MS = Date.UTC(2025, 0);
const RANK_MS = 250;

/** The first that a run gives: a former one, whose connection the other side may still take for alive, gave lower ones. */
export const firstRank = (now: number): number =>
  Math.min(MOST_RANK >>> 1, Math.max(0, Math.floor((now - RANKS_BEGIN_MS) / RANK_MS)));

export class Links {
  readonly #live = new Map<string, LiveLink>();
  /** The last rank that a connection of ours to a device was given. */
  readonly #given = new Map<string, number>();
  readonly #idOf: (key: Uint8Array) => string;
  readonly #before: number;

  /** `before`: no former run gave a higher rank. */
  constructor(idOf: (key: Uint8Array) => string, before = 0) {
    this.#idOf = idOf;
    this.#before = before;
  }

  /** Of a connection that our person wants: it stays, whatever else the two have or are just making. */
  rankFor(remoteKey: Uint8Array): number {
    const key = hex(remoteKey);
    const rank = Math.min(
      MOST_RANK,
      Math.max(this.#given.get(key) ?? this.#before, this.#live.get(key)?.rank ?? 0) + 1,
    );
    this.#given.set(key, rank);
    return rank;
  }

  /** False where the device already has the connection that stays: then this one is to be closed. */
  add(entry: LiveLink): boolean {
    const { remoteKey } = entry.link.channel;
    const present = this.#live.get(hex(remoteKey));
    if (present !== undefined && !this.#takesOver(entry, present)) return false;
    this.#live.set(hex(remoteKey), entry);
    if (present !== undefined) void present.link.close().catch(() => undefined);
    return true;
  }

  /** The two sides may see them come in different orders, and must keep the same one. */
  #takesOver(entry: LiveLink, present: LiveLink): boolean {
    if (entry.rank !== present.rank) return entry.rank > present.rank;
    // A second one in the same direction means that the other side has lost the first.
    if (entry.dialledBy === present.dialledBy) return true;
    const { remoteKey, ownKey } = entry.link.channel;
    return entry.dialledBy === (this.#idOf(ownKey) < this.#idOf(remoteKey) ? 'us' : 'them');
  }

  remove(link: Link): void {
    const key = hex(link.channel.remoteKey);
    if (this.#live.get(key)?.link === link) this.#live.delete(key);
  }

  of(remoteKey: Uint8Array): Link | null {
    return this.#live.get(hex(remoteKey))?.link ?? null;
  }

  /** Says so in band, then ends what is live. */
  async forget(remoteKey: Uint8Array): Promise<void> {
    const link = this.of(remoteKey);
    if (link === null) return;
    this.#live.delete(hex(remoteKey));
    // A device that is gone hears of it by being a stranger next time.
    void link.send(PAIR_TYPES.forget).catch(() => undefined);
    await link.close(CLOSE_REASON.forgotten).catch(() => undefined);
  }

  async closeAll(): Promise<void> {
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.all(all.map(({ link }) => link.close().catch(() => undefined)));
  }
}

const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
