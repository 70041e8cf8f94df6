// Who may find this device now, as its person wants it: kept in memory alone, and ended by itself when its time is over.
import type { Settings } from '../contract/settings.ts';
import type { Visibility } from '../contract/state.ts';
import { EVERYONE_FOR_MS, type VisibilityFacts, visibilityAt } from './discovery/visibility.ts';
import type { Clock } from './ports.ts';

interface OwnVisibilityNeeds {
  readonly clock: Clock;
  readonly setting: () => Settings['visibility'];
  /** It may be otherwise by now. */
  readonly onChange: () => void;
}

const MINUTE_MS = 60_000;

export class OwnVisibility {
  readonly #needs: OwnVisibilityNeeds;
  #facts: Omit<VisibilityFacts, 'setting'> = { isAttended: false, everyoneUntil: null, pausedUntil: null };
  #cancelEnd: () => void = () => undefined;

  constructor(needs: OwnVisibilityNeeds) {
    this.#needs = needs;
  }

  /** Wherever this computer is. */
  get wished(): Visibility {
    const { clock, setting } = this.#needs;
    return visibilityAt({ ...this.#facts, setting: setting() }, clock.now());
  }

  get isPaused(): boolean {
    return isPause(this.wished);
  }

  /** Also ends a pause: whoever wants to be found wants something to move. */
  everyoneForTenMinutes(): undefined {
    const everyoneUntil = this.#needs.clock.now() + EVERYONE_FOR_MS;
    this.#change({ ...this.#facts, everyoneUntil, pausedUntil: null });
  }

  attended(isOpen: boolean): undefined {
    this.#change({ ...this.#facts, isAttended: isOpen });
  }

  /** Null: no more. */
  pause(minutes: number | null): void {
    const pausedUntil = minutes === null ? null : this.#needs.clock.now() + minutes * MINUTE_MS;
    const everyoneUntil = minutes === null ? this.#facts.everyoneUntil : null;
    this.#change({ ...this.#facts, everyoneUntil, pausedUntil });
  }

  /** The lasting choice was made anew: nothing of a moment stands against it. */
  forgetMoment(): void {
    this.#facts = { ...this.#facts, everyoneUntil: null, pausedUntil: null };
  }

  /** Looks again when it ends by itself. A timer stands still while a computer sleeps: whoever looks besides is right. */
  awaitEnd(): void {
    const { clock, onChange } = this.#needs;
    this.#cancelEnd();
    const { wished } = this;
    const until = wished.mode === 'paired' ? null : wished.until;
    if (until !== null) this.#cancelEnd = clock.after(until - clock.now(), onChange);
  }

  dispose(): void {
    this.#cancelEnd();
  }

  #change(facts: Omit<VisibilityFacts, 'setting'>): undefined {
    this.#facts = facts;
    this.#needs.onChange();
  }
}

export const isPause = (visibility: Visibility): boolean => visibility.mode === 'nobody' && visibility.until !== null;
