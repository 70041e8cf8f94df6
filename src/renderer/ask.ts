import type { Arguments } from '../contract/commands.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { Bridge, WindowAnswer, WindowCommand, WindowInput } from '../contract/window.ts';

/** Asks over the bridge; a bridge that breaks is an answer too, so that no caller has two ways to fail. */
export async function ask<C extends WindowCommand>(
  bridge: Bridge,
  command: C,
  ...input: Arguments<WindowInput<C>>
): Promise<Outcome<WindowAnswer<C>>> {
  try {
    return await bridge.invoke(command, ...input);
  } catch (error) {
    return failure('internal', { note: String(error) });
  }
}

/** Asks for something to be done: null when it was, else why not. */
export async function tell<C extends WindowCommand>(
  bridge: Bridge,
  command: C,
  ...input: Arguments<WindowInput<C>>
): Promise<ErrorInfo | null> {
  const outcome = await ask(bridge, command, ...input);
  return outcome.ok ? null : outcome.error;
}
