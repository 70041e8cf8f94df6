// What is asked about transfers that are over.
import { ferryError } from '../errors.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Handlers } from './handlers.ts';

interface PastParts {
  readonly exchange: Exchange;
}

export const pastHandlers = (
  _parts: () => PastParts,
): Handlers<'transfer.place' | 'transfer.forget' | 'history.clear'> => ({
  'transfer.place': () => {
    throw ferryError('transfer.not_now', {});
  },
  'transfer.forget': () => undefined,
  'history.clear': () => undefined,
});
