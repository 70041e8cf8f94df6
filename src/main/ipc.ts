// The window's way in. One check of who asks, one check of the input, one handler per command; whatever happens, the
// window gets an outcome and never an exception.
import { isAbsolute } from 'node:path';
import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import * as v from 'valibot';
import { HAND_CHANNEL, INVOKE_CHANNEL } from '../contract/channels.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { HandedItem, WindowCommand } from '../contract/window.ts';
import { WINDOW_COMMANDS } from '../contract/window.ts';
import { APP_ORIGIN } from './app-scheme.ts';
import { type WindowHandlers, withoutPath } from './outcomes.ts';

const HandedPaths = v.array(
  v.pipe(
    v.string(),
    v.check((path) => isAbsolute(path)),
  ),
);
/** What one drop or one paste may hold. */
const MOST_HANDED = 10_000;

interface IpcPorts {
  readonly handlers: WindowHandlers;
  /** Paths that the preload has of files a person dropped or pasted. */
  readonly hand: (paths: readonly string[]) => Promise<Outcome<readonly HandedItem[]>>;
  readonly isOurs: (event: IpcMainInvokeEvent) => boolean;
  readonly onRefused: (command: string, reason: string) => void;
}

export function serveWindow({ handlers, hand, isOurs, onRefused }: IpcPorts): void {
  ipcMain.handle(INVOKE_CHANNEL, (event, command: unknown, input: unknown) => {
    const name = String(command);
    return answer(event, name, () => {
      if (!isWindowCommand(name)) {
        onRefused(name, 'command');
        return failure('input.invalid', { command: name, where: 'command' });
      }
      const checked = v.safeParse(WINDOW_COMMANDS[name], input);
      if (!checked.success) {
        return failure('input.invalid', { command: name, where: v.getDotPath(checked.issues[0]) ?? 'input' });
      }
      // The input has just passed this command's own schema.
      return (handlers[name] as (input: unknown) => Promise<Outcome<unknown>>)(checked.output);
    });
  });
  ipcMain.handle(HAND_CHANNEL, (event, paths: unknown) =>
    answer(event, 'hand', () => {
      const checked = v.safeParse(HandedPaths, paths);
      if (!checked.success) return failure('input.invalid', { command: 'hand', where: 'paths' });
      const isTooMany = checked.output.length > MOST_HANDED;
      return isTooMany ? failure('transfer.too_many_files', { most: MOST_HANDED }) : hand(checked.output);
    }),
  );

  async function answer(
    event: IpcMainInvokeEvent,
    name: string,
    act: () => Outcome<unknown> | Promise<Outcome<unknown>>,
  ): Promise<Outcome<unknown>> {
    if (!isOurs(event) || !isFromApp(event)) {
      onRefused(name, 'sender');
      return failure('internal', { note: 'not our window' });
    }
    try {
      const outcome = await act();
      return outcome.ok ? outcome : { ok: false, error: withoutPath(outcome.error) };
    } catch (error) {
      onRefused(name, String(error));
      return failure('internal', { note: name });
    }
  }
}

/** Only the top frame, and only while it shows our own page. */
function isFromApp({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${APP_ORIGIN}/`);
}

const isWindowCommand = (name: string): name is WindowCommand => Object.hasOwn(WINDOW_COMMANDS, name);
