// What surrounds one call of `ferry`, and what tests replace: the terminal, the signals, the clock, the engine.

import type { Readable, Writable } from 'node:stream';
import type { Outcome } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { Clock, Door, Ports } from '../engine/index.ts';
import type { Invocation } from './args.ts';

/** Standard output or standard error. */
export interface Sink {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** How wide it is now; null where it isn't known. */
  columns(): number | null;
}

/** Standard input, looked at only when something is to be read from it. */
export interface Input {
  /** At this moment: one that was closed is none any more. */
  readonly isTerminal: boolean;
  open(): NodeJS.ReadableStream;
}

/** Standard input or output where it is for content, which passes as it is. */
interface Content<Stream> {
  readonly isTerminal: boolean;
  open(): Stream;
}

/** The engine on the data folder, wherever it runs. */
export interface Ferry {
  readonly door: Door;
  /** False where an engine answers that runs elsewhere, such as the app's. */
  readonly isOwn: boolean;
  /** Calls with the whole state at once and at every change, until it is told to stop. */
  watch(listener: (state: State) => void): () => void;
  /** Calls when the engine that answered has stopped, and another does: what it was to do for a while is to be asked anew. */
  onMoved(call: () => void): () => void;
  close(): Promise<void>;
}

export interface World {
  readonly env: NodeJS.ProcessEnv;
  /** The folder that relative paths are meant from. */
  readonly cwd: string;
  readonly version: string;
  readonly out: Sink;
  readonly err: Sink;
  readonly input: Input;
  /** The person's own, wherever standard input comes from. */
  readonly terminal: Input;
  readonly content: { readonly in: Content<Readable>; readonly out: Content<Writable> };
  readonly clock: Clock;
  readonly interfaces: Ports['interfaces'];
  /** Calls when somebody wants the program to stop: once, because whoever wants it twice means at once. */
  onStop(call: () => void): () => void;
  /** Calls whenever somebody wants the settings to be read anew; gives back how not to be called. */
  onReload(call: () => void): () => void;
  open(invocation: Invocation): Promise<Outcome<Ferry>>;
}
