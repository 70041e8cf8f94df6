// One stop of the Tab key for a whole list: arrows, Home and End move within it.
import type { FocusEvent, KeyboardEvent } from 'react';
import { useState } from 'react';

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

export interface Roving {
  /** The row that Tab comes to. */
  readonly activeId: string | null;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** For the list's own element; its rows say who they are by `data-row`. */
export function useRoving(ids: readonly string[]): Roving {
  const [chosen, setChosen] = useState<string | null>(null);
  return {
    activeId: chosen !== null && ids.includes(chosen) ? chosen : (ids[0] ?? null),
    onFocus(event) {
      const id = rowOf(event.target)?.dataset.row;
      if (id !== undefined) setChosen(id);
    },
    onKeyDown(event) {
      const step = STEPS[event.key];
      const here = rowOf(event.target);
      if (step === undefined || here === null || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
      rows[step(rows.indexOf(here), rows.length)]?.focus();
    },
  };
}

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;

/** Whether a key was pressed on the row itself, and not on a button in it. */
export const isOnRow = (event: KeyboardEvent<HTMLElement>): boolean => event.target === event.currentTarget;

/** Whether a click was meant for the row, and not for a button in it or for a text that is being selected. */
export const isForRow = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('button, a, input, details') === null;
