// Offers of other devices, answered by our person or by the rules they set.
import { showHidden } from '../base/text.ts';
import type { ContentPlace } from '../contract/commands.ts';
import { errorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { OfferedItem, OfferedItems, ShownTransfer, TransferId } from '../contract/transfers.ts';
import { safetyOf, wayOf } from '../contract/vias.ts';
import type { ReasonToAsk } from '../policy/accepting.ts';
import { namesText, whatText } from './amounts.ts';
import type { Attendance } from './attendance.ts';
import { byNames, byNumbers, type Chosen, itemLines, onlyThese } from './choosing.ts';
import { EXIT } from './exit-codes.ts';
import { limitTransfer } from './limit.ts';
import { deviceName } from './progress.ts';
import type { WatchedTransfers } from './watch-transfers.ts';
import type { Opened } from './with-ferry.ts';

export interface OfferRules {
  /** The others are for another surface, or another command, to answer. */
  readonly isOurs: (row: ShownTransfer) => boolean;
  readonly answer: (row: ShownTransfer) => 'accept' | 'decline' | 'ask';
  /** The answer that Enter gives. */
  readonly byEnter: boolean;
  /** The one file that is offered goes there. */
  readonly output?: ContentPlace | undefined;
  /** Null: it isn't known yet whether anybody need be asked. */
  readonly whyAsked?: (row: ShownTransfer) => ReasonToAsk | null;
}

/** With nothing in it: all of it. */
type Answer = 'decline' | { readonly only?: Chosen };

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
      if (!this.#rules.isOurs(row) || this.#rules.whyAsked?.(row) === null) continue;
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

  /** Nobody was asked about it, because its device is always accepted. */
  taken(id: TransferId): void {
    const row = this.#attendance.state.transfers[id];
    if (row === undefined) return;
    this.#met.add(id);
    this.#announce(row);
    this.#transfers.watch(id);
  }

  async #answer(row: ShownTransfer, withdrawn: AbortSignal, state: State): Promise<void> {
    const { output, invoke } = this.#opened;
    const { id } = row;
    this.#announce(row);
    const { output: place } = this.#rules;
    if (place !== undefined && !isOneFile(row)) {
      this.exits.push(output.fail(errorInfo('transfer.not_one_file', { name: row.device?.name ?? '' }), id));
      await invoke('transfer.answer', { id, accept: false });
      return;
    }
    const rule = this.#rules.answer(row);
    const answer = rule === 'decline' ? 'decline' : await this.#choose(row, rule === 'ask', withdrawn, state);
    if (answer === null) return this.#withdrawn(row);
    const accept = answer !== 'decline';
    if (accept) await limitTransfer(this.#opened, id);
    const answered = await invoke('transfer.answer', {
      id,
      accept,
      ...(accept ? answer : {}),
      ...(accept && place !== undefined ? { output: place } : {}),
    });
    if (answered.ok && accept) this.#transfers.watch(id);
    else if (answered.ok) this.#declined(row);
    // Somebody else has, by another surface.
    else if (answered.error.code === 'transfer.not_now') this.#withdrawn(row);
    else {
      this.exits.push(output.fail(answered.error, id));
      // What can't be taken, such as for want of space, shouldn't keep the other person waiting.
      if (accept) await invoke('transfer.answer', { id, accept: false, isUnable: true });
    }
  }

  /** All of it or a part; null where the question was taken back. */
  async #choose(row: ShownTransfer, isAsked: boolean, withdrawn: AbortSignal, state: State): Promise<Answer | null> {
    const { output, invocation } = this.#opened;
    const { t } = output;
    const names = row.content === 'text' ? [] : invocation.only;
    const hasParts = row.content === 'files' && row.total.files + row.total.folders > 1;
    const offered = await this.#offered(row.id, names.length > 0 || (isAsked && hasParts));
    const { items } = offered;
    if (names.length === 0) return isAsked ? this.#ask(row, items, items, withdrawn, state) : {};
    const chosen = byNames(items, names);
    if (!offered.isWhole || chosen.length === 0) {
      output.complain(offered.isWhole ? t.cli.nothingOfThat(deviceName(row, t)) : t.cli.onlyWhole, null);
      return 'decline';
    }
    return isAsked ? this.#ask(row, chosen, items, withdrawn, state) : onlyThese(chosen, items);
  }

  /** Nothing to choose from where there is too much of it. */
  async #offered(id: TransferId, isNeeded: boolean): Promise<Pick<OfferedItems, 'items' | 'isWhole'>> {
    const offered = isNeeded ? await this.#opened.invoke('transfer.offered', { id }) : null;
    if (offered?.ok !== true) return { items: [], isWhole: true };
    return offered.value.isWhole ? offered.value : { items: [], isWhole: false };
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

  #announce(row: ShownTransfer): void {
    const { id, device, total, names, hasActiveTypes, content, isStream } = row;
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
      content,
      ...wayOf(row),
      ...(isStream ? { isStream } : {}),
    });
  }

  async #ask(
    row: ShownTransfer,
    chosen: readonly OfferedItem[],
    all: readonly OfferedItem[],
    withdrawn: AbortSignal,
    { self }: State,
  ): Promise<Answer | null> {
    const { output, person } = this.#opened;
    const { t } = output;
    const offer = row.device?.isPaired ? t.cli.offer : t.cli.offerNew;
    const folder = showHidden(row.into ?? self.receivesInto ?? t.settings.downloads);
    const names =
      chosen.length === all.length
        ? namesText(row, t)
        : t.transfer.names(
            chosen.map(({ name }) => showHidden(name)),
            0,
          );
    const why = this.#rules.whyAsked?.(row) ?? null;
    const safety = safetyOf(row, row.device?.isPaired ?? false);
    const facts = [
      offer(deviceName(row, t), whatText(row, row.total, t)),
      ...(safety === null ? [] : [t.localSend.meaning[safety]]),
      ...(row.content === 'text' ? [] : [this.#rules.output === undefined ? t.cli.offerNames(names, folder) : names]),
      ...(row.hasActiveTypes ? [t.transfer.hasActiveTypes] : []),
      ...(why === 'dailyLimit' || why === 'littleSpace' ? [t.cli.whyAsked[why]] : []),
    ];
    const { byEnter } = this.#rules;
    const question = { facts, question: t.cli.accept, byEnter };
    if (all.length < 2 || chosen.length < all.length) {
      const isTaken = await person.confirm(question, withdrawn);
      return isTaken === null ? null : isTaken ? onlyThese(chosen, all) : 'decline';
    }
    const prompt = byEnter ? t.cli.yesNoChooseEnter : t.cli.yesNoChoose;
    const third = { answer: 'choose', words: t.cli.chooseWords } as const;
    const answer = await person.choose({ ...question, prompt, third }, withdrawn);
    if (answer === 'choose') return this.#which(all, withdrawn);
    return answer === null ? null : answer ? {} : 'decline';
  }

  async #which(items: readonly OfferedItem[], withdrawn: AbortSignal): Promise<Answer | null> {
    const { output, person } = this.#opened;
    const { t } = output;
    for (let facts = itemLines(items, t); ; facts = []) {
      const typed = await person.line(t.cli.takeWhich, withdrawn, facts);
      if (withdrawn.aborted) return null;
      const chosen = byNumbers(items, typed ?? '');
      if (chosen !== null) return chosen.length === 0 ? 'decline' : onlyThese(chosen, items);
    }
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

const isOneFile = ({ content, total }: ShownTransfer): boolean =>
  content === 'files' && total.files === 1 && total.folders === 0;
