// The comparison by eye over a channel.
import { isEqual } from '../crypto/hash.ts';
import type { PairRole } from '../wire/pair-messages.ts';
import { Driver, type Say } from './drive.ts';
import type { Pairing, PairingNeeds } from './run.ts';
import { commitmentOf, isCommitted, NONCE_BYTES, type Sas, type SasNonces, sasOf, sasTag } from './sas.ts';
import { isSasReading, type SasAction, type SasEvent, type SasState, startSas, stepSas } from './sas-machine.ts';

export interface Comparing extends Pairing {
  /** The displayer's person wants to compare, or doesn't. */
  agree(): void;
  decline(): void;
  /** The verdict. */
  same(): void;
  different(): void;
}

export interface SasNeeds extends PairingNeeds {
  /** The one who asked is the typer. */
  readonly role: PairRole;
  readonly onPictures: (sas: Sas) => void;
}

export function runSas({ port, clock, random, role, onPictures }: SasNeeds): Comparing {
  const { handshakeHash } = port;
  const own = Uint8Array.from(random(NONCE_BYTES));
  let theirs: Uint8Array | null = null;
  let commitment: Uint8Array | null = null;
  const nonces = (): SasNonces => {
    if (theirs === null) throw new Error('no nonce yet');
    return role === 'typer' ? { typer: own, displayer: theirs } : { typer: theirs, displayer: own };
  };

  const perform = (effect: SasAction, say: Say): SasEvent | null => {
    switch (effect.type) {
      case 'sendCommitment':
        say({ kind: 'sasCommit', commitment: commitmentOf(handshakeHash, own) });
        return null;
      case 'sendNonce':
        commitment = effect.commitment;
        say({ kind: 'sasNonce', nonce: own });
        return null;
      case 'sendReveal':
        theirs = effect.nonce;
        say({ kind: 'sasReveal', nonce: own });
        return null;
      case 'checkReveal':
        if (commitment === null || !isCommitted(commitment, handshakeHash, effect.nonce))
          return { type: 'revealWrong' };
        theirs = effect.nonce;
        return { type: 'revealRight' };
      case 'showPictures':
        onPictures(sasOf(handshakeHash, nonces()));
        return null;
      case 'sendConfirmation':
        say({ kind: 'confirm', tag: sasTag(handshakeHash, nonces(), role) });
        return null;
      case 'checkConfirmation': {
        const expected = sasTag(handshakeHash, nonces(), role === 'typer' ? 'displayer' : 'typer');
        return { type: isEqual(effect.tag, expected) ? 'confirmationRight' : 'confirmationWrong' };
      }
    }
  };

  const driver = new Driver<SasState, SasEvent, SasAction>({
    port,
    clock,
    start: startSas(role),
    step: stepSas,
    isReading: isSasReading,
    perform,
  });
  // A second click, or one that comes too late, is nobody's fault.
  const tellIn = (name: SasState['name'], event: SasEvent): void => {
    if (driver.state.name === name) driver.tell(event);
  };
  return {
    end: driver.run(),
    cancel: () => driver.tell({ type: 'canceled' }),
    agree: () => tellIn('askedToCompare', { type: 'agreed' }),
    decline: () => tellIn('askedToCompare', { type: 'declined' }),
    same: () => {
      if (driver.state.name === 'comparing' && !driver.state.isSameHere) driver.tell({ type: 'same' });
    },
    different: () => tellIn('comparing', { type: 'different' }),
  };
}
