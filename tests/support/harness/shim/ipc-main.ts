import type { IpcMain } from 'electron';
import { createWire, type WireValue } from '../worlds/wire.ts';
import { guardedEmitter } from './guard.ts';

type Handler = (event: never, ...args: never[]) => unknown;

export const wire = createWire();

export type InvokeAnswer = { ok: true; value: WireValue } | { ok: false; error: string };

export class HarnessIpcMain
  extends guardedEmitter('ipcMain')
  implements Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>
{
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    this.handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel);
      return handler(...args);
    });
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  has(channel: string): boolean {
    return this.handlers.has(channel);
  }

  /** The answer in Electron's words: the renderer puts "Error invoking remote method 'x': " before `error`. */
  async answer(event: unknown, channel: string, args: readonly unknown[]): Promise<InvokeAnswer> {
    const handler = this.handlers.get(channel);
    if (handler === undefined) return refused(channel, new Error(`No handler registered for '${channel}'`));
    try {
      const value = await handler(event as never, ...(args as never[]));
      return { ok: true, value: wire.encode(value) };
    } catch (error) {
      return refused(channel, error);
    }
  }
}

const refused = (channel: string, error: unknown): InvokeAnswer => {
  console.error(`Error occurred in handler for '${channel}':`, error);
  return { ok: false, error: `Error invoking remote method '${channel}': ${String(error)}` };
};

export const ipcMain = new HarnessIpcMain();
