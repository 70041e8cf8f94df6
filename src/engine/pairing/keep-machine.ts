// Pairing for good. A device pins the other only when its own person chose Pair; they are paired when both did, and
// each can forget the other alone (which ends the connection: see session/links.ts). It runs on every connection of two devices that have proven themselves to each other,
// beside whatever else they do there, and only then.
import { assertNever } from '../../base/assert-never.ts';
import type { PairMessage } from '../wire/pair-messages.ts';
import { type CommonEffect, type CommonEvent, type Step, send } from './machine.ts';

export type Keep = Extract<PairMessage, { readonly kind: 'keep' }>;

interface Heard {
  /** On this connection: each side says it once. */
  readonly isHeard: boolean;
}

export type KeepState =
  | (Heard & { readonly name: 'strangers' })
  /** Our person chose Pair: the other device is pinned here. */
  | (Heard & { readonly name: 'keptHere' })
  /** The other person did. */
  | (Heard & { readonly name: 'keptThere' })
  | (Heard & { readonly name: 'paired' })
  | { readonly name: 'ended'; readonly end: 'closed' | 'violation' };

export type KeepEvent =
  | CommonEvent
  /** Our person chose Pair; what to say with it. */
  | { readonly type: 'kept'; readonly keep: Keep }
  /** Our person chose not to. */
  | { readonly type: 'declined' }
  /** Answers to `checkKeep`. */
  | { readonly type: 'keepRight'; readonly keep: Keep }
  | { readonly type: 'keepWrong' };

export type KeepEffect =
  | CommonEffect
  | { readonly type: 'pin' }
  /** Is the signature that of the signing key, over it and the key of this channel? */
  | { readonly type: 'checkKeep'; readonly keep: Keep }
  /** The keys that came with it, for the row of this device. */
  | { readonly type: 'learnKeys'; readonly keep: Keep }
  /** Both did. */
  | { readonly type: 'tellPaired' }
  /** The other person forgot us; whether we stay pinned here is for our own to say. */
  | { readonly type: 'tellForgotten' }
  /** The other person chose not to pair. */
  | { readonly type: 'tellDeclined' };

export type KeepStep = Step<KeepState, KeepEffect>;

/**
 * Begins as the record of the other device says: whether it is pinned here, and whether it said that we are there. Where
 * it is pinned, `keep` goes out at once: the connection may have died before the last one arrived, and the announce key
 * may have been renewed since.
 */
export const startKeep = (keep: Keep | null, isKeptThere: boolean): KeepStep => [
  { name: nameOf(keep !== null, isKeptThere), isHeard: false },
  keep === null ? [] : [send(keep)],
];

export function stepKeep(state: KeepState, event: KeepEvent): KeepStep {
  if (state.name === 'ended') return [state, []];
  const isKeptHere = state.name === 'keptHere' || state.name === 'paired';
  const isKeptThere = state.name === 'keptThere' || state.name === 'paired';
  const { isHeard } = state;
  switch (event.type) {
    // The connection is over; what was chosen stays.
    case 'deviceClosed':
    case 'timedOut':
    case 'canceled':
      return [{ name: 'ended', end: 'closed' }, []];
    case 'malformed':
    case 'keepWrong':
      return violation();
    case 'kept':
      // A second click, or paired anew: the other side has it from us already. See `Keeping.keep`.
      if (isKeptHere) return [state, []];
      return [
        { name: nameOf(true, isKeptThere), isHeard },
        [{ type: 'pin' }, send(event.keep), ...(isKeptThere ? [{ type: 'tellPaired' } as const] : [])],
      ];
    case 'declined':
      return [state, isKeptHere ? [] : [send({ kind: 'forget' })]];
    case 'keepRight':
      if (!isHeard) return violation();
      return [
        { name: nameOf(isKeptHere, true), isHeard },
        [
          { type: 'learnKeys', keep: event.keep },
          ...(isKeptHere && !isKeptThere ? [{ type: 'tellPaired' } as const] : []),
        ],
      ];
    case 'received':
      switch (event.message.kind) {
        case 'keep':
          // Once each: a device that says it again and again would have us write it down again and again.
          if (isHeard) return violation();
          return [{ ...state, isHeard: true }, [{ type: 'checkKeep', keep: event.message }]];
        case 'forget':
          return [
            { name: nameOf(isKeptHere, false), isHeard },
            [{ type: isKeptThere ? 'tellForgotten' : 'tellDeclined' }],
          ];
        default:
          return violation();
      }
    default:
      return assertNever(event);
  }
}

const violation = (): KeepStep => [{ name: 'ended', end: 'violation' }, []];

function nameOf(isKeptHere: boolean, isKeptThere: boolean): 'strangers' | 'keptHere' | 'keptThere' | 'paired' {
  if (isKeptHere) return isKeptThere ? 'paired' : 'keptHere';
  return isKeptThere ? 'keptThere' : 'strangers';
}
