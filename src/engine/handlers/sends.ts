// What is sent, and what a person does to a transfer under way.
import type { OwnLimit, Target, TransferId } from '../../contract/transfers.ts';
import { ferryError } from '../errors.ts';
import type { History } from '../history/history.ts';
import { contentFrom } from '../net/content-pipe.ts';
import type { Exchange } from '../session/exchange.ts';
import type { Texts } from '../transfer/texts.ts';
import type { Handlers } from './handlers.ts';

interface SendParts {
  readonly exchange: Exchange;
  readonly history: History;
  readonly texts: Texts;
  /** What a transfer's device has asked for. */
  readonly typePin: (id: TransferId, pin: string) => void;
  /** Null: none of its own. */
  readonly limit: (id: TransferId, limit: OwnLimit | null) => void;
  /** Whoever types the code has to find this device. */
  readonly beSeen: () => void;
}

type SendCommand =
  | 'transfer.send'
  | 'transfer.pin'
  | 'transfer.limit'
  | 'transfer.stop'
  | 'transfer.resume'
  | 'transfer.discard'
  | 'transfer.again'
  | 'transfer.showCode'
  | 'transfers.goOn'
  | 'text.send'
  | 'stream.send'
  | 'text.read';

interface Begun {
  readonly to: Target | null;
  readonly limit?: OwnLimit | undefined;
}

async function begun(
  { exchange, beSeen, limit: keepTo }: SendParts,
  { to, limit }: Begun,
  begin: (exchange: Exchange) => Promise<{ readonly id: TransferId }>,
) {
  if (to === null) beSeen();
  const { id } = await begin(exchange);
  // Before anything of it can move.
  if (limit !== undefined) keepTo(id, limit);
  return { id };
}

export const sendHandlers = (parts: () => SendParts): Handlers<SendCommand> => ({
  'transfer.send': ({ paths, to, waits = false, limit }) =>
    begun(parts(), { to, limit }, (exchange) => exchange.send(paths, to, { waits })),
  'transfer.pin': ({ id, pin }) => parts().typePin(id, pin),
  'transfer.limit': ({ id, limit }) => parts().limit(id, limit),
  'transfer.stop': async ({ id, forNow = false }) => {
    await parts().exchange.stop(id, forNow);
    // Whoever lets it go on says anew how fast.
    parts().limit(id, null);
  },
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
  'text.send': ({ text, to, isPrivate, waits = false, limit }) =>
    begun(parts(), { to, limit }, (exchange) => exchange.sendText(text, to, { isPrivate, waits })),
  'stream.send': async ({ content: place, name, to, limit }) => {
    const { content, close } = await contentFrom(place);
    try {
      return await begun(parts(), { to, limit }, (exchange) => exchange.sendStream(name, content, close, to));
    } catch (error) {
      close();
      throw error;
    }
  },
  'text.read': async ({ id }) => {
    const text = await parts().texts.read(id);
    if (text === null) throw ferryError('transfer.unknown', {});
    return { text };
  },
});
