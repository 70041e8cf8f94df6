// The comparison by eye, for both roles: who asks for it is the typer, who agrees the displayer. It's proven when both
// persons said that the pictures are the same.
import { assertNever } from '../../base/assert-never.ts';
import type { PairRole } from '../wire/pair-messages.ts';
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
  violation,
  wait,
} from './machine.ts';

export type SasState =
  | { readonly name: 'waitingForAgreement' }
  | { readonly name: 'waitingForNonce' }
  | { readonly name: 'askedToCompare' }
  | { readonly name: 'waitingForCommitment' }
  | { readonly name: 'waitingForReveal' }
  | { readonly name: 'checkingReveal' }
  /** The pictures are shown. */
  | { readonly name: 'comparing'; readonly isSameHere: boolean; readonly isSameThere: boolean }
  | { readonly name: 'checkingConfirmation'; readonly isSameHere: boolean }
  | Ended;

export type SasEvent =
  | CommonEvent
  /** The person asked agrees to compare, or doesn't. */
  | { readonly type: 'agreed' }
  | { readonly type: 'declined' }
  /** Answers to `checkReveal`. */
  | { readonly type: 'revealRight' }
  | { readonly type: 'revealWrong' }
  /** The person's verdict. */
  | { readonly type: 'same' }
  | { readonly type: 'different' }
  /** Answers to `checkConfirmation`. */
  | { readonly type: 'confirmationRight' }
  | { readonly type: 'confirmationWrong' };

/** What the runner does for it. */
export type SasAction =
  /** Draw our nonce; send what commits to it. */
  | { readonly type: 'sendCommitment' }
  /** Note theirs, draw ours and send it. */
  | { readonly type: 'sendNonce'; readonly commitment: Uint8Array }
  /** Note theirs; show what ours was. */
  | { readonly type: 'sendReveal'; readonly nonce: Uint8Array }
  | { readonly type: 'checkReveal'; readonly nonce: Uint8Array }
  | { readonly type: 'showPictures' }
  | { readonly type: 'sendConfirmation' }
  | { readonly type: 'checkConfirmation'; readonly tag: Uint8Array };

export type SasEffect = CommonEffect | SasAction;

export type SasStep = Step<SasState, SasEffect>;

/** The displayer begins with the typer's PAIR_START. */
export const startSas = (role: PairRole): SasStep =>
  role === 'typer'
    ? [{ name: 'waitingForAgreement' }, [send({ kind: 'start', role, form: 'sas' }), wait(PERSON_MS)]]
    : [{ name: 'askedToCompare' }, [wait(PERSON_MS)]];

/** Once the other person has said so, nothing more is due from there: what comes next isn't pairing's to read. */
export const isSasReading = (state: SasState): boolean => !(state.name === 'comparing' && state.isSameThere);

export function stepSas(state: SasState, event: SasEvent): SasStep {
  if (state.name === 'ended') return [state, []];
  const common = commonStep(event);
  if (common !== null) return common;
  const message = event.type === 'received' ? event.message : null;
  switch (state.name) {
    case 'waitingForAgreement':
      if (message?.kind !== 'start' || message.role !== 'displayer' || message.form !== 'sas') return violation();
      return [{ name: 'waitingForNonce' }, [{ type: 'sendCommitment' }, wait(STEP_MS)]];
    case 'waitingForNonce':
      if (message?.kind !== 'sasNonce') return violation();
      return comparing({ type: 'sendReveal', nonce: message.nonce });
    case 'askedToCompare':
      if (event.type === 'declined') return ended({ kind: 'refusedHere', reason: 'declined' }, closing('declined'));
      if (event.type !== 'agreed') return violation();
      return [
        { name: 'waitingForCommitment' },
        [send({ kind: 'start', role: 'displayer', form: 'sas' }), wait(STEP_MS)],
      ];
    case 'waitingForCommitment':
      if (message?.kind !== 'sasCommit') return violation();
      return [{ name: 'waitingForReveal' }, [{ type: 'sendNonce', commitment: message.commitment }, wait(STEP_MS)]];
    case 'waitingForReveal':
      if (message?.kind !== 'sasReveal') return violation();
      return [{ name: 'checkingReveal' }, [{ type: 'checkReveal', nonce: message.nonce }]];
    case 'checkingReveal':
      return event.type === 'revealRight' ? comparing() : violation();
    case 'comparing':
      if (event.type === 'different') return ended({ kind: 'different' }, closing('different'));
      if (event.type === 'same' && !state.isSameHere) {
        return settled({ ...state, isSameHere: true }, { type: 'sendConfirmation' });
      }
      if (message?.kind !== 'confirm' || state.isSameThere) return violation();
      return [
        { name: 'checkingConfirmation', isSameHere: state.isSameHere },
        [{ type: 'checkConfirmation', tag: message.tag }],
      ];
    case 'checkingConfirmation':
      if (event.type !== 'confirmationRight') return violation();
      return settled({ name: 'comparing', isSameHere: state.isSameHere, isSameThere: true });
    default:
      return assertNever(state);
  }
}

const comparing = (...effects: readonly SasEffect[]): SasStep => [
  { name: 'comparing', isSameHere: false, isSameThere: false },
  [...effects, { type: 'showPictures' }, wait(PERSON_MS)],
];

const settled = (state: SasState & { readonly name: 'comparing' }, ...effects: readonly SasEffect[]): SasStep =>
  state.isSameHere && state.isSameThere ? [{ name: 'ended', end: { kind: 'proven' } }, effects] : [state, effects];
