// A device that was called in vain may be there all the same: not where it was, but just calling us.
import type { Clock } from '../ports.ts';

/** A program that is called as it starts is calling, too. */
const COMES_MS = 1000;
/** As long as a call of ours to some address takes, at which it may be that device that answers. */
const CALLED_MS = 5000;

interface ComingNeeds {
  readonly clock: Clock;
  readonly isConnectedTo: (key: Uint8Array) => boolean;
}

export class Coming {
  readonly #needs: ComingNeeds;
  /** By key. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(needs: ComingNeeds) {
    this.#needs = needs;
  }

  /** Whether it is connected by now, or soon. `calls`: those of which nobody knows yet whom they lead to. */
  async comes(key: Uint8Array, calls: readonly Promise<unknown>[]): Promise<boolean> {
    const { clock, isConnectedTo } = this.#needs;
    if (isConnectedTo(key)) return true;
    const name = hex(key);
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
    waiting.add(wake);
    const soon = new Promise<void>((resolve) => clock.after(COMES_MS, resolve));
    const cancel = clock.after(CALLED_MS, wake);
    await Promise.race([woken, Promise.allSettled([soon, ...calls])]);
    cancel();
    waiting.delete(wake);
    if (waiting.size === 0) this.#waiting.delete(name);
    return isConnectedTo(key);
  }

  /** It is connected. */
  hasCome(key: Uint8Array): void {
    for (const wake of this.#waiting.get(hex(key)) ?? []) wake();
  }

  /** Nobody is waited for any more. */
  close(): void {
    for (const waiting of this.#waiting.values()) for (const wake of waiting) wake();
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
