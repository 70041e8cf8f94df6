// The side that types the code. Its tag gives one guess away to whoever is there, so it counts what it sends, and tries
// again only when its person typed again.
import { assertNever } from '../../base/assert-never.ts';
import {
  type CommonEffect,
  type CommonEvent,
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

/** `spent`: guesses given away so far, on connections before this one too. */
interface Tries {
  readonly form: Form;
  readonly attempt: number;
  readonly spent: number;
}

export type TyperState =
  | (Tries & { readonly name: 'waitingForDisplayer'; readonly isTyped: boolean })
  | (Tries & { readonly name: 'waitingForCode' })
  | (Tries & { readonly name: 'waitingForShare' })
  | (Tries & { readonly name: 'waitingForConfirmation' })
  | (Tries & { readonly name: 'checkingConfirmation' })
  | Ended;

export type TyperEvent =
  | CommonEvent
  /** The person typed a code, or the QR was read that this began with. */
  | { readonly type: 'typed' }
  /** A QR was read where a code was to be typed. */
  | { readonly type: 'read' }
  /** Answers `prove`, where there is nothing to prove it with. */
  | { readonly type: 'shareInvalid' }
  /** Answers to `checkConfirmation`. */
  | { readonly type: 'confirmationRight' }
  | { readonly type: 'confirmationWrong' };

/** What the runner does for it. */
export type TyperAction =
  /** The other device shows its code: the person's turn. Null before the first try. */
  | { readonly type: 'askForCode'; readonly triesLeft: number | null }
  /** Make a share from what was typed and send it. */
  | { readonly type: 'sendShare'; readonly form: Form; readonly attempt: number }
  /** A guess is about to be given away: written down before it is. */
  | { readonly type: 'countGuess'; readonly spent: number }
  | { readonly type: 'prove'; readonly share: Uint8Array }
  | { readonly type: 'checkConfirmation'; readonly tag: Uint8Array };

export type TyperEffect = CommonEffect | TyperAction;

export type TyperStep = Step<TyperState, TyperEffect>;

export function startTyper(form: Form, spent: number): TyperStep {
  if (spent >= TYPED_TRIES) return ended({ kind: 'wrong' });
  return [
    { name: 'waitingForDisplayer', form, attempt: 1, spent, isTyped: false },
    [send({ kind: 'start', role: 'typer', form }), wait(PERSON_MS)],
  ];
}

export function stepTyper(state: TyperState, event: TyperEvent): TyperStep {
  if (state.name === 'ended') return [state, []];
  const common = commonStep(event);
  if (common !== null) return common;
  const { form, attempt, spent } = state;
  const tries = { form, attempt, spent };
  switch (state.name) {
    case 'waitingForDisplayer':
      if (event.type === 'typed') return [{ ...state, isTyped: true }, []];
      if (event.type !== 'received') return violation();
      if (event.message.kind !== 'start' || event.message.role !== 'displayer' || event.message.form !== form) {
        return violation();
      }
      if (state.isTyped) return share(tries);
      return [{ ...tries, name: 'waitingForCode' }, [{ type: 'askForCode', triesLeft: null }, wait(PERSON_MS)]];
    case 'waitingForCode':
      if (event.type === 'read' && form === 'code') {
        return [
          { ...tries, form: 'qr', name: 'waitingForDisplayer', isTyped: true },
          [send({ kind: 'start', role: 'typer', form: 'qr' }), wait(STEP_MS)],
        ];
      }
      return event.type === 'typed' ? share(tries) : violation();
    case 'waitingForShare':
      if (event.type !== 'received' || event.message.kind !== 'share') return violation();
      return [
        { form, attempt, spent: spent + 1, name: 'waitingForConfirmation' },
        [{ type: 'countGuess', spent: spent + 1 }, { type: 'prove', share: event.message.point }, wait(STEP_MS)],
      ];
    case 'waitingForConfirmation':
      if (event.type !== 'received') return violation();
      if (event.message.kind === 'wrong') return wrong(tries, event.message.triesLeft);
      if (event.message.kind !== 'confirm') return violation();
      return [{ ...tries, name: 'checkingConfirmation' }, [{ type: 'checkConfirmation', tag: event.message.tag }]];
    case 'checkingConfirmation':
      // A device that took our proof and can't give its own is none of ours.
      return event.type === 'confirmationRight' ? ended({ kind: 'proven' }) : violation();
    default:
      return assertNever(state);
  }
}

const share = (tries: Tries): TyperStep => [
  { ...tries, name: 'waitingForShare' },
  [{ type: 'sendShare', form: tries.form, attempt: tries.attempt }, wait(STEP_MS)],
];

function wrong({ form, attempt, spent }: Tries, triesLeftThere: number): TyperStep {
  // What the other device says can only lower our own count.
  const triesLeft = form === 'qr' ? 0 : Math.min(triesLeftThere, TYPED_TRIES - spent);
  if (triesLeft <= 0) return ended({ kind: 'wrong' });
  return [
    { name: 'waitingForCode', form, spent, attempt: attempt + 1 },
    [{ type: 'askForCode', triesLeft }, wait(PERSON_MS)],
  ];
}
