// Whether others can call this device: a paired one that is connected is asked to try, where the connection comes from,
// and says how it went. And the same the other way round.
import type { Clock } from '../ports.ts';
import { type BackMessage, type BackOutcome, decodeBackMessage, encodeBackMessage } from '../wire/connect-back.ts';

/** Longer than the other device's own patience with its call. */
const ASKED_MS = 6000;
/** So often a device may ask, which is as often as its person can look again; and so many are called at once. */
const CALL_APART_MS = 1000;
const MOST_CALLS = 4;
const MOST_IDS = 0x1_0000_0000;

/** As much of a connection as this needs. */
export interface BackLink {
  readonly channel: { readonly remoteKey: Uint8Array };
  /** Our own person has paired it. */
  readonly isKept: boolean;
  send(type: number, ...body: readonly Uint8Array[]): Promise<void>;
}

export interface Back {
  readonly canReach: boolean;
  readonly canHear: boolean;
}

export interface ConnectBackNeeds {
  readonly clock: Clock;
  /** Calls that device at that place alone; once it has proven its key, or somebody else theirs, the connection is ended. */
  readonly call: (key: Uint8Array, place: { readonly address: string; readonly port: number }) => Promise<BackOutcome>;
  /** Whether that device's announcements arrive here. */
  readonly hears: (key: Uint8Array) => Promise<boolean>;
}

interface Asked {
  readonly link: BackLink;
  readonly answered: (back: Back | null) => void;
}

export class ConnectBack {
  readonly #needs: ConnectBackNeeds;
  readonly #asked = new Map<number, Asked>();
  readonly #calledAt = new WeakMap<BackLink, number>();
  #calls = 0;
  #lastId = 0;

  constructor(needs: ConnectBackNeeds) {
    this.#needs = needs;
  }

  /** Null where it doesn't say. */
  ask(link: BackLink, port: number): Promise<Back | null> {
    this.#lastId = (this.#lastId + 1) % MOST_IDS;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const answered = (back: Back | null): void => {
        cancel();
        this.#asked.delete(id);
        resolve(back);
      };
      const cancel = this.#needs.clock.after(ASKED_MS, () => answered(null));
      this.#asked.set(id, { link, answered });
      say(link, { kind: 'ask', id, port }).catch(() => answered(null));
    });
  }

  /** False: nothing that may be said. `address` is where the connection comes from. */
  take(link: BackLink, address: string, record: { readonly type: number; readonly body: Uint8Array }): boolean {
    const message = decodeBackMessage(record.type, record.body);
    if (message === null) return false;
    if (message.kind === 'ask') {
      void this.#answer(link, address, message);
      return true;
    }
    const asked = this.#asked.get(message.id);
    // It may come too late, and only from the one that was asked.
    if (asked?.link === link) asked.answered({ canReach: message.outcome === 'reached', canHear: message.isHeard });
    return true;
  }

  ended(link: BackLink): void {
    for (const asked of [...this.#asked.values()]) if (asked.link === link) asked.answered(null);
  }

  async #answer(link: BackLink, address: string, { id, port }: Extract<BackMessage, { kind: 'ask' }>): Promise<void> {
    const { clock, call, hears } = this.#needs;
    const now = clock.now();
    const before = this.#calledAt.get(link);
    const isTooSoon = before !== undefined && now >= before && now - before < CALL_APART_MS;
    // Left without an answer: what is asked too often, or by whom a code let in for one transfer.
    if (!link.isKept || isTooSoon || this.#calls >= MOST_CALLS) return;
    this.#calledAt.set(link, now);
    this.#calls++;
    const { remoteKey } = link.channel;
    const calling = call(remoteKey, { address, port }).catch((): BackOutcome => 'unreachable');
    const [outcome, isHeard] = await Promise.all([calling, hears(remoteKey)]);
    this.#calls--;
    await say(link, { kind: 'result', id, outcome, isHeard }).catch(() => undefined);
  }
}

function say(link: BackLink, message: BackMessage): Promise<void> {
  const { type, body } = encodeBackMessage(message);
  return link.send(type, body);
}
