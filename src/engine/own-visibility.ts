// Who may find this device now, as its person wants it, and ended by itself when its time is over. Of all that, a pause
// alone outlives the program.
import type { Settings } from '../contract/settings.ts';
import type { Visibility } from '../contract/state.ts';
import { EVERYONE_FOR_MS, type VisibilityFacts, visibilityAt } from './discovery/visibility.ts';
import type { KeptPause } from './kept-pause.ts';
import type { Clock } from './ports.ts';

interface OwnVisibilityNeeds {
  readonly clock: Clock;
  readonly setting: () => Settings['visibility'];
  readonly pause: Pick<KeptPause, 'until' | 'keep'>;
  /** It may be otherwise by now. */
  readonly onChange: () => void;
}

const MINUTE_MS = 60_000;
/** Longer, only a clock that was set anew could make it. */
const LONGEST_PAUSE_MS = 24 * 60 * MINUTE_MS;

export class OwnVisibility {
  readonly #needs: OwnVisibilityNeeds;
  #facts: Omit<VisibilityFacts, 'setting'>;
  #cancelEnd: () => void = () => undefined;

  constructor(needs: OwnVisibilityNeeds) {
    this.#needs = needs;
    const { until } = needs.pause;
    const pausedUntil = until === null ? null : Math.min(until, needs.clock.now() + LONGEST_PAUSE_MS);
    this.#facts = { isAttended: false, everyoneUntil: null, pausedUntil };
  }

  /** A window is open, or its person has just asked that everyone may find this device. */
  get isAttended(): boolean {
    const { isAttended, everyoneUntil } = this.#facts;
    return isAttended || (everyoneUntil !== null && this.#needs.clock.now() < everyoneUntil);
  }

  /** Wherever this computer is. */
  get wished(): Visibility {
    return this.wishedWhile(false);
  }

  /** For those who are looked for: whoever looks in a terminal is there like somebody at the window. */
  wishedWhile(isLooking: boolean): Visibility {
    const { clock, setting } = this.#needs;
    const isAttended = this.#facts.isAttended || isLooking;
    return visibilityAt({ ...this.#facts, isAttended, setting: setting() }, clock.now());
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
    this.#set({ ...this.#facts, everyoneUntil: null, pausedUntil: null });
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
    this.#set(facts);
    this.#needs.onChange();
  }

  #set(facts: Omit<VisibilityFacts, 'setting'>): void {
    this.#facts = facts;
    this.#needs.pause.keep(facts.pausedUntil);
  }
}

export const isPause = (visibility: Visibility): boolean => visibility.mode === 'nobody' && visibility.until !== null;
