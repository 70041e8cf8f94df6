// What is asked about offers and what comes of them.
import { ferryError } from '../errors.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Handlers } from './handlers.ts';

interface OfferParts {
  readonly exchange: Exchange;
  /** Throws where a folder can't be received into. */
  readonly mustTake: (folder: string | null) => Promise<void>;
}

type OfferCommand = 'transfer.answer' | 'transfer.offered' | 'transfer.thumbnails' | 'transfer.files';

export const offerHandlers = (parts: () => OfferParts): Handlers<OfferCommand> => ({
  'transfer.answer': async ({ id, accept, only = null, into = null }) => {
    const { exchange, mustTake } = parts();
    await mustTake(into);
    await exchange.answer(id, { isAccepted: accept, only, into });
  },
  'transfer.offered': ({ id }) => parts().exchange.offered(id),
  'transfer.thumbnails': () => [],
  'transfer.files': () => {
    throw ferryError('transfer.not_now', {});
  },
});
