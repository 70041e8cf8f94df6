// What main answers the window.
import { basename } from 'node:path';
import { ok } from '../base/result.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import type { WindowAnswer, WindowCommand, WindowInput } from '../contract/window.ts';

/** A command without a handler doesn't compile. */
export type WindowHandlers = {
  readonly [C in WindowCommand]: (
    input: WindowInput<C>,
  ) => Outcome<WindowAnswer<C>> | Promise<Outcome<WindowAnswer<C>>>;
};

export const done = ok(undefined);

/** The window sees no path: an error about a folder names it, and doesn't say where it is. */
export function withoutPath(error: ErrorInfo): ErrorInfo {
  if (!('path' in error.details)) return error;
  return { ...error, details: { ...error.details, path: basename(error.details.path) } } as ErrorInfo;
}
