// What is sent, and what a person does to a transfer under way.
import { ferryError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Texts } from '../transfer/texts.ts';
import type { Handlers } from './handlers.ts';

interface SendParts {
  readonly exchange: Exchange;
  readonly history: History;
  readonly texts: Texts;
  /** Whoever types the code has to find this device. */
  readonly beSeen: () => void;
}

type SendCommand =
  | 'transfer.send'
  | 'transfer.stop'
  | 'transfer.resume'
  | 'transfer.discard'
  | 'transfer.again'
  | 'transfer.showCode'
  | 'transfers.goOn'
  | 'text.send'
  | 'text.read';

export const sendHandlers = (parts: () => SendParts): Handlers<SendCommand> => ({
  'transfer.send': async ({ paths, to, waits = false }) => {
    const { exchange, beSeen } = parts();
    if (to === null) beSeen();
    const { id } = await exchange.send(paths, to, { waits });
    return { id };
  },
  'transfer.stop': ({ id, forNow = false }) => parts().exchange.stop(id, forNow),
  'transfer.resume': ({ id }) => parts().exchange.resume(id),
  'transfer.discard': ({ id }) => parts().exchange.discard(id),
  'transfer.again': async ({ id }) => {
    const { exchange, history, beSeen } = parts();
    const again = await exchange.again(id, history.find(id));
    if (again.to === null) beSeen();
    return { id: again.id };
  },
  'transfer.showCode': ({ id }) => {
    const { exchange, beSeen } = parts();
    exchange.showCode(id);
    beSeen();
  },
  'transfers.goOn': () => parts().exchange.goOn(),
  'text.send': async ({ text, to, isPrivate, waits = false }) => {
    const { exchange, beSeen } = parts();
    if (to === null) beSeen();
    const { id } = await exchange.sendText(text, to, { isPrivate, waits });
    return { id };
  },
  'text.read': async ({ id }) => {
    const text = await parts().texts.read(id);
    if (text === null) throw ferryError('transfer.unknown', {});
    return { text };
  },
});
