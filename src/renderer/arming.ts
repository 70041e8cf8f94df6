// Whoever chooses the moment at which a card comes, or moves, mustn't get a click that was meant for what stood there
// before: for half a second nothing on it says yes.
export const ARMED_AFTER_MS = 500;

export interface Place {
  readonly left: number;
  readonly top: number;
}

/** What less than this moves isn't noticed by a pointer. */
const STILL_PX = 2;

export interface Arming {
  /** Where it stands now; gives whether that is news. */
  stands(place: Place, now: number): boolean;
  isArmed(now: number): boolean;
}

export function createArming(): Arming {
  let since: { readonly place: Place; readonly at: number } | null = null;
  return {
    stands(place, now) {
      const isStill =
        since !== null &&
        Math.abs(since.place.left - place.left) < STILL_PX &&
        Math.abs(since.place.top - place.top) < STILL_PX;
      if (!isStill) since = { place, at: now };
      return !isStill;
    },
    isArmed: (now) => since !== null && now - since.at >= ARMED_AFTER_MS,
  };
}
