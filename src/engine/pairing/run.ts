// A code or a QR over a channel, from either side: the machines decide, and what they ask for is done here.
import { isEqual } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Clock } from '../ports.ts';
import { decodePairMessage, type PairForm } from '../wire/pair-messages.ts';
import type { CodeSheet, SheetAttempt } from './code-sheet.ts';
import {
  answerAsDisplayer,
  type CpaceContext,
  type DisplayerRun,
  passwordOf,
  type Random,
  startAsTyper,
  type TyperProof,
  type TyperRun,
} from './cpace.ts';
import {
  type DisplayerAction,
  type DisplayerEvent,
  type DisplayerState,
  startDisplayer,
  stepDisplayer,
} from './displayer-machine.ts';
import { Driver, type RecordPort, type Say } from './drive.ts';
import type { PairingEnd } from './machine.ts';
import { startTyper, stepTyper, type TyperAction, type TyperEvent, type TyperState } from './typer-machine.ts';

export type { RecordPort } from './drive.ts';

export interface PairingNeeds {
  readonly port: RecordPort;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Pairing {
  readonly end: Promise<PairingEnd>;
  /** Our person gave up, or closed the sheet. */
  cancel(): void;
}

/** What a record asks for that came in before any pairing: the form, or null where it isn't a typer's PAIR_START. */
export function formAskedFor({ type, body }: { readonly type: number; readonly body: Uint8Array }): PairForm | null {
  const message = decodePairMessage(type, body);
  return message?.kind === 'start' && message.role === 'typer' ? message.form : null;
}

export interface Displaying extends Pairing {
  /** By which of the two it goes: a code that was asked for may have become a QR. */
  formNow(): 'code' | 'qr';
  /** The sheet is open. */
  shown(): void;
  decline(): void;
}

export interface DisplayerNeeds extends PairingNeeds {
  readonly form: 'code' | 'qr';
  readonly sheet: CodeSheet;
  /** Who guesses, for the count: the address, say. */
  readonly source: string;
}

/** Shows; begins when the typer's PAIR_START was read. */
export function runDisplayer({ port, clock, random, form, sheet, source }: DisplayerNeeds): Displaying {
  let attempt: SheetAttempt | null = null;
  let run: DisplayerRun | null = null;
  let formNow = form;

  const perform = (effect: DisplayerAction): DisplayerEvent | null => {
    switch (effect.type) {
      case 'askForAttempt': {
        formNow = effect.form;
        const begun = sheet.begin(formNow, source);
        if (typeof begun === 'string') return { type: 'attemptRefused', reason: begun };
        attempt = begun;
        run = answerAsDisplayer(begun.password, contextOf(port, 'displayer', effect.attempt), effect.share, random);
        begun.password.wipe();
        return run === null ? { type: 'shareInvalid' } : { type: 'attemptBegun', share: run.share };
      }
      case 'checkProof': {
        const settled = attempt?.settle(() => run?.confirm(effect.tag) ?? null);
        attempt = null;
        run = null;
        switch (settled?.kind) {
          case 'right':
            return { type: 'proofRight', tag: settled.answer };
          case 'wrong':
            return { type: 'proofWrong', triesLeft: settled.triesLeft };
          case 'refused':
            return { type: 'proofRefused', reason: settled.reason };
          case undefined:
            return { type: 'proofRefused', reason: 'notShown' };
        }
        break;
      }
      case 'releaseAttempt':
        attempt?.release();
        attempt = null;
        return null;
    }
  };

  const driver = new Driver<DisplayerState, DisplayerEvent, DisplayerAction>({
    port,
    clock,
    start: startDisplayer(form),
    step: stepDisplayer,
    perform,
  });
  const tellIfAsked = (event: DisplayerEvent): void => {
    if (driver.state.name === 'askedToShow') driver.tell(event);
  };
  return {
    // Whatever went wrong, the place for an attempt is given back.
    end: driver.run().finally(() => attempt?.release()),
    cancel: () => driver.tell({ type: 'canceled' }),
    shown: () => tellIfAsked({ type: 'shown' }),
    decline: () => tellIfAsked({ type: 'declined' }),
    formNow: () => formNow,
  };
}

export interface Typing extends Pairing {
  /** What the person typed, or the QR held; it is wiped once it was used. False where nothing is asked for now. */
  type(secret: Secret): boolean;
  /** Instead of a code, while that is asked for: the secret of a QR that names this device's key. */
  read(secret: Secret): boolean;
  formNow(): 'code' | 'qr';
}

export interface TyperNeeds extends PairingNeeds {
  /** A QR names the key of the device that shows it. */
  readonly form: { readonly kind: 'code' } | { readonly kind: 'qr'; readonly expectedKey: Uint8Array };
  /** Guesses given away before, for the same code, on other connections. */
  readonly spent: number;
  /** The other device shows its code; null before the first try. */
  readonly onAsked: (triesLeft: number | null) => void;
  /** A guess is about to go out. */
  readonly onGuess: (spent: number) => void;
}

/** Types; sends the first record. */
export function runTyper({ port, clock, random, form, spent, onAsked, onGuess }: TyperNeeds): Typing {
  let formNow = form.kind;
  const nothing = { cancel: () => undefined, type: () => false, read: () => false, formNow: () => formNow };
  if (form.kind === 'qr' && !isEqual(form.expectedKey, port.remoteKey)) {
    return { ...nothing, end: Promise.resolve({ kind: 'otherDevice' }) };
  }
  let typed: Secret | null = null;
  let run: TyperRun | null = null;
  let proof: TyperProof | null = null;

  const perform = (effect: TyperAction, say: Say): TyperEvent | null => {
    switch (effect.type) {
      case 'askForCode':
        onAsked(effect.triesLeft);
        return null;
      case 'sendShare': {
        if (typed === null) throw new Error('nothing was typed');
        formNow = effect.form;
        const password = passwordOf(formNow, typed);
        run = startAsTyper(password, contextOf(port, 'typer', effect.attempt), random);
        password.wipe();
        typed.wipe();
        typed = null;
        say({ kind: 'share', point: run.share });
        return null;
      }
      case 'countGuess':
        onGuess(effect.spent);
        return null;
      case 'prove':
        proof = run?.prove(effect.share) ?? null;
        run = null;
        if (proof === null) return { type: 'shareInvalid' };
        say({ kind: 'confirm', tag: proof.tag });
        return null;
      case 'checkConfirmation':
        return { type: proof?.isConfirmedBy(effect.tag) ? 'confirmationRight' : 'confirmationWrong' };
    }
  };

  const driver = new Driver<TyperState, TyperEvent, TyperAction>({
    port,
    clock,
    start: startTyper(form.kind, spent),
    step: stepTyper,
    perform,
  });
  return {
    end: driver.run().finally(() => typed?.wipe()),
    cancel: () => driver.tell({ type: 'canceled' }),
    type: (secret) => {
      const { state } = driver;
      const isAsked = state.name === 'waitingForCode' || (state.name === 'waitingForDisplayer' && !state.isTyped);
      if (!isAsked) return false;
      typed = secret;
      driver.tell({ type: 'typed' });
      return true;
    },
    read: (secret) => {
      const { state } = driver;
      if (state.name !== 'waitingForCode' || state.form !== 'code') return false;
      typed = secret;
      driver.tell({ type: 'read' });
      return true;
    },
    formNow: () => formNow,
  };
}

const contextOf = (port: RecordPort, role: 'displayer' | 'typer', attempt: number): CpaceContext => ({
  handshakeHash: port.handshakeHash,
  displayerKey: role === 'displayer' ? port.ownKey : port.remoteKey,
  typerKey: role === 'typer' ? port.ownKey : port.remoteKey,
  attempt,
});
