// Offers of other devices, answered by our person or by the rules they set.
import { showHidden } from '../base/text.ts';
import type { State } from '../contract/state.ts';
import type { ShownTransfer, TransferId } from '../contract/transfers.ts';
import { amountText, namesText } from './amounts.ts';
import type { Attendance } from './attendance.ts';
import { EXIT } from './exit-codes.ts';
import { deviceName } from './progress.ts';
import type { WatchedTransfers } from './watch-transfers.ts';
import type { Opened } from './with-ferry.ts';

export interface OfferRules {
  /** The others are for another surface to answer. */
  readonly isOurs: (row: ShownTransfer) => boolean;
  readonly answer: (row: ShownTransfer) => 'accept' | 'decline' | 'ask';
  /** The answer that Enter gives. */
  readonly byEnter: boolean;
}

export class Offers {
  /** Exit codes of the offers that didn't become transfers. */
  readonly exits: number[] = [];
  /** Offers that were taken back before they were answered. */
  withdrawn = 0;
  readonly #opened: Opened;
  readonly #attendance: Attendance;
  readonly #transfers: WatchedTransfers;
  readonly #rules: OfferRules;
  /** The questions of those that are being answered. */
  readonly #open = new Map<TransferId, AbortController>();
  /** Those that were asked about, or of which it was said why not. */
  readonly #met = new Set<TransferId>();

  constructor(opened: Opened, attendance: Attendance, transfers: WatchedTransfers, rules: OfferRules) {
    this.#opened = opened;
    this.#attendance = attendance;
    this.#transfers = transfers;
    this.#rules = rules;
  }

  look(state: State): void {
    for (const row of Object.values(state.transfers)) {
      if (row.stage === 'failed') this.#refused(row);
      if (row.stage !== 'asking' || row.device === null || this.#open.has(row.id)) continue;
      if (!this.#rules.isOurs(row)) continue;
      this.#met.add(row.id);
      const question = new AbortController();
      this.#open.set(row.id, question);
      this.#attendance.beside(() => this.#answer(row, AbortSignal.any([this.#opened.signal, question.signal]), state));
    }
    for (const [id, question] of this.#open) {
      if (state.transfers[id]?.stage === 'asking') continue;
      this.#open.delete(id);
      question.abort();
    }
  }

  async #answer(row: ShownTransfer, withdrawn: AbortSignal, state: State): Promise<void> {
    const { output, invoke } = this.#opened;
    const { id } = row;
    this.#announce(row);
    const rule = this.#rules.answer(row);
    const accept = rule === 'ask' ? await this.#ask(row, withdrawn, state) : rule === 'accept';
    if (accept === null) return this.#withdrawn(row);
    const answered = await invoke('transfer.answer', { id, accept });
    if (answered.ok && accept) this.#transfers.watch(id);
    else if (answered.ok) this.#declined(row);
    else {
      this.exits.push(output.fail(answered.error, id));
      // What can't be taken, such as for want of space, shouldn't keep the other person waiting.
      if (accept) await invoke('transfer.answer', { id, accept: false });
    }
  }

  /** It could not be taken, whatever the answer, and nobody was asked: such as for want of space. */
  #refused(row: ShownTransfer): void {
    const { output, first } = this.#opened;
    const { id, direction, trouble } = row;
    if (direction !== 'receive' || trouble === null || this.#met.has(id) || first.transfers[id] !== undefined) return;
    this.#met.add(id);
    if (!this.#rules.isOurs(row)) return;
    this.#announce(row);
    this.exits.push(output.fail(trouble, id));
  }

  #announce({ id, device, total, names, hasActiveTypes }: ShownTransfer): void {
    if (device === null) return;
    this.#opened.output.tell(null, {
      event: 'offer',
      transferId: id,
      device: device.name,
      deviceId: device.id,
      isPaired: device.isPaired,
      ...total,
      names: [...names],
      hasActiveTypes,
    });
  }

  #ask(row: ShownTransfer, withdrawn: AbortSignal, { self }: State): Promise<boolean | null> {
    const { output, person } = this.#opened;
    const { t } = output;
    const offer = row.device?.isPaired ? t.cli.offer : t.cli.offerNew;
    const folder = showHidden(row.into ?? self.receivesInto ?? t.settings.downloads);
    const facts = [
      offer(deviceName(row, t), amountText(row.total, t)),
      t.cli.offerNames(namesText(row, t), folder),
      ...(row.hasActiveTypes ? [t.transfer.hasActiveTypes] : []),
    ];
    return person.confirm({ facts, question: t.cli.accept, byEnter: this.#rules.byEnter }, withdrawn);
  }

  #declined(row: ShownTransfer): void {
    const { output } = this.#opened;
    output.tell(output.t.cli.declined(deviceName(row, output.t)), { event: 'declined', transferId: row.id });
    this.exits.push(EXIT.declined);
  }

  /** Taken back there, or answered on another surface: if it was accepted, it is followed from its next stage on. */
  #withdrawn(row: ShownTransfer): void {
    const { output, signal } = this.#opened;
    if (signal.aborted) return;
    const stage = this.#attendance.state.transfers[row.id]?.stage ?? 'canceled';
    if (stage === 'declined') this.#declined(row);
    if (stage !== 'canceled' && stage !== 'failed') return;
    this.withdrawn++;
    output.tell(output.t.cli.withdrawn(deviceName(row, output.t)), { event: 'canceled', transferId: row.id });
  }
}
