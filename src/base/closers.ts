/** Everything that opens is owned by something that closes it: closes in reverse order of opening, once, and all of it. */
export class Closers {
  #close: (() => void | Promise<void>)[] = [];

  add(close: () => void | Promise<void>): void {
    this.#close.push(close);
  }

  /** One that fails doesn't keep the others open; the first failure is thrown when all were tried. */
  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#close.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
