// What a person is told of a pairing that proved nothing.
import { assertNever } from '../../base/assert-never.ts';
import { type ErrorInfo, errorInfo } from '../../contract/errors.ts';
import type { PairingEnd } from '../pairing/machine.ts';
import type { ClosedReason, PairForm, PairRole } from '../wire/pair-messages.ts';

export interface PairingWas {
  /** This side's. */
  readonly role: PairRole;
  readonly form: PairForm;
  /** What the other device is called here. */
  readonly name: string;
}

/** After a wrong code, while there are tries left. */
export const codeWrong = (name: string, triesLeft: number): ErrorInfo =>
  errorInfo('pairing.code_wrong', { name, triesLeft });

/** Null where it was proven, and where this device's own person ended it and knows. */
export function pairingError(end: PairingEnd, { role, form, name }: PairingWas): ErrorInfo | null {
  switch (end.kind) {
    case 'proven':
    case 'canceled':
      return null;
    case 'wrong':
      if (role === 'displayer') return form === 'code' ? errorInfo('pairing.code_burned', {}) : null;
      return form === 'qr' ? errorInfo('pairing.not_shown', { name }) : errorInfo('pairing.tries_used', { name });
    case 'different':
      return errorInfo('pairing.pictures_differ', { name });
    case 'otherDevice':
      return errorInfo('pairing.other_device', { name });
    case 'refusedHere':
      return refusedHere(end.reason);
    case 'refusedByDevice':
      return closedError(end.reason, form, name);
    case 'timedOut':
      return errorInfo('pairing.timed_out', { name });
    case 'deviceClosed':
      return errorInfo('pairing.disconnected', { name });
    case 'violation':
      return errorInfo('pairing.not_understood', { name });
    default:
      return assertNever(end);
  }
}

/** What the other device said when it closed. */
function closedError(reason: ClosedReason, form: PairForm, name: string): ErrorInfo {
  switch (reason) {
    case 'canceled':
      return errorInfo('pairing.closed', { name });
    case 'declined':
      return errorInfo('pairing.declined', { name });
    case 'notShown':
      return errorInfo('pairing.not_shown', { name });
    case 'triesUsed':
      return errorInfo('pairing.tries_used', { name });
    case 'pausedForSafety':
      return errorInfo('pairing.paused_there', { name });
    case 'busy':
      return errorInfo('pairing.busy', { name });
    case 'different':
      // Of a code there are no pictures.
      return errorInfo(form === 'sas' ? 'pairing.pictures_differ' : 'pairing.not_understood', { name });
    default:
      return assertNever(reason);
  }
}

/** Somebody was turned away: the person who shows the code need only know where somebody may be guessing. */
function refusedHere(reason: ClosedReason): ErrorInfo | null {
  if (reason === 'triesUsed') return errorInfo('pairing.code_burned', {});
  return reason === 'pausedForSafety' ? errorInfo('pairing.paused', {}) : null;
}
