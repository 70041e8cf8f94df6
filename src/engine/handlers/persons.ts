// What this person says of other devices and of their own time.
import { ferryError } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { Pairings } from '../session/pairings.ts';
import type { Handlers } from './handlers.ts';

interface PersonParts {
  readonly pairings: Pairings;
  readonly identity: Identity;
  /** Throws where a folder can't be received into. */
  readonly mustTake: (folder: string | null) => Promise<void>;
  /** What is shown of devices is otherwise by then. */
  readonly changeDevices: (change: () => Promise<void>) => Promise<undefined>;
  /** Null: no more. Resolves when everything is held, or goes on. */
  readonly pause: (minutes: number | null) => Promise<void>;
}

type PersonCommand = 'device.accept' | 'device.compare' | 'pairing.block' | 'pairing.compared' | 'visibility.pause';

export const personHandlers = (parts: () => PersonParts): Handlers<PersonCommand> => ({
  'device.accept': async ({ id, isAlways, into }) => {
    const { identity, mustTake, changeDevices } = parts();
    if (isAlways) await mustTake(into ?? null);
    await changeDevices(() => identity.accept(id, isAlways, into));
  },
  'device.compare': () => {
    throw ferryError('transfer.not_now', {});
  },
  'pairing.block': ({ id }) => parts().pairings.endOf(id),
  'pairing.compared': () => undefined,
  'visibility.pause': ({ minutes }) => parts().pause(minutes),
});
