// Being open to others, and finding them.
import { ferryError } from '../errors.ts';
import type { Network } from '../net/network.ts';
import type { OpenExchange } from '../open-exchange.ts';
import type { OpenFinder } from '../open-finder.ts';
import type { Guests } from '../open-guests.ts';
import { addNearby, waysHere } from '../session/other-ways.ts';
import type { Handlers } from './handlers.ts';

interface NetworkParts extends Pick<OpenExchange, 'exchange' | 'wayHere'> {
  readonly network: Network;
  readonly found: OpenFinder;
  readonly guests: Guests;
  readonly ownKey: () => Uint8Array;
  /** What others are told of this device is otherwise now. */
  readonly refresh: () => void;
}

type NetworkCommand =
  | 'network.open'
  | 'network.look'
  | 'network.ignoreGuests'
  | 'network.choose'
  | 'nearby.add'
  | 'self.ways';

export const networkHandlers = (parts: () => NetworkParts): Handlers<NetworkCommand> => ({
  'network.open': async (asked) => {
    const { network, found, refresh } = parts();
    const { port, isAgreedPort } = await network.open(asked);
    await found.look(network.address);
    refresh();
    found.callKnown();
    return { port, isAgreedPort, address: network.address };
  },
  'network.look': async ({ address, isForFerryAlone = false }, gone) => {
    const { found, guests } = parts();
    // What is said of the networks is known after that.
    await found.look(address);
    if (!isForFerryAlone) guests.look(address, gone);
  },
  'network.ignoreGuests': (_nothing, gone) => parts().guests.lookNoMore(gone),
  'network.choose': async ({ via, trust, isOn }) => {
    const choice = { ...(trust === undefined ? {} : { trust }), ...(isOn === undefined ? {} : { isOn }) };
    const chosen = await parts().found.finder.choose(via, choice);
    if (chosen === null) throw ferryError('network.unknown', { via });
    return { isKept: chosen === 'kept' };
  },
  'nearby.add': ({ text }) => {
    const { exchange, ownKey, found } = parts();
    return addNearby(text, {
      exchange,
      ownKey,
      onMet: ({ place, ...met }) => found.finder.introduced(met, place),
    });
  },
  'self.ways': () => waysHere(parts().ownKey(), parts().wayHere()),
});
