// One transfer as its sender sees it: what is due, and what each thing that can happen means. It outlives connections:
// `away` has none. The content itself is not here; `startContent` and `stopContent` say when it flows.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { HoldReason, TransferMessage, Verdict } from '../wire/transfer-messages.ts';

/** How long the other device may take for what it answers by itself. */
export const ANSWER_MS = 30_000;

export type SendEnd =
  | { readonly kind: 'done'; readonly skipped: number; readonly alreadyThere: number; readonly notWanted: number }
  | { readonly kind: 'declined' }
  /** The other device can't take it at all. */
  | { readonly kind: 'refused'; readonly verdict: Exclude<Verdict, 'accepted' | 'declined'>; readonly needed: Numbers }
  | { readonly kind: 'canceledThere' | 'canceledHere' }
  /** Something here made it impossible; what, says the error. */
  | { readonly kind: 'failed'; readonly error: ErrorInfo };

export interface Numbers {
  readonly neededBytes: number;
  readonly freeBytes: number;
}

export type SendState =
  | { readonly name: 'away' }
  /** The offer was made; the other device wants the list, or knows it and answers. */
  | { readonly name: 'offered' }
  /** The list was sent; its person is asked. */
  | { readonly name: 'waitingForAnswer' }
  | { readonly name: 'sending'; readonly round: number }
  /** All of this round was sent; the other device makes it safe. */
  | { readonly name: 'sent'; readonly round: number }
  /** Something is in the way there; it says when it isn't any more. */
  | { readonly name: 'held'; readonly reason: HoldReason; readonly numbers: Numbers; readonly round: number }
  | { readonly name: 'ended'; readonly end: SendEnd };

export type SendEvent =
  | { readonly type: 'linked' }
  | { readonly type: 'lost' }
  | { readonly type: 'received'; readonly message: TransferMessage }
  | { readonly type: 'malformed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'allSent'; readonly round: number; readonly records: number }
  | { readonly type: 'userCanceled' }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

export type SendEffect =
  | { readonly type: 'offer' }
  | { readonly type: 'sendList' }
  | { readonly type: 'begin'; readonly round: number }
  | { readonly type: 'startContent'; readonly round: number }
  | { readonly type: 'stopContent' }
  | { readonly type: 'end'; readonly round: number; readonly records: number }
  | { readonly type: 'hearHave'; readonly message: Message<'have'> }
  | { readonly type: 'hearAck'; readonly message: Message<'ack'> }
  | { readonly type: 'cancelThere' }
  /** One deadline at a time; null ends it. */
  | { readonly type: 'wait'; readonly ms: number | null }
  /** The other device did what no Ferry does. */
  | { readonly type: 'violation' }
  /** The connection is of no use. */
  | { readonly type: 'drop' };

export type Message<K extends TransferMessage['kind']> = Extract<TransferMessage, { kind: K }>;
type Step = readonly [SendState, readonly SendEffect[]];

export const startSend = (): SendState => ({ name: 'away' });

const NO_WAIT: SendEffect = { type: 'wait', ms: null };
const STOP: SendEffect = { type: 'stopContent' };

export function stepSend(state: SendState, event: SendEvent): Step {
  // What has ended stays so, whatever crosses with it.
  if (state.name === 'ended') return [state, []];
  switch (event.type) {
    case 'linked':
      return offer();
    case 'lost':
      return [{ name: 'away' }, [STOP, NO_WAIT]];
    case 'timedOut':
      return [{ name: 'away' }, [STOP, NO_WAIT, { type: 'drop' }]];
    case 'userCanceled':
      return ended({ kind: 'canceledHere' }, ...(state.name === 'away' ? [] : [{ type: 'cancelThere' } as const]));
    case 'failed':
      return ended(
        { kind: 'failed', error: event.error },
        ...(state.name === 'away' ? [] : [{ type: 'cancelThere' } as const]),
      );
    case 'malformed':
      return violation();
    case 'allSent':
      if (state.name !== 'sending' || state.round !== event.round) return [state, []];
      return [{ name: 'sent', round: state.round }, [{ type: 'end', round: state.round, records: event.records }]];
    case 'received':
      return state.name === 'away' ? [state, []] : received(state, event.message);
  }
}

function received(state: Exclude<SendState, { name: 'ended' | 'away' }>, message: TransferMessage): Step {
  switch (message.kind) {
    case 'list':
      // Said to an offer that was stopped here meanwhile, and made again: the list went out after the later one.
      if (state.name === 'waitingForAnswer') return [state, []];
      if (state.name !== 'offered') return violation();
      return [{ name: 'waitingForAnswer' }, [NO_WAIT, { type: 'sendList' }]];
    case 'answer':
      return answered(state, message);
    case 'have':
    case 'ack':
      // Of what was stopped here meanwhile, and is offered again.
      if (state.name === 'offered') return [state, []];
      if (state.name !== 'sending' && state.name !== 'sent') return violation();
      return [state, [message.kind === 'have' ? { type: 'hearHave', message } : { type: 'hearAck', message }]];
    case 'hold':
      // In whatever state: its person may stop it there, and what is in the way may change.
      return [
        {
          name: 'held',
          reason: message.reason,
          numbers: { neededBytes: message.neededBytes, freeBytes: message.freeBytes },
          round: 'round' in state ? state.round : 0,
        },
        [STOP, NO_WAIT],
      ];
    case 'result':
      // Also before all is sent: it had all of it, and was still writing that down when the connection was lost.
      if (state.name === 'waitingForAnswer') return violation();
      return ended({
        kind: 'done',
        skipped: message.skipped,
        alreadyThere: message.alreadyThere,
        notWanted: message.notWanted ?? 0,
      });
    case 'cancel':
    case 'gone':
      return ended({ kind: 'canceledThere' });
    case 'ask':
      // Its person has let it go on; otherwise it asks for what this connection has offered already.
      return state.name === 'held' ? offer() : [state, []];
    case 'offer':
    case 'entries':
    case 'begin':
    case 'end':
    case 'thumb':
      return violation();
  }
}

function answered(state: Exclude<SendState, { name: 'ended' | 'away' }>, message: Message<'answer'>): Step {
  switch (message.verdict) {
    case 'accepted': {
      // A later round is asked for when something that was in the way has gone, or a file came damaged.
      const before = 'round' in state ? state.round : 0;
      if (message.round <= before) return violation();
      const { round } = message;
      return [{ name: 'sending', round }, [STOP, NO_WAIT, { type: 'begin', round }, { type: 'startContent', round }]];
    }
    case 'declined':
      return state.name === 'offered' || state.name === 'waitingForAnswer' ? ended({ kind: 'declined' }) : violation();
    default:
      if (state.name !== 'offered' && state.name !== 'waitingForAnswer') return violation();
      return ended({
        kind: 'refused',
        verdict: message.verdict,
        needed: { neededBytes: message.neededBytes, freeBytes: message.freeBytes },
      });
  }
}

const offer = (): Step => [{ name: 'offered' }, [STOP, { type: 'offer' }, { type: 'wait', ms: ANSWER_MS }]];

const ended = (end: SendEnd, ...effects: readonly SendEffect[]): Step => [
  { name: 'ended', end },
  [STOP, NO_WAIT, ...effects],
];

/** The one way for everything that isn't due. The transfer itself is not given up for it: another connection may do better. */
const violation = (): Step => [{ name: 'away' }, [STOP, NO_WAIT, { type: 'violation' }]];
