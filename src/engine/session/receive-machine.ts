// One transfer as its receiver sees it. Nothing of it is on the disk before `accepted`; after that it outlives
// connections, and once it has its place programs, too: `away` has no connection, or none on which it goes on.
import type { HoldReason, TransferMessage } from '../wire/transfer-messages.ts';
import { ANSWER_MS, type Numbers } from './send-machine.ts';

export type ReceiveEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'canceledThere' | 'canceledHere' }
  /** The other device doesn't have it any more. */
  | { readonly kind: 'gone' }
  /** An offer that was never accepted, and whose device has gone. */
  | { readonly kind: 'withdrawn' };

export type Refusal =
  | { readonly verdict: 'diskFull'; readonly numbers: Numbers }
  | { readonly verdict: 'notReceiving' | 'notUnderstood' | 'folderTrouble' };

export interface Trouble {
  readonly reason: HoldReason;
  readonly numbers: Numbers;
}

export type ReceiveState =
  /** An offer was made, and the list is on its way. */
  | { readonly name: 'listing' }
  /** Our person is asked. */
  | { readonly name: 'asking' }
  /** They have said yes, and a place for it is made. `isAway`: it goes on when it is offered again. */
  | { readonly name: 'beginning'; readonly isAway: boolean }
  /**
   * Accepted, and connected. Content counts from `begin` of this round on; what was under way of the round before is
   * passed over, and before the first there is none.
   */
  | { readonly name: 'receiving'; readonly round: number; readonly isBegun: boolean }
  /** The sender has sent all of this round; what has come, or comes yet by a lane, is made safe. */
  | { readonly name: 'finishing'; readonly round: number }
  /** Something is in the way here. */
  | { readonly name: 'held'; readonly round: number; readonly trouble: Trouble }
  /** `round`: the last of the connection, where there is one still: on one connection rounds never fall. */
  | { readonly name: 'away'; readonly round: number }
  | { readonly name: 'ended'; readonly end: ReceiveEnd };

export type ReceiveEvent =
  /** The sender offers what was accepted before. */
  | { readonly type: 'offeredAgain' }
  | { readonly type: 'received'; readonly message: TransferMessage }
  | { readonly type: 'malformed' }
  | { readonly type: 'listWhole' }
  /** It can't be taken: no room, not a list. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'accepted' }
  /** What was accepted has a place. */
  | { readonly type: 'placed' }
  /** `why`, where it was to be taken, and can't be: its sender hears that. */
  | { readonly type: 'declined'; readonly why: Refusal | null }
  /** By a lane it may overtake what is said on the connection. */
  | { readonly type: 'content'; readonly round: number; readonly isByLane: boolean }
  | { readonly type: 'troubled'; readonly trouble: Trouble }
  | { readonly type: 'mended' }
  /** Everything that came in this round has its end, and is safe. */
  | { readonly type: 'settled'; readonly isWhole: boolean }
  | { readonly type: 'lost' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'userCanceled' };

export type ReceiveEffect =
  | { readonly type: 'askForList' }
  | { readonly type: 'hearEntries'; readonly message: Extract<TransferMessage, { kind: 'entries' }> }
  | { readonly type: 'hearThumb'; readonly message: Extract<TransferMessage, { kind: 'thumb' }> }
  | { readonly type: 'askPerson' }
  | { readonly type: 'refuse'; readonly refusal: Refusal }
  | { readonly type: 'decline' }
  /** Makes a place for it, and answers by `placed`, or by `refused` where there can be none. */
  | { readonly type: 'makePlace' }
  /** Answers `accepted` and says what is here already. */
  | { readonly type: 'startRound'; readonly round: number }
  | { readonly type: 'stopRound' }
  | { readonly type: 'takeContent' }
  /** Once that many records have come and are safe, answers by `settled`. */
  | { readonly type: 'settle'; readonly round: number; readonly records: number }
  | { readonly type: 'hold'; readonly trouble: Trouble }
  | { readonly type: 'sayResult' }
  | { readonly type: 'cancelThere' }
  | { readonly type: 'wait'; readonly ms: number | null }
  | { readonly type: 'violation' }
  | { readonly type: 'drop' };

type Step = readonly [ReceiveState, readonly ReceiveEffect[]];
type Open = Exclude<ReceiveState, { name: 'ended' }>;

const NO_WAIT: ReceiveEffect = { type: 'wait', ms: null };
const WAIT: ReceiveEffect = { type: 'wait', ms: ANSWER_MS };
const STOP: ReceiveEffect = { type: 'stopRound' };

/** An offer that is new. */
export const startReceive = (): Step => [{ name: 'listing' }, [{ type: 'askForList' }, WAIT]];

/** One that was accepted before, by a former program; or by this one, which has stopped it after its `round`. */
export const resumeReceive = (round = 0): ReceiveState => ({ name: 'away', round });

export function stepReceive(state: ReceiveState, event: ReceiveEvent): Step {
  if (state.name === 'ended') return [state, []];
  switch (event.type) {
    case 'lost':
      return isAccepted(state) ? away(state) : ended({ kind: 'withdrawn' });
    case 'timedOut':
      return isAccepted(state) ? away(state, 0, { type: 'drop' }) : ended({ kind: 'withdrawn' }, { type: 'drop' });
    case 'malformed':
      return violation(state);
    case 'userCanceled':
      return ended({ kind: 'canceledHere' }, ...(isAway(state) ? [] : [{ type: 'cancelThere' } as const]));
    case 'offeredAgain':
      // It is answered once it has a place.
      if (state.name === 'beginning') return [{ name: 'beginning', isAway: false }, [NO_WAIT]];
      // In whatever it was before. What was said of an earlier round is still on its way, if the connection is the same.
      return isAccepted(state) ? startRound(roundOf(state) + 1) : violation(state);
    case 'received':
      return received(state, event.message);
    case 'listWhole':
      return state.name === 'listing' ? [{ name: 'asking' }, [NO_WAIT, { type: 'askPerson' }]] : [state, []];
    case 'refused':
      if (isAccepted(state) && state.name !== 'beginning') return [state, []];
      return ended(
        { kind: 'refused', refusal: event.refusal },
        ...(isAway(state) ? [] : [{ type: 'refuse', refusal: event.refusal } as const]),
      );
    case 'accepted':
      return state.name === 'asking' ? [{ name: 'beginning', isAway: false }, [{ type: 'makePlace' }]] : [state, []];
    case 'placed':
      if (state.name !== 'beginning') return [state, []];
      return state.isAway ? [resumeReceive(), []] : startRound(1);
    case 'declined':
      if (isAccepted(state)) return [state, []];
      return ended(
        { kind: 'declined' },
        event.why === null ? { type: 'decline' } : { type: 'refuse', refusal: event.why },
      );
    case 'content':
      return content(state, event);
    case 'troubled':
      if (state.name !== 'receiving' && state.name !== 'finishing') return [state, []];
      return [
        { name: 'held', round: state.round, trouble: event.trouble },
        [STOP, { type: 'hold', trouble: event.trouble }],
      ];
    case 'mended':
      return state.name === 'held' ? startRound(state.round + 1) : [state, []];
    case 'settled':
      // Written down by now, whatever came between.
      if (event.isWhole && isAccepted(state)) return ended({ kind: 'done' }, { type: 'sayResult' });
      // A file came otherwise than it was sent: it is asked for once more, with everything else that is missing.
      return state.name === 'finishing' ? startRound(state.round + 1) : [state, []];
  }
}

function received(state: Open, message: TransferMessage): Step {
  switch (message.kind) {
    case 'entries':
      // Its sender's person has stopped it and let it go on, and the list was asked for before that.
      if (isAccepted(state)) return [state, []];
      // A long list may take its time, as long as it comes.
      return state.name === 'listing' ? [state, [WAIT, { type: 'hearEntries', message }]] : violation(state);
    case 'thumb':
      // The answer may have crossed with it.
      return isAccepted(state) ? [state, []] : [state, [{ type: 'hearThumb', message }]];
    case 'begin':
      if (state.name === 'held') return [state, []];
      if (state.name !== 'receiving' || state.isBegun || state.round < message.round) return violation(state);
      return [{ ...state, isBegun: state.round === message.round }, []];
    case 'end':
      // Of a round that this side has ended by itself.
      if (state.name === 'held' || (state.name === 'receiving' && message.round < state.round)) return [state, []];
      if (state.name !== 'receiving' || !state.isBegun || message.round !== state.round) return violation(state);
      return [
        { name: 'finishing', round: state.round },
        [{ type: 'settle', round: state.round, records: message.records }],
      ];
    case 'hold':
      // Its person has stopped it, and will offer it again.
      return isAccepted(state) ? away(state, roundOf(state)) : ended({ kind: 'withdrawn' });
    case 'cancel':
      return ended({ kind: 'canceledThere' });
    case 'gone':
      return ended({ kind: 'gone' });
    default:
      return violation(state);
  }
}

function content(state: Open, { round, isByLane }: Extract<ReceiveEvent, { type: 'content' }>): Step {
  const isDue = state.name === 'finishing' || (state.name === 'receiving' && (state.isBegun || isByLane));
  if (isDue && round === state.round) return [state, [{ type: 'takeContent' }]];
  // Of a round that has ended here, or that its sender's person has stopped: a lane brings that late.
  const isOver = state.name === 'held' || (state.name === 'away' && isByLane);
  const isStale = isAccepted(state) && (round < roundOf(state) || (isOver && round === roundOf(state)));
  return isStale ? [state, []] : violation(state);
}

export const roundOf = (state: ReceiveState): number => ('round' in state ? state.round : 0);

const isAccepted = ({ name }: Open): boolean => name !== 'listing' && name !== 'asking';

/** Nobody would hear what is said. */
const isAway = (state: Open): boolean => state.name === 'away' || (state.name === 'beginning' && state.isAway);

/** What was accepted is kept, though its place isn't made yet. */
const away = (state: Open, round = 0, ...effects: readonly ReceiveEffect[]): Step => [
  state.name === 'beginning' ? { name: 'beginning', isAway: true } : resumeReceive(round),
  [STOP, NO_WAIT, ...effects],
];

const startRound = (round: number): Step => [
  { name: 'receiving', round, isBegun: false },
  [STOP, NO_WAIT, { type: 'startRound', round }],
];

const ended = (end: ReceiveEnd, ...effects: readonly ReceiveEffect[]): Step => [
  { name: 'ended', end },
  [STOP, NO_WAIT, ...effects],
];

/** The one way for everything that isn't due. What was accepted is kept: another connection may do better. */
const violation = (state: Open): Step =>
  state.name === 'listing' || state.name === 'asking'
    ? ended({ kind: 'withdrawn' }, { type: 'violation' })
    : away(state, 0, { type: 'violation' });
