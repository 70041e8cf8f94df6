// The one owner of the state every surface shows. Each change is a whole record; what listeners hear are patches
// numbered without gaps.
import { isDeepStrictEqual } from 'node:util';
import type { Change, Patch, Snapshot, State, Tables } from '../../contract/state.ts';
import { applyChanges, squashChanges } from '../../contract/state.ts';
import type { Clock } from '../ports.ts';

/** Often enough to look alive, seldom enough to cost nothing. */
export const COALESCE_MS = 100;

export class Store {
  readonly #clock: Clock;
  readonly #listeners = new Set<(patch: Patch) => void>();
  #state: State;
  #revision = 0;
  #waiting: Change[] = [];
  #cancelTimer: (() => void) | null = null;

  constructor(initial: State, clock: Clock) {
    this.#state = initial;
    this.#clock = clock;
  }

  get state(): State {
    return this.#state;
  }

  /** A change a person waits for: heard at once, together with whatever was waiting. */
  change(...changes: readonly Change[]): void {
    this.#take(changes);
    this.#flush();
  }

  /** A change of progress: heard within COALESCE_MS, as part of one patch with the others of that time. */
  changeSoon(...changes: readonly Change[]): void {
    this.#take(changes);
    this.#cancelTimer ??= this.#clock.after(COALESCE_MS, () => this.#flush());
  }

  /** All rows that there are: those that changed are told, and those that are no more. */
  changeTable<T extends keyof Tables>(at: T, rows: readonly Tables[T][], idOf: (row: Tables[T]) => string): void {
    const before = this.#state[at] as Readonly<Record<string, Tables[T]>>;
    const now = new Map(rows.map((row) => [idOf(row), row]));
    const gone = Object.keys(before).filter((id) => !now.has(id));
    const changed = [...now].filter(([id, row]) => !isDeepStrictEqual(row, before[id]));
    this.change(
      ...gone.map((id) => ({ at, id, value: null }) as Change),
      ...changed.map(([id, value]) => ({ at, id, value }) as Change),
    );
  }

  /** Everything up to now, with nothing left waiting that a later patch would repeat. */
  snapshot(): Snapshot {
    this.#flush();
    return { revision: this.#revision, state: this.#state };
  }

  subscribe(listener: (patch: Patch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #take(changes: readonly Change[]): void {
    this.#state = applyChanges(this.#state, changes);
    this.#waiting.push(...changes);
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#waiting.length === 0) return;
    const patch: Patch = { revision: ++this.#revision, changes: squashChanges(this.#waiting) };
    this.#waiting = [];
    for (const listener of this.#listeners) listener(patch);
  }
}
