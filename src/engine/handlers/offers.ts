// What is asked about offers and what comes of them.
import type { TransferId } from '../../contract/transfers.ts';
import { ferryError } from '../errors.ts';
import type { History } from '../history/history.ts';
import { type ContentOutlet, outletTo } from '../net/content-pipe.ts';
import type { Exchange } from '../session/exchange.ts';
import type { TransferFiles } from '../session/transfer-files.ts';
import type { Handlers } from './handlers.ts';

interface OfferParts {
  readonly exchange: Exchange;
  readonly files: TransferFiles;
  readonly history: History;
  /** Throws where a folder can't be received into. */
  readonly mustTake: (folder: string | null) => Promise<void>;
  /** What is taken without asking counts, for its device and this day; throws for what isn't offered. */
  readonly countUnasked: (id: TransferId) => Promise<void>;
}

type OfferCommand = 'transfer.answer' | 'transfer.offered' | 'transfer.thumbnails' | 'transfer.files';

/** By the app and by a command line beside it, which both judge what comes: it counts once. */
async function onceEach(answering: Set<TransferId>, id: TransferId, answer: () => Promise<void>): Promise<void> {
  if (answering.has(id)) throw ferryError('transfer.not_now', {});
  answering.add(id);
  try {
    await answer();
  } finally {
    answering.delete(id);
  }
}

export function offerHandlers(parts: () => OfferParts): Handlers<OfferCommand> {
  const answering = new Set<TransferId>();
  return {
    'transfer.answer': async ({ id, accept, only = null, into = null, output, ...by }) => {
      const { isUnasked = false, isUnattended = false, isUnable = false } = by;
      const { exchange, mustTake, countUnasked } = parts();
      await onceEach(answering, id, async () => {
        exchange.mustAsk(id);
        if (isUnattended && exchange.isAttended(id)) throw ferryError('transfer.not_now', {});
        // A command waits for it.
        if (accept && isUnasked && exchange.isForOutput(id)) throw ferryError('transfer.not_now', {});
        let outlet: ContentOutlet | null = null;
        try {
          await mustTake(into);
          // First: what couldn't be counted would be taken again and again.
          if (accept && isUnasked) await countUnasked(id);
          if (accept && output !== undefined) outlet = await outletTo(output);
          await exchange.answer(id, { isAccepted: accept, isUnable, only, into, outlet });
        } catch (error) {
          outlet?.close();
          if (accept) exchange.couldNotTake(id, error);
          throw error;
        }
      });
    },
    'transfer.offered': ({ id }) => parts().exchange.offered(id),
    'transfer.thumbnails': ({ id }) => parts().exchange.thumbnails(id),
    'transfer.files': async ({ id, first, count }) => {
      const { files, history } = parts();
      const page = await files.page(id, first, count);
      if (page !== null) return page;
      const past = history.find(id);
      if (past === null) throw ferryError('transfer.unknown', {});
      return { files: [], total: past.shown.total.files };
    },
  };
}
