// Follows the state, has the desktop show what should be known of it, and does what was pressed there.

import type { ShownTransfer, TransferId } from '../contract/transfers.ts';
import type { Engine } from '../engine/index.ts';
import type { Facts, NoteKey } from '../policy/notifying.ts';
import { mayAcceptOutside, NOTHING_NOTICED, notice, putAway } from '../policy/notifying.ts';
import type { Strings } from '../strings/index.ts';
import type { NotificationListener, NotificationService } from './notification-service.ts';
import type { Answer } from './notification-text.ts';
import { notificationText } from './notification-text.ts';

export interface NotifierPorts {
  readonly engine: Pick<Engine, 'invoke' | 'snapshot'>;
  /** Shows a transfer's card or row in the window. */
  see(id: TransferId): void;
  seeHome(): void;
  /** How the window and the screen are now. */
  facts(): Omit<Facts, 'now'>;
  strings(): Strings;
  now(): number;
  /** Somebody asks, who hasn't asked before. */
  signal(): void;
}

/** Pressed sooner than this, a button was not what the person meant to press: it has just come under the pointer. */
const ARMED_AFTER_MS = 500;

export class Notifier implements NotificationListener {
  readonly #ports: NotifierPorts;
  #service: NotificationService | null = null;
  #noticed = NOTHING_NOTICED;
  readonly #shownAt = new Map<NoteKey, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
  }

  /** From then on it is looked; what is there by now is no news. */
  start(service: NotificationService): void {
    this.#service = service;
    this.look();
  }

  look(): void {
    const service = this.#service;
    if (service === null) return;
    const now = this.#ports.now();
    const { state } = this.#ports.engine.snapshot();
    const { next, show, close, lookAgainAt } = notice(this.#noticed, state, { ...this.#ports.facts(), now });
    this.#noticed = next;
    for (const key of close) {
      this.#shownAt.delete(key);
      service.close(key);
    }
    for (const { key, note, isQuiet } of show) {
      if (!isQuiet) this.#shownAt.set(key, now);
      const text = notificationText(note, this.#ports.strings());
      service.show(key, text, isQuiet);
      if (text.isAsking && !isQuiet) this.#ports.signal();
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = lookAgainAt === null ? null : setTimeout(() => this.look(), lookAgainAt - now);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#service?.end();
    this.#service = null;
  }

  onPutAway(key: NoteKey): void {
    this.#shownAt.delete(key);
    this.#noticed = putAway(this.#noticed, key);
  }

  onAnswer(key: NoteKey, answer: Answer | 'open'): void {
    const id = transferOf(key);
    if (answer === 'open' || id === null) this.#open(key);
    else void this.#answer(key, id, answer);
  }

  async #answer(key: NoteKey, id: TransferId, answer: Answer): Promise<void> {
    const row = this.#ports.engine.snapshot().state.transfers[id];
    if (row?.stage !== 'asking') return;
    if (!this.#mayAnswer(key, row, answer)) {
      this.#open(key);
      return;
    }
    const outcome = await this.#ports.engine.invoke('transfer.answer', { id, accept: answer === 'accept' });
    // Its card says why.
    if (!outcome.ok) this.#open(key);
  }

  /** Asked anew: since it was shown the screen may have been locked, and the offer been another. */
  #mayAnswer(key: NoteKey, row: ShownTransfer, answer: Answer): boolean {
    if (this.#ports.now() - (this.#shownAt.get(key) ?? 0) < ARMED_AFTER_MS) return false;
    const { isLocked } = this.#ports.facts();
    return answer === 'accept' ? mayAcceptOutside(row, isLocked) : !isLocked;
  }

  #open(key: NoteKey): void {
    const id = transferOf(key);
    if (id === null) this.#ports.seeHome();
    else this.#ports.see(id);
  }
}

const transferOf = (key: NoteKey): TransferId | null => {
  const [, id] = /^(?:offer|pin|end):(.*)$/.exec(key) ?? [];
  return id === undefined ? null : (id as TransferId);
};
