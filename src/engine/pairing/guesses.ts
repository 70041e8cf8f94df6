// How often a code may be guessed. Pure: the time is a number, and who guesses an opaque text (an address, say).
// Six digits hold only because of these counts, so a guess is charged before its proof is looked at and given back only
// for a right one: whoever stops in between, or asks a thousand times at once, has paid.
import type { ClosedReason } from '../wire/pair-messages.ts';

export const CODE_LIFE_MS = 10 * 60_000;
export const WRONG_PER_CODE = 3;
export const WINDOW_MS = 10 * 60_000;
/** In all, whichever codes were shown. */
export const WRONG_PER_WINDOW = 10;
/** Fewer from one source, so that one that keeps guessing doesn't close the way for the others. */
export const WRONG_PER_SOURCE = 6;

export interface Attempt {
  readonly id: number;
  readonly source: string;
  readonly isCharged: boolean;
}

export interface Guesses {
  /** The code that is shown now. */
  readonly code: { readonly shownAt: number; readonly wrong: number } | null;
  /** The last code went away because its tries were used up. */
  readonly isUsedUp: boolean;
  /** One at a time. */
  readonly inFlight: Attempt | null;
  readonly nextId: number;
  /** Charged within the window, oldest first. */
  readonly wrong: readonly { readonly at: number; readonly source: string }[];
}

export const NO_GUESSES: Guesses = { code: null, isUsedUp: false, inFlight: null, nextId: 1, wrong: [] };

export type Refusal = Extract<ClosedReason, 'notShown' | 'triesUsed' | 'pausedForSafety' | 'busy'>;

/** A new code is on the screen. What was tried before still counts; an attempt at the code before it is void. */
export const codeShown = (guesses: Guesses, now: number): Guesses => ({
  ...aged(guesses, now),
  code: { shownAt: now, wrong: 0 },
  isUsedUp: false,
  inFlight: null,
});

export const codeHidden = (guesses: Guesses): Guesses => ({
  ...guesses,
  code: null,
  isUsedUp: false,
  inFlight: null,
});

/** The person saw the warning and wants to go on: the window begins anew. */
export const reopened = (guesses: Guesses): Guesses => ({ ...guesses, wrong: [] });

/** Null while codes are taken; otherwise when they are again, if nobody reopens before. */
export function pausedUntil(guesses: Guesses, now: number): number | null {
  const { wrong } = aged(guesses, now);
  const last = wrong[wrong.length - WRONG_PER_WINDOW];
  return last === undefined ? null : last.at + WINDOW_MS;
}

export const isShown = ({ code }: Guesses, now: number): boolean =>
  // A clock that was set back would lengthen the code's life: then it's over.
  code !== null && now >= code.shownAt && now - code.shownAt < CODE_LIFE_MS;

export function begin(guesses: Guesses, source: string, now: number): readonly [Guesses, Attempt | Refusal] {
  const state = aged(guesses, now);
  const refusal = refusalOf(state, source, now);
  if (refusal !== null) return [state, refusal];
  const attempt = { id: state.nextId, source, isCharged: false };
  return [{ ...state, inFlight: attempt, nextId: state.nextId + 1 }, attempt];
}

/** To be called before the proof is looked at; it isn't to be looked at where this refuses. */
export function charge(guesses: Guesses, id: number, now: number): readonly [Guesses, Refusal | null] {
  const state = aged(guesses, now);
  const { code, inFlight } = state;
  if (inFlight?.id !== id || inFlight.isCharged) return [state, 'notShown'];
  if (code === null || !isShown(state, now)) return [{ ...state, inFlight: null }, 'notShown'];
  return [
    {
      ...state,
      code: { ...code, wrong: code.wrong + 1 },
      inFlight: { ...inFlight, isCharged: true },
      wrong: [...state.wrong, { at: now, source: inFlight.source }],
    },
    null,
  ];
}

/** The proof was right: the code has done its work, and its guess is given back. */
export function succeeded(guesses: Guesses, id: number): Guesses {
  if (guesses.inFlight?.id !== id || !guesses.inFlight.isCharged) return guesses;
  return { ...codeHidden(guesses), wrong: guesses.wrong.slice(0, -1) };
}

/** The proof was wrong, or the attempt ended otherwise: a charge stays. */
export function released(guesses: Guesses, id: number): Guesses {
  if (guesses.inFlight?.id !== id) return guesses;
  const isUsedUp = guesses.code !== null && guesses.code.wrong >= WRONG_PER_CODE;
  return isUsedUp ? { ...guesses, code: null, isUsedUp, inFlight: null } : { ...guesses, inFlight: null };
}

export const triesLeft = ({ code }: Guesses): number => (code === null ? 0 : WRONG_PER_CODE - code.wrong);

function refusalOf(state: Guesses, source: string, now: number): Refusal | null {
  if (state.wrong.length >= WRONG_PER_WINDOW) return 'pausedForSafety';
  if (state.wrong.filter((guess) => guess.source === source).length >= WRONG_PER_SOURCE) return 'pausedForSafety';
  if (state.isUsedUp) return 'triesUsed';
  if (!isShown(state, now)) return 'notShown';
  return state.inFlight === null ? null : 'busy';
}

/** Without what is older than the window. A clock that was set back makes no guess last longer than that. */
function aged(guesses: Guesses, now: number): Guesses {
  const wrong = guesses.wrong
    .map((guess) => (guess.at > now ? { ...guess, at: now } : guess))
    .filter((guess) => now - guess.at < WINDOW_MS);
  return { ...guesses, wrong };
}
