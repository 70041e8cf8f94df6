// The side that shows the code. It lets the other prove itself first, and has every guess counted before it looks.
import { assertNever } from '../../base/assert-never.ts';
import type { ClosedReason, PairMessage } from '../wire/pair-messages.ts';
import {
  type CommonEffect,
  type CommonEvent,
  closing,
  commonStep,
  type Ended,
  ended,
  PERSON_MS,
  STEP_MS,
  type Step,
  send,
  TYPED_TRIES,
  violation,
  wait,
} from './machine.ts';

type Form = 'code' | 'qr';

export type DisplayerState =
  /** The other device wants to type; our person hasn't opened the sheet. */
  | { readonly name: 'askedToShow'; readonly form: Form }
  | { readonly name: 'waitingForShare'; readonly form: Form; readonly attempt: number }
  | { readonly name: 'askingForAttempt'; readonly form: Form; readonly attempt: number }
  | { readonly name: 'waitingForProof'; readonly form: Form; readonly attempt: number }
  | { readonly name: 'checkingProof'; readonly form: Form; readonly attempt: number }
  | Ended;

export type DisplayerEvent =
  | CommonEvent
  /** The sheet is open. */
  | { readonly type: 'shown' }
  /** The person wants none of it. */
  | { readonly type: 'declined' }
  /** Answers to `askForAttempt`. */
  | { readonly type: 'attemptBegun'; readonly share: Uint8Array }
  | { readonly type: 'attemptRefused'; readonly reason: ClosedReason }
  | { readonly type: 'shareInvalid' }
  /** Answers to `checkProof`; the code may have gone meanwhile. */
  | { readonly type: 'proofRight'; readonly tag: Uint8Array }
  | { readonly type: 'proofWrong'; readonly triesLeft: number }
  | { readonly type: 'proofRefused'; readonly reason: ClosedReason };

/** What the runner does for it. */
export type DisplayerAction =
  /** Take the one place there is for an attempt, and make our share. */
  | { readonly type: 'askForAttempt'; readonly form: Form; readonly attempt: number; readonly share: Uint8Array }
  /** Charge the guess, then look. */
  | { readonly type: 'checkProof'; readonly tag: Uint8Array }
  /** Give the place back, with no proof looked at. */
  | { readonly type: 'releaseAttempt' };

export type DisplayerEffect = CommonEffect | DisplayerAction;

export type DisplayerStep = Step<DisplayerState, DisplayerEffect>;

/** Begins with the typer's PAIR_START, which says the form. */
export const startDisplayer = (form: Form): DisplayerStep => [{ name: 'askedToShow', form }, [wait(PERSON_MS)]];

export function stepDisplayer(state: DisplayerState, event: DisplayerEvent): DisplayerStep {
  const [next, effects] = act(state, event);
  const isLeft = next.name === 'ended' && (state.name === 'askingForAttempt' || state.name === 'waitingForProof');
  return isLeft ? [next, [{ type: 'releaseAttempt' }, ...effects]] : [next, effects];
}

function act(state: DisplayerState, event: DisplayerEvent): DisplayerStep {
  if (state.name === 'ended') return [state, []];
  const common = commonStep(event);
  if (common !== null) return common;
  switch (state.name) {
    case 'askedToShow':
      if (event.type === 'declined') {
        return ended({ kind: 'refusedHere', reason: 'declined' }, closing('declined'));
      }
      if (event.type !== 'shown') return violation();
      return [
        { name: 'waitingForShare', form: state.form, attempt: 1 },
        [send({ kind: 'start', role: 'displayer', form: state.form }), wait(PERSON_MS)],
      ];
    case 'waitingForShare':
      if (event.type !== 'received') return violation();
      if (readsInstead(state.form, event.message)) {
        return [{ ...state, form: 'qr' }, [send({ kind: 'start', role: 'displayer', form: 'qr' }), wait(PERSON_MS)]];
      }
      if (event.message.kind !== 'share') return violation();
      return [
        { ...state, name: 'askingForAttempt' },
        [{ type: 'askForAttempt', form: state.form, attempt: state.attempt, share: event.message.point }],
      ];
    case 'askingForAttempt':
      if (event.type === 'attemptRefused') return refused(event.reason);
      if (event.type !== 'attemptBegun') return violation();
      // A device answers at once; whoever lets us wait holds the place for nobody else's sake.
      return [{ ...state, name: 'waitingForProof' }, [send({ kind: 'share', point: event.share }), wait(STEP_MS)]];
    case 'waitingForProof':
      if (event.type !== 'received' || event.message.kind !== 'confirm') return violation();
      return [{ ...state, name: 'checkingProof' }, [{ type: 'checkProof', tag: event.message.tag }]];
    case 'checkingProof':
      switch (event.type) {
        case 'proofRight':
          return ended({ kind: 'proven' }, send({ kind: 'confirm', tag: event.tag }));
        case 'proofRefused':
          return refused(event.reason);
        case 'proofWrong':
          return wrong(state.form, state.attempt, event.triesLeft);
        default:
          return violation();
      }
    default:
      return assertNever(state);
  }
}

/** Its person has a picture of our QR after all, and needn't type. */
const readsInstead = (form: Form, message: PairMessage): boolean =>
  form === 'code' && message.kind === 'start' && message.role === 'typer' && message.form === 'qr';

const refused = (reason: ClosedReason): DisplayerStep => ended({ kind: 'refusedHere', reason }, closing(reason));

function wrong(form: Form, attempt: number, triesLeft: number): DisplayerStep {
  // Nobody mistypes a QR, and nobody types more often than that on one connection.
  if (form === 'qr' || triesLeft === 0 || attempt >= TYPED_TRIES) {
    return ended({ kind: 'wrong' }, send({ kind: 'wrong', triesLeft: 0 }));
  }
  return [
    { name: 'waitingForShare', form, attempt: attempt + 1 },
    [send({ kind: 'wrong', triesLeft }), wait(PERSON_MS)],
  ];
}
