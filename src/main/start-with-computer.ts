// "Start with the computer" stands in two places, the setting and the system's list, and each may change while nobody
// looks: the command line sets the one, a person the other. What was last applied tells which of them is newer.
import { getSystemErrorMessage } from 'node:util';
import * as v from 'valibot';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import { DEFAULT_SETTINGS } from '../contract/settings.ts';
import type { Engine } from '../engine/index.ts';
import { type KeptFile, keptFile } from './kept-file.ts';

/** Ferry's entry in the system's list. */
export interface LoginItem {
  isOn(): Promise<boolean>;
  set(isOn: boolean): Promise<void>;
}

const Kept = v.object({ applied: v.boolean() });

export class StartWithComputer {
  readonly #item: LoginItem;
  readonly #engine: Pick<Engine, 'invoke' | 'note' | 'settings'>;
  readonly #file: KeptFile<v.InferOutput<typeof Kept>>;
  #applied: boolean;
  #last: Promise<unknown> = Promise.resolve();

  constructor(item: LoginItem, engine: Pick<Engine, 'invoke' | 'note' | 'settings'>, path: string) {
    this.#item = item;
    this.#engine = engine;
    this.#file = keptFile(path, Kept);
    this.#applied = this.#file.read()?.applied ?? DEFAULT_SETTINGS.startWithComputer;
  }

  /** At the start: a setting newer than what was applied counts; otherwise the system's list does. */
  settle(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#follow();
      await this.#takeOver();
    });
  }

  /** Brings the system's list in line with the setting, whoever changed it. */
  follow(): Promise<void> {
    return this.#inTurn(() => this.#follow());
  }

  /** For a person who waits: the setting is stored once the system has taken it. */
  set(isOn: boolean, store: () => Promise<Outcome<undefined>>): Promise<Outcome<undefined>> {
    return this.#inTurn(async () => {
      const reason = await this.#apply(isOn);
      if (reason !== null) return failure('login_item.refused', { reason });
      const outcome = await store();
      if (!outcome.ok) await this.#follow();
      return outcome;
    });
  }

  async #follow(): Promise<void> {
    const wanted = this.#engine.settings().startWithComputer;
    if (wanted === this.#applied) return;
    const reason = await this.#apply(wanted);
    if (reason === null) return;
    this.#engine.note('login_item.refused', { reason });
    await this.#takeOver();
  }

  /** Changes the system's list, or says why it didn't. The change is read back, because not every system says. */
  async #apply(isOn: boolean): Promise<string | null> {
    try {
      if ((await this.#item.isOn()) !== isOn) await this.#item.set(isOn);
      if ((await this.#item.isOn()) !== isOn) return 'no error, and no change';
    } catch (error) {
      return reasonOf(error);
    }
    this.#remember(isOn);
    return null;
  }

  /** The setting says what the system's list says. */
  async #takeOver(): Promise<void> {
    const isOn = await this.#item.isOn().catch(() => this.#applied);
    this.#remember(isOn);
    if (isOn !== this.#engine.settings().startWithComputer) {
      await this.#engine.invoke('settings.set', { startWithComputer: isOn });
    }
  }

  #remember(isOn: boolean): void {
    if (isOn === this.#applied) return;
    this.#applied = isOn;
    this.#file.write({ applied: isOn });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** The system's own words, which name no path. */
function reasonOf(error: unknown): string {
  const isNumbered = error instanceof Error && 'errno' in error && typeof error.errno === 'number';
  return isNumbered ? getSystemErrorMessage(error.errno as number) : 'unknown error';
}
