// What this person says of other devices and of their own time.
import { ferryError } from '../errors.ts';
import type { Pairings } from '../session/pairings.ts';
import type { Handlers } from './handlers.ts';

interface PersonParts {
  readonly pairings: Pairings;
}

type PersonCommand = 'device.accept' | 'device.compare' | 'pairing.block' | 'pairing.compared' | 'visibility.pause';

export const personHandlers = (parts: () => PersonParts): Handlers<PersonCommand> => ({
  'device.accept': () => undefined,
  'device.compare': () => {
    throw ferryError('transfer.not_now', {});
  },
  'pairing.block': ({ id }) => parts().pairings.endOf(id),
  'pairing.compared': () => undefined,
  'visibility.pause': () => undefined,
});
