// What is sent, and what a person does to a transfer under way.
import { ferryError } from '../errors.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Handlers } from './handlers.ts';

interface SendParts {
  readonly exchange: Exchange;
  /** Whoever types the code has to find this device. */
  readonly beSeen: () => void;
}

type SendCommand =
  | 'transfer.send'
  | 'transfer.stop'
  | 'transfer.resume'
  | 'transfer.discard'
  | 'transfer.again'
  | 'transfers.goOn'
  | 'text.send'
  | 'text.read';

export const sendHandlers = (parts: () => SendParts): Handlers<SendCommand> => ({
  'transfer.send': async ({ paths, to }) => {
    const { exchange, beSeen } = parts();
    if (to === null) beSeen();
    const { id } = await exchange.send(paths, to);
    return { id };
  },
  'transfer.stop': ({ id }) => parts().exchange.stop(id),
  'transfer.resume': ({ id }) => parts().exchange.resume(id),
  'transfer.discard': ({ id }) => parts().exchange.discard(id),
  'transfer.again': () => {
    throw ferryError('transfer.not_now', {});
  },
  'transfers.goOn': () => undefined,
  'text.send': () => {
    throw ferryError('transfer.not_now', {});
  },
  'text.read': () => {
    throw ferryError('transfer.not_now', {});
  },
});
