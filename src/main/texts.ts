// Texts that are sent and received: what only the system can do with them.
import { clipboard, shell } from 'electron';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { Engine } from '../engine/index.ts';
import { sendToAll } from './items.ts';
import { done, type WindowHandlers } from './outcomes.ts';
import { webAddressOf } from './web-address.ts';

export function textHandlers(
  engine: Pick<Engine, 'invoke' | 'snapshot'>,
): Pick<WindowHandlers, 'text.send' | 'text.open' | 'text.copy'> {
  return {
    'text.send': async ({ text, isPrivate, to }) =>
      ok(await sendToAll(to, (target) => engine.invoke('text.send', { text, isPrivate, to: target, waits: true }))),
    'text.open': async ({ id }) => {
      // Only what came from elsewhere: nothing that this page itself has written leads out of it.
      if (engine.snapshot().state.transfers[id]?.direction !== 'receive') return failure('transfer.not_now', {});
      const read = await engine.invoke('text.read', { id });
      return read.ok ? openAddress(read.value.text) : read;
    },
    'text.copy': async ({ id }) => {
      const read = await engine.invoke('text.read', { id });
      if (!read.ok) return read;
      await clipboard.writeText(read.value.text);
      return done;
    },
  };
}

async function openAddress(text: string): Promise<Outcome<undefined>> {
  const address = webAddressOf(text);
  if (address === null) return failure('transfer.not_now', {});
  try {
    await shell.openExternal(address);
    return done;
  } catch {
    return failure('system.no_opener', { path: new URL(address).host });
  }
}
