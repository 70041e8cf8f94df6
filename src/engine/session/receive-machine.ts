// One transfer as its receiver sees it. Nothing of it is on the disk before `accepted`; after that it outlives
// connections and programs: `away` has no connection.
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
  /**
   * Accepted, and connected. Content counts from `begin` of this round on; what was under way of the round before is
   * passed over, and before the first there is none.
   */
  | { readonly name: 'receiving'; readonly round: number; readonly isBegun: boolean }
  /** The sender has sent all of this round; what has come is made safe. */
  | { readonly name: 'finishing'; readonly round: number }
  /** Something is in the way here. */
  | { readonly name: 'held'; readonly round: number; readonly trouble: Trouble }
  | { readonly name: 'away' }
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
  | { readonly type: 'declined' }
  | { readonly type: 'content' }
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
  | { readonly type: 'askPerson' }
  | { readonly type: 'refuse'; readonly refusal: Refusal }
  | { readonly type: 'decline' }
  /** Answers `accepted` and says what is here already. */
  | { readonly type: 'startRound'; readonly round: number }
  | { readonly type: 'stopRound' }
  | { readonly type: 'takeContent' }
  /** Once everything that came before it is safe, answers by `settled`. */
  | { readonly type: 'settle'; readonly round: number }
  | { readonly type: 'hold'; readonly trouble: Trouble }
  | { readonly type: 'sayResult' }
  | { readonly type: 'cancelThere' }
  | { readonly type: 'wait'; readonly ms: number | null }
  | { readonly type: 'violation' }
  | { readonly type: 'drop' };

type Step = readonly [ReceiveState, readonly ReceiveEffect[]];
type Open = Exclude<ReceiveState, { name: 'ended' }>;

const NO_WAIT: ReceiveEffect = { type: 'wait', ms: null };
const STOP: ReceiveEffect = { type: 'stopRound' };

/** An offer that is new. */
export const startReceive = (): Step => [
  { name: 'listing' },
  [{ type: 'askForList' }, { type: 'wait', ms: ANSWER_MS }],
];

/** One that was accepted before, by this program or a former one. */
export const resumeReceive = (): ReceiveState => ({ name: 'away' });

export function stepReceive(state: ReceiveState, event: ReceiveEvent): Step {
  if (state.name === 'ended') return [state, []];
  switch (event.type) {
    case 'lost':
      return isAccepted(state) ? [{ name: 'away' }, [STOP, NO_WAIT]] : ended({ kind: 'withdrawn' });
    case 'timedOut':
      return isAccepted(state)
        ? [{ name: 'away' }, [STOP, NO_WAIT, { type: 'drop' }]]
        : ended({ kind: 'withdrawn' }, { type: 'drop' });
    case 'malformed':
      return violation(state);
    case 'userCanceled':
      return ended({ kind: 'canceledHere' }, ...(state.name === 'away' ? [] : [{ type: 'cancelThere' } as const]));
    case 'offeredAgain':
      // In whatever it was on the connection before: this one begins anew.
      return isAccepted(state) ? startRound(1) : violation(state);
    case 'received':
      return received(state, event.message);
    case 'listWhole':
      return state.name === 'listing' ? [{ name: 'asking' }, [NO_WAIT, { type: 'askPerson' }]] : [state, []];
    case 'refused':
      if (isAccepted(state)) return [state, []];
      return ended({ kind: 'refused', refusal: event.refusal }, { type: 'refuse', refusal: event.refusal });
    case 'accepted':
      return state.name === 'asking' ? startRound(1) : [state, []];
    case 'declined':
      return isAccepted(state) ? [state, []] : ended({ kind: 'declined' }, { type: 'decline' });
    case 'content':
      return content(state);
    case 'troubled':
      if (state.name !== 'receiving' && state.name !== 'finishing') return [state, []];
      return [
        { name: 'held', round: state.round, trouble: event.trouble },
        [STOP, { type: 'hold', trouble: event.trouble }],
      ];
    case 'mended':
      return state.name === 'held' ? startRound(state.round + 1) : [state, []];
    case 'settled':
      if (state.name !== 'finishing') return [state, []];
      // A file came otherwise than it was sent: it is asked for once more, with everything else that is missing.
      return event.isWhole ? ended({ kind: 'done' }, { type: 'sayResult' }) : startRound(state.round + 1);
  }
}

function received(state: Open, message: TransferMessage): Step {
  switch (message.kind) {
    case 'entries':
      return state.name === 'listing' ? [state, [{ type: 'hearEntries', message }]] : violation(state);
    case 'begin':
      if (state.name === 'held') return [state, []];
      if (state.name !== 'receiving' || state.isBegun || state.round < message.round) return violation(state);
      return [{ ...state, isBegun: state.round === message.round }, []];
    case 'end':
      // Of a round that this side has ended by itself.
      if (state.name === 'held' || (state.name === 'receiving' && message.round < state.round)) return [state, []];
      if (state.name !== 'receiving' || !state.isBegun || message.round !== state.round) return violation(state);
      return [{ name: 'finishing', round: state.round }, [{ type: 'settle', round: state.round }]];
    case 'hold':
      // Its person has stopped it, and will offer it again.
      return isAccepted(state) ? [{ name: 'away' }, [STOP, NO_WAIT]] : ended({ kind: 'withdrawn' });
    case 'cancel':
      return ended({ kind: 'canceledThere' });
    case 'gone':
      return state.name === 'away' ? ended({ kind: 'gone' }) : violation(state);
    default:
      return violation(state);
  }
}

function content(state: Open): Step {
  if (state.name === 'receiving' && state.isBegun) return [state, [{ type: 'takeContent' }]];
  const isStale = state.name === 'held' || (state.name === 'receiving' && state.round > 1);
  return isStale ? [state, []] : violation(state);
}

const isAccepted = ({ name }: Open): boolean => name !== 'listing' && name !== 'asking';

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
    : [{ name: 'away' }, [STOP, NO_WAIT, { type: 'violation' }]];
