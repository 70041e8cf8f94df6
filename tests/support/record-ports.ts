// Two ends of a channel in memory, with no limit of its own: what pairing's own counts must hold without sockets.
import type { RecordPort } from '../../src/engine/pairing/run.ts';

export interface SentRecord {
  readonly type: number;
  readonly body: Uint8Array;
}

export interface MemoryPort extends RecordPort {
  readonly sent: readonly SentRecord[];
  /** As if the other device were gone. */
  cut(): void;
}

export interface Ends {
  readonly handshakeHash: Uint8Array;
  readonly keys: readonly [Uint8Array, Uint8Array];
}

/** A number that tells one channel's hash and keys from another's. */
export const endsOf = (channel: number, keys: readonly [number, number] = [1, 2]): Ends => ({
  handshakeHash: new Uint8Array(32).fill(100 + channel),
  keys: [new Uint8Array(32).fill(keys[0]), new Uint8Array(32).fill(keys[1])],
});

class Inbox {
  #records: SentRecord[] = [];
  #waiting: PromiseWithResolvers<SentRecord> | null = null;
  #isCut = false;

  put(record: SentRecord): void {
    if (this.#waiting !== null) {
      this.#waiting.resolve(record);
      this.#waiting = null;
    } else this.#records.push(record);
  }

  take(): Promise<SentRecord> {
    if (this.#waiting !== null) throw new Error('two reads at once');
    const record = this.#records.shift();
    if (record !== undefined) return Promise.resolve(record);
    if (this.#isCut) return Promise.reject(new Error('gone'));
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  cut(): void {
    this.#isCut = true;
    this.#waiting?.reject(new Error('gone'));
    this.#waiting = null;
  }
}

export function recordPorts({ handshakeHash, keys }: Ends = endsOf(0)): readonly [MemoryPort, MemoryPort] {
  const inboxes = [new Inbox(), new Inbox()] as const;
  const portOf = (at: 0 | 1): MemoryPort => {
    const other = at === 0 ? 1 : 0;
    const sent: SentRecord[] = [];
    return {
      handshakeHash,
      ownKey: keys[at],
      remoteKey: keys[other],
      sent,
      send: async (type, body) => {
        const record = { type, body: Uint8Array.from(body) };
        sent.push(record);
        inboxes[other].put(record);
      },
      receive: () => inboxes[at].take(),
      cut: () => {
        for (const inbox of inboxes) inbox.cut();
      },
    };
  };
  return [portOf(0), portOf(1)];
}
