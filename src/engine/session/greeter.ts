// Two devices that are paired and see each other keep one connection: each knows at once when the other is gone, and what
// waits for it goes on. Whose id is lower calls; the other only where that doesn't come about.
import type { DeviceId } from '../../contract/devices.ts';
import type { Clock } from '../ports.ts';

/** How long the one whose id is lower has. */
const OTHERS_TURN_MS = 3000;
const FIRST_PAUSE_MS = 2000;
const MOST_PAUSE_MS = 60_000;

interface GreeterNeeds {
  readonly ownId: () => DeviceId;
  readonly clock: Clock;
  readonly isConnectedTo: (id: DeviceId) => boolean;
  /** It is known, and may know that this device is here. */
  readonly mayCall: (id: DeviceId) => boolean;
  /** Throws where no connection comes about. */
  readonly call: (id: DeviceId) => Promise<void>;
}

export class Greeter {
  readonly #needs: GreeterNeeds;
  readonly #calling = new Set<DeviceId>();
  /** Those that were called in vain: how often, and until when they are left alone. */
  readonly #failed = new Map<DeviceId, { readonly times: number; readonly until: number }>();
  #isClosed = false;

  constructor(needs: GreeterNeeds) {
    this.#needs = needs;
  }

  /** It was heard: called if that isn't done or being done. What is heard may be forged, so it isn't often. */
  heard(id: DeviceId): void {
    const { clock, isConnectedTo, mayCall, ownId } = this.#needs;
    const isResting = clock.now() < (this.#failed.get(id)?.until ?? 0);
    if (this.#calling.has(id) || isResting || isConnectedTo(id) || !mayCall(id)) return;
    this.#calling.add(id);
    clock.after(ownId() < id ? 0 : OTHERS_TURN_MS, () => void this.#call(id));
  }

  close(): void {
    this.#isClosed = true;
  }

  async #call(id: DeviceId): Promise<void> {
    const { clock, isConnectedTo, mayCall, call } = this.#needs;
    try {
      if (this.#isClosed || isConnectedTo(id) || !mayCall(id)) return;
      await call(id);
      this.#failed.delete(id);
    } catch {
      const times = (this.#failed.get(id)?.times ?? 0) + 1;
      const pause = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1));
      this.#failed.set(id, { times, until: clock.now() + pause });
    } finally {
      this.#calling.delete(id);
    }
  }
}
