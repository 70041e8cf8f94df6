// Whoever chooses the moment at which a card comes, or moves, mustn't get a click that was meant for what stood there
// before: for half a second nothing on it says yes.
export const ARMED_AFTER_MS = 500;

export interface Place {
  /** In the window. */
  readonly left: number;
  readonly top: number;
  /** How far the page is scrolled, and how tall it is. */
  readonly scrolled: number;
  readonly pageHeight: number;
}

/** What less than this moves isn't noticed by a pointer. */
const STILL_PX = 2;

const isNear = (one: number, other: number): boolean => Math.abs(one - other) < STILL_PX;

/** Who scrolls knows it; but a page that has become shorter is scrolled by nobody. */
const isStill = (before: Place, now: Place): boolean =>
  isNear(before.left, now.left) &&
  isNear(before.top + before.scrolled, now.top + now.scrolled) &&
  (isNear(before.top, now.top) || isNear(before.pageHeight, now.pageHeight));

export interface Arming {
  /** Where it stands now; gives whether that is news. */
  stands(place: Place, now: number): boolean;
  isArmed(now: number): boolean;
}

export function createArming(): Arming {
  let last: Place | null = null;
  let movedAt = 0;
  return {
    stands(place, now) {
      const hasMoved = last === null || !isStill(last, place);
      last = place;
      if (hasMoved) movedAt = now;
      return hasMoved;
    },
    isArmed: (now) => last !== null && now - movedAt >= ARMED_AFTER_MS,
  };
}
