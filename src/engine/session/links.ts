// The live connections, one for each device: found by key, ended when the device is forgotten.
import { CLOSE_REASON } from '../noise/channel.ts';
import { PAIR_TYPES } from '../wire/pair-messages.ts';
import type { Link } from './link.ts';

export interface LiveLink {
  readonly link: Link;
  readonly dialledBy: 'us' | 'them';
}

export class Links {
  readonly #live = new Map<string, LiveLink>();
  readonly #idOf: (key: Uint8Array) => string;

  /** Of two devices that have found each other at the same time, the connection that the lower id dialled stays. */
  constructor(idOf: (key: Uint8Array) => string) {
    this.#idOf = idOf;
  }

  /** False where the device already has the connection that stays: then this one is to be closed. */
  add(entry: LiveLink): boolean {
    const { remoteKey, ownKey } = entry.link.channel;
    const present = this.#live.get(hex(remoteKey));
    const lowerDialled = this.#idOf(ownKey) < this.#idOf(remoteKey) ? 'us' : 'them';
    if (present !== undefined && present.dialledBy !== entry.dialledBy && present.dialledBy === lowerDialled)
      return false;
    // A second one in the same direction means that the other side has lost the first.
    this.#live.set(hex(remoteKey), entry);
    if (present !== undefined) void present.link.close().catch(() => undefined);
    return true;
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
