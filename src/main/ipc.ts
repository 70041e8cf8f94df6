// The window's way in. One check of who asks, one check of the input, one handler per command; whatever happens, the
// window gets an outcome and never an exception.
import { basename } from 'node:path';
import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import { INVOKE_CHANNEL } from '../contract/channels.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { WindowAnswer, WindowCommand, WindowInput } from '../contract/window.ts';
import { WINDOW_COMMANDS } from '../contract/window.ts';
import { APP_ORIGIN } from './app-scheme.ts';

/** A command without a handler doesn't compile. */
export type WindowHandlers = {
  readonly [C in WindowCommand]: (
    input: WindowInput<C>,
  ) => Outcome<WindowAnswer<C>> | Promise<Outcome<WindowAnswer<C>>>;
};

interface IpcPorts {
  readonly handlers: WindowHandlers;
  readonly isOurs: (event: IpcMainInvokeEvent) => boolean;
  readonly onRefused: (command: string, reason: string) => void;
}

export function serveWindow({ handlers, isOurs, onRefused }: IpcPorts): void {
  ipcMain.handle(INVOKE_CHANNEL, async (event, command: unknown, input: unknown): Promise<Outcome<unknown>> => {
    const name = String(command);
    if (!isOurs(event) || !isFromApp(event)) {
      onRefused(name, 'sender');
      return failure('internal', { note: 'not our window' });
    }
    if (!isWindowCommand(name)) {
      onRefused(name, 'command');
      return failure('input.invalid', { command: name, where: 'command' });
    }
    const checked = v.safeParse(WINDOW_COMMANDS[name], input);
    if (!checked.success) {
      return failure('input.invalid', { command: name, where: v.getDotPath(checked.issues[0]) ?? 'input' });
    }
    try {
      // The input has just passed this command's own schema.
      return withoutPath(await (handlers[name] as (input: unknown) => Promise<Outcome<unknown>>)(checked.output));
    } catch (error) {
      onRefused(name, String(error));
      return failure('internal', { note: name });
    }
  });
}

/** The window sees no path: an error about a folder names it, and doesn't say where it is. */
function withoutPath(outcome: Outcome<unknown>): Outcome<unknown> {
  if (outcome.ok || !('path' in outcome.error.details)) return outcome;
  const details = { ...outcome.error.details, path: basename(outcome.error.details.path) };
  return { ok: false, error: { ...outcome.error, details } as ErrorInfo };
}

/** Only the top frame, and only while it shows our own page. */
function isFromApp({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${APP_ORIGIN}/`);
}

const isWindowCommand = (name: string): name is WindowCommand => Object.hasOwn(WINDOW_COMMANDS, name);

export const done = ok(undefined);
