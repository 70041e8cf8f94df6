// What somebody handed over to be sent: main knows the paths, and the window names them by an id.

import { ok } from '../base/result.ts';
import { failure } from '../contract/errors.ts';
import type { Engine } from '../engine/index.ts';
import { done, type WindowHandlers } from './ipc.ts';

type ItemCommand =
  | 'items.waiting'
  | 'items.choose'
  | 'items.addPicture'
  | 'items.drop'
  | 'items.send'
  | 'text.send'
  | 'text.open'
  | 'text.copy'
  | 'folder.choose'
  | 'transfer.answer'
  | 'transfer.reveal'
  | 'transfer.fetch'
  | 'device.accept';

export function itemHandlers(engine: Engine): Pick<WindowHandlers, ItemCommand> {
  const notYet = () => failure('transfer.not_now', {});
  return {
    'items.waiting': () => ok([]),
    'items.choose': notYet,
    'items.addPicture': notYet,
    'items.drop': () => done,
    'items.send': notYet,
    'text.send': notYet,
    'text.open': notYet,
    'text.copy': notYet,
    'folder.choose': notYet,
    'transfer.answer': ({ id, accept }) => engine.invoke('transfer.answer', { id, accept }),
    'transfer.reveal': notYet,
    'transfer.fetch': ({ from }) => engine.invoke('transfer.fetch', { from: { kind: 'device', id: from }, into: null }),
    'device.accept': notYet,
  };
}
