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
  'transfer.answer': ({ id, accept }) => parts().exchange.answer(id, accept),
  'transfer.offered': () => {
    throw ferryError('transfer.not_now', {});
  },
  'transfer.thumbnails': () => [],
  'transfer.files': () => {
    throw ferryError('transfer.not_now', {});
  },
});
