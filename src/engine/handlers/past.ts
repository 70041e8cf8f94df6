// What is asked about transfers that are over.
import { ferryError } from '../errors.ts';
import type { History } from '../history/history.ts';
import { placeOf } from '../history/place-of.ts';
import type { Handlers } from './handlers.ts';

interface PastParts {
  readonly history: History;
}

type PastCommand = 'transfer.place' | 'transfer.forget' | 'history.clear';

export const pastHandlers = (parts: () => PastParts): Handlers<PastCommand> => ({
  'transfer.place': async ({ id }) => {
    const past = parts().history.find(id);
    if (past === null) throw ferryError('transfer.not_now', {});
    return { path: await placeOf(past) };
  },
  'transfer.forget': async ({ id }) => {
    if (!(await parts().history.forget(id))) throw ferryError('transfer.not_now', {});
  },
  'history.clear': () => parts().history.clear(),
});
