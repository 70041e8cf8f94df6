// How many calls strangers' words may cause: datagrams name a port, and their sources can be made up, so that whoever is
// called may know nothing of it. Pure.
import { SenderBudgets } from '../../net/sender-budgets.ts';
import type { GuestPlace } from './guests-near.ts';

/** A device says who it is three times, by both families of addresses perhaps, and several programs of it may. */
const LIMITS = { burst: 8, perSecond: 1, mostSenders: 256, newBurst: 48, newPerSecond: 8 } as const;
const MOST_AT_ONCE = 16;
const MOST_AT_ONE_HOST = 2;

export class CallTurns {
  readonly #hosts: SenderBudgets;
  /** By what is being called, the host of it. */
  readonly #underWay = new Map<string, string>();

  constructor(now: number) {
    this.#hosts = new SenderBudgets(LIMITS, now);
  }

  /** Whether it may be called now; then `end` is called when that is over, else null. */
  begin({ host, port, protocol }: GuestPlace, fingerprint: string, now: number): (() => void) | null {
    const call = `${protocol} ${host} ${port} ${fingerprint}`;
    const atHost = [...this.#underWay.values()].filter((each) => each === host).length;
    const isFull = this.#underWay.size >= MOST_AT_ONCE || atHost >= MOST_AT_ONE_HOST;
    if (isFull || this.#underWay.has(call) || !this.#hosts.spend(host, now)) return null;
    this.#underWay.set(call, host);
    return () => this.#underWay.delete(call);
  }
}
