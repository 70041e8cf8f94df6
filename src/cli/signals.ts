// Wishes to stop: Ctrl-C, the system's own, or a reader of our output that went away.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export class Stops {
  #listeners = new Set<() => void>();
  readonly #wished = (): void => {
    // Whoever wishes it twice means at once: the second signal does what it does to any program.
    for (const signal of SIGNALS) process.removeListener(signal, this.#wished);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const call of listeners) call();
  };

  /** Calls at the first wish; gives back how not to be called. */
  readonly onStop = (call: () => void): (() => void) => {
    if (this.#listeners.size === 0) for (const signal of SIGNALS) process.on(signal, this.#wished);
    this.#listeners.add(call);
    return () => {
      this.#listeners.delete(call);
      if (this.#listeners.size === 0) for (const signal of SIGNALS) process.removeListener(signal, this.#wished);
    };
  };

  /** The same as a signal. */
  wish(): void {
    if (this.#listeners.size > 0) this.#wished();
  }
}

/** The signal that services are told by to read their settings anew. On Windows it says that the window is being closed. */
export function onReload(call: () => void): () => void {
  if (process.platform === 'win32') return () => undefined;
  process.on('SIGHUP', call);
  return () => process.removeListener('SIGHUP', call);
}

/** What the system does to a program whose terminal is closed, unless that is to go on all the same (nohup). */
export function hangUp(): void {
  process.kill(process.pid, 'SIGHUP');
}
