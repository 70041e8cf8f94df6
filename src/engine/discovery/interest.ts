// How much somebody wants to know who is here. Looking costs everyone on the network something: each question is answered
// by all who are there.

/** looking: a person or a command is. waiting: only something that goes on when its device is back. */
export type Interest = 'looking' | 'waiting' | 'none';

/** Whoever asked something of this program asks more. */
const MORE_MS = 60_000;

interface InterestFacts {
  /** A window is open, or its person has just asked that everyone may find this device. */
  readonly isAttended: boolean;
  /** When something was asked of this program last, by its window, its tray or a command. */
  readonly askedAt: number;
  readonly isAwaited: () => boolean;
}

export function interestAt({ isAttended, askedAt, isAwaited }: InterestFacts, now: number): Interest {
  // A clock that is set back makes nobody look for hours.
  if (isAttended || Math.abs(now - askedAt) < MORE_MS) return 'looking';
  return isAwaited() ? 'waiting' : 'none';
}
