// The PINs that other devices ask for before they take what this command sends: typed unseen, and handed on at once.
import { errorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import { isGuestPin, type ShownTransfer, type TransferId } from '../contract/transfers.ts';
import type { Attendance } from './attendance.ts';
import { deviceName } from './progress.ts';
import type { WatchedTransfers } from './watch-transfers.ts';
import type { Opened } from './with-ferry.ts';

interface Asked {
  /** What it came with: another wrong one asks anew. */
  readonly trouble: string;
  readonly question: AbortController;
}

export class Pins {
  readonly #opened: Opened;
  readonly #attendance: Attendance;
  readonly #transfers: WatchedTransfers;
  readonly #asked = new Map<TransferId, Asked>();

  constructor(opened: Opened, attendance: Attendance, transfers: WatchedTransfers) {
    this.#opened = opened;
    this.#attendance = attendance;
    this.#transfers = transfers;
  }

  look({ transfers }: State): void {
    for (const id of this.#transfers.unfinished) {
      const row = transfers[id];
      const trouble = row?.stage === 'waitingForPin' ? JSON.stringify(row.trouble) : null;
      const before = this.#asked.get(id);
      if (before?.trouble === trouble) continue;
      // Somebody has typed it in the window, or it is over.
      before?.question.abort();
      this.#asked.delete(id);
      if (row === undefined || trouble === null) continue;
      const question = new AbortController();
      this.#asked.set(id, { trouble, question });
      const withdrawn = AbortSignal.any([this.#opened.signal, question.signal]);
      this.#attendance.beside(() => this.#ask(row, withdrawn));
    }
  }

  async #ask(row: ShownTransfer, withdrawn: AbortSignal): Promise<void> {
    const { output, invoke } = this.#opened;
    if (row.trouble !== null) output.warn(row.trouble, row.id);
    const pin = await this.#typed(row, withdrawn);
    if (withdrawn.aborted) return;
    // What was over in the meantime needs no word: the row says why.
    if (pin !== null) return void (await invoke('transfer.pin', { id: row.id, pin }));
    const error = errorInfo('transfer.pin_needed', { name: row.device?.name ?? '' });
    output.fail(error, row.id);
    this.#transfers.expectEnd(error);
    await invoke('transfer.discard', { id: row.id });
  }

  /** Null where nobody is there to type one. What is piped in was never meant to go to another device. */
  async #typed(row: ShownTransfer, withdrawn: AbortSignal): Promise<string | null> {
    const { output, person } = this.#opened;
    const { cli, localSend } = output.t;
    if (!person.isThere) return null;
    const facts = row.isPlain ? [localSend.pinInPlain] : [];
    for (;;) {
      const pin = await person.unseen(cli.typePinOf(deviceName(row, output.t)), withdrawn, facts);
      if (pin === null || isGuestPin(pin)) return pin;
      output.complain(localSend.typedPinUnfit, null);
    }
  }
}
