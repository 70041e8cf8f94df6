// Looks at each state as it comes, until a command has seen enough.
import type { State } from '../contract/state.ts';
import type { Opened } from './with-ferry.ts';

const ASK_EVERY_MS = 2000;

export class Attendance {
  /** The newest one. */
  state: State;
  readonly #opened: Opened;
  #react: ((state: State) => number | null) | null = null;
  #waiting = new Set<() => void>();
  readonly #end = Promise.withResolvers<number>();

  constructor(opened: Opened) {
    this.#opened = opened;
    this.state = opened.first;
  }

  /** Resolves with what `react` gives, once that isn't null. */
  async until(react: (state: State) => number | null): Promise<number> {
    this.#react = react;
    const stop = this.#opened.ferry.watch((state) => this.#take(state));
    const stopAsking = this.#opened.ferry.isOwn ? () => undefined : this.#keepAsking();
    try {
      return await this.#end.promise;
    } finally {
      stopAsking();
      stop();
    }
  }

  #take(state: State): void {
    this.state = state;
    for (const wake of this.#waiting) wake();
    this.again();
  }

  /** An engine that runs elsewhere may be quit; nothing is heard of it then, but where it is asked. */
  #keepAsking(): () => void {
    const { world, invoke, output, signal } = this.#opened;
    let cancel = (): void => undefined;
    const askLater = (): void => {
      cancel = world.clock.after(ASK_EVERY_MS, () => {
        if (!signal.aborted) this.beside(ask);
      });
    };
    const ask = async (): Promise<void> => {
      const found = await invoke('state.snapshot');
      if (this.#react === null || signal.aborted) return;
      if (!found.ok) return this.#end.resolve(output.fail(found.error));
      this.#take(found.value.state);
      askLater();
    };
    askLater();
    return () => cancel();
  }

  /** Looks once more at the newest state: something has changed beside it. */
  again(): void {
    if (this.#react === null || this.#opened.signal.aborted) return;
    try {
      const exit = this.#react(this.state);
      if (exit === null) return;
      this.#react = null;
      this.#end.resolve(exit);
    } catch (error) {
      this.#end.reject(error);
    }
  }

  /** Does something that takes its time; what it throws ends the command. */
  beside(task: () => Promise<void>): void {
    task().then(
      () => this.again(),
      (error) => this.#end.reject(error),
    );
  }

  /** For when the command was stopped and nothing reacts any more: when it is so, or that time has passed. */
  async settled(isSo: (state: State) => boolean, mostMs: number): Promise<void> {
    const { clock } = this.#opened.world;
    if (isSo(this.state)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiting.delete(look);
        cancel();
        resolve();
      };
      const look = (): void => {
        if (isSo(this.state)) done();
      };
      const cancel = clock.after(mostMs, done);
      this.#waiting.add(look);
    });
  }
}
