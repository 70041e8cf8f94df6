// Files and folders that somebody hands over outside the window: on the command line, by a later start, on the icon in
// the tray or the dock. They join what the window holds already; until it listens they wait here.
import type { ErrorInfo } from '../contract/errors.ts';
import type { HandedItem, WindowEvents } from '../contract/window.ts';
import type { HandedItems } from './handed-items.ts';

interface HandOverParts {
  readonly items: HandedItems;
  readonly show: () => void;
  readonly tell: (event: 'itemsHanded', payload: WindowEvents['itemsHanded']) => void;
  readonly tellTrouble: (error: ErrorInfo) => void;
}

export class HandOver {
  readonly #parts: HandOverParts;
  #waiting: readonly HandedItem[] = [];
  #isHeard = false;

  constructor(parts: HandOverParts) {
    this.#parts = parts;
  }

  async take(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const { items, show, tell, tellTrouble } = this.#parts;
    show();
    const taken = await items.take(paths);
    if (!taken.ok) tellTrouble(taken.error);
    else if (this.#isHeard && taken.value.length > 0) tell('itemsHanded', { items: taken.value });
    else this.#waiting = [...this.#waiting, ...taken.value];
  }

  /** The window asks once it listens, and hears of later ones by itself. */
  waiting(): readonly HandedItem[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isHeard = true;
    return waiting;
  }

  /** Nobody holds what that window held. */
  windowClosed(): void {
    this.#isHeard = false;
    this.#parts.items.dropAllBut(this.#waiting.map(({ id }) => id));
  }
}
