// Limits that somebody set for their own transfers, beside the one for all of a direction. Those of one name share one, so
// that what goes to several devices is together no faster.
import type { OwnLimit } from '../../contract/transfers.ts';
import type { Clock } from '../ports.ts';
import { Throttle } from './throttle.ts';

type Limit = Pick<Throttle, 'pieceBytes' | 'take'>;

interface Shared {
  readonly name: string;
  readonly throttle: Throttle;
  bytesPerSecond: number;
}

export class OwnLimits {
  readonly #clock: Clock;
  readonly #of = new Map<string, Shared>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on, also for what is under way. */
  set(id: string, { name, bytesPerSecond }: OwnLimit): void {
    const known = [...this.#of.values()].find((each) => each.name === name);
    const shared = known ?? this.#make(name, bytesPerSecond);
    shared.bytesPerSecond = bytesPerSecond;
    this.#of.set(id, shared);
  }

  lift(id: string): void {
    this.#of.delete(id);
  }

  /** What one transfer has to keep to, as it is at that moment. */
  of(id: string, all: Limit): Limit {
    return {
      pieceBytes: (most) => all.pieceBytes(this.#of.get(id)?.throttle.pieceBytes(most) ?? most),
      take: (bytes, isOver) => {
        const own = this.#of.get(id)?.throttle;
        // Its own first: whoever waits for that holds up none of the others.
        return own === undefined
          ? all.take(bytes, isOver)
          : own.take(bytes, isOver).then(() => (isOver?.() ? undefined : all.take(bytes, isOver)));
      },
    };
  }

  #make(name: string, bytesPerSecond: number): Shared {
    const shared: Shared = {
      name,
      bytesPerSecond,
      throttle: new Throttle({ clock: this.#clock, limit: () => shared.bytesPerSecond }),
    };
    return shared;
  }
}
