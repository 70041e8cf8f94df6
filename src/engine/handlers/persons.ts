// What this person says of other devices and of their own time.
import { ferryError } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { Guests } from '../open-guests.ts';
import type { Comparisons } from '../session/comparisons.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Pairings } from '../session/pairings.ts';
import type { Handlers } from './handlers.ts';

interface PersonParts {
  readonly pairings: Pairings;
  readonly comparisons: Comparisons;
  readonly identity: Identity;
  readonly exchange: Exchange;
  readonly guests: Guests;
  /** Throws where a folder can't be received into. */
  readonly mustTake: (folder: string | null) => Promise<void>;
  /** What is shown of devices is otherwise by then. */
  readonly changeDevices: (change: () => Promise<void>) => Promise<undefined>;
  /** Null: no more. Resolves when everything is held, or goes on. */
  readonly pause: (minutes: number | null) => Promise<void>;
}

type PersonCommand =
  | 'pairing.end'
  | 'device.accept'
  | 'device.compare'
  | 'guest.compare'
  | 'guest.pair'
  | 'pairing.block'
  | 'pairing.compared'
  | 'visibility.pause';

export const personHandlers = (parts: () => PersonParts): Handlers<PersonCommand> => ({
  'device.accept': async ({ id, isAlways, into }) => {
    const { identity, mustTake, changeDevices } = parts();
    if (isAlways) await mustTake(into ?? null);
    await changeDevices(() => identity.accept(id, isAlways, into));
  },
  'device.compare': async ({ id }) => ({ id: await parts().comparisons.call(id) }),
  'guest.compare': ({ id }) => parts().guests.comparison(id),
  'guest.pair': async ({ id }) => {
    const { identity, guests, changeDevices } = parts();
    const guest = guests.toPair(id);
    await changeDevices(() => identity.pairGuest(guest));
    await guests.remember(id);
  },
  'pairing.end': ({ id, isUnattended = false }) => {
    if (isUnattended && parts().exchange.receivesForNow) throw ferryError('transfer.not_now', {});
    if (!parts().comparisons.endOf(id)) parts().pairings.endOf(id);
  },
  'pairing.block': ({ id }) => {
    // A paired device isn't blocked but forgotten.
    if (!parts().comparisons.endOf(id)) parts().pairings.blockOf(id);
  },
  'pairing.compared': ({ id, isSame }) => {
    if (!parts().comparisons.compared(id, isSame)) throw ferryError('pairing.over', {});
  },
  'visibility.pause': ({ minutes }) => parts().pause(minutes),
});
