// Answers for a device without a screen: by the rules its person set, and with no to everything else, at once and with how
// to allow it. What somebody receives or fetches here by another command is theirs to answer.

import { showHidden } from '../base/text.ts';
import type { State } from '../contract/state.ts';
import type { ShownPairing, ShownTransfer, TransferId } from '../contract/transfers.ts';
import { wayOf } from '../contract/vias.ts';
import type { ReasonToAsk, Verdict } from '../policy/accepting.ts';
import { type AutoAccept, startAutoAccept } from '../policy/auto-accept.ts';
import { wayWords } from '../strings/things.ts';
import { whatText } from './amounts.ts';
import { nameToType } from './find.ts';
import type { Journal } from './journal.ts';
import type { LogBound } from './log-bound.ts';
import { deviceName } from './progress.ts';
import type { Opened } from './with-ferry.ts';

/** Whoever was to answer instead may have gone. */
const AGAIN_MS = 2000;

export class Doorkeeper {
  readonly #opened: Opened;
  readonly #journal: Journal;
  readonly #bound: LogBound;
  readonly #rules: AutoAccept;
  #state: State;
  /** Offers that were met, and whether they are spoken of. */
  readonly #met = new Map<TransferId, boolean>();
  /** Wishes for a code that were answered. */
  readonly #wishes = new Set<string>();
  #cancelAgain: () => void = () => undefined;

  constructor(opened: Opened, journal: Journal, bound: LogBound) {
    this.#opened = opened;
    this.#journal = journal;
    this.#bound = bound;
    this.#state = opened.first;
    this.#rules = startAutoAccept({
      invoke: opened.invoke,
      watch: opened.ferry.watch,
      onJudged: (id, verdict) => this.#judged(id, verdict),
    });
  }

  stop(): void {
    this.#rules.stop();
    this.#cancelAgain();
  }

  look(state: State): void {
    this.#state = state;
    for (const row of Object.values(state.pairings)) if (isWish(row)) void this.#refuseCode(row);
    // One that was declined is spoken of once more when it ends.
    for (const id of this.#met.keys()) if (state.transfers[id] === undefined) this.#met.delete(id);
    for (const id of this.#wishes) if (!isWish(state.pairings[id])) this.#wishes.delete(id);
  }

  /** Whether so much of its kind has come that nothing more is said of it. */
  isMuted(id: TransferId): boolean {
    return this.#met.get(id) === false;
  }

  #judged(id: TransferId, verdict: Verdict): void {
    const row = this.#state.transfers[id];
    if (verdict !== 'take') void this.#answer(id, verdict);
    else if (row !== undefined) this.#announce(row, true);
  }

  async #answer(id: TransferId, reason: ReasonToAsk): Promise<void> {
    const { invoke, invocation, signal } = this.#opened;
    const row = this.#state.transfers[id];
    if (row?.stage !== 'asking' || signal.aborted) return;
    // By the rules it was to be taken, and couldn't: now with what was in the way.
    const isUnasked = reason === 'notTaken';
    const accept = isUnasked || (invocation.yes && row.device?.isPaired === true);
    this.#announce(row, accept);
    const answered = await invoke('transfer.answer', { id, accept, isUnasked, isUnattended: true });
    if (answered.ok) return accept || this.isMuted(id) ? undefined : this.#sayRefused(row, reason);
    // Somebody here is to answer it, or has.
    if (answered.error.code === 'transfer.not_now') return this.#again();
    if (!this.isMuted(id)) this.#journal.output.fail(answered.error, id);
    // What can't be taken, such as for want of space, shouldn't keep the other person waiting.
    await invoke('transfer.answer', { id, accept: false, isUnable: true });
  }

  async #refuseCode(row: ShownPairing): Promise<void> {
    if (this.#wishes.has(row.id)) return;
    this.#wishes.add(row.id);
    const ended = await this.#opened.invoke('pairing.end', { id: row.id, isUnattended: true });
    if (!ended.ok) return ended.error.code === 'transfer.not_now' ? this.#again() : undefined;
    if (!this.#bound.may(null)) return;
    const { t } = this.#journal.output;
    const device = row.device === null ? t.cli.unnamed : showHidden(row.device);
    const facts = { event: 'asked', wants: 'show', device: row.device } as const;
    this.#journal.note('notice', t.serving.codeRefused(device, 'ferry pair'), facts);
  }

  /** Those that were left to somebody are looked at once more: they may have gone without an answer. */
  #again(): void {
    this.#cancelAgain();
    this.#cancelAgain = this.#opened.world.clock.after(AGAIN_MS, () => {
      this.#wishes.clear();
      this.look(this.#state);
      for (const row of Object.values(this.#state.transfers)) {
        const reason = row.stage === 'asking' ? this.#rules.reasonToAsk(row.id) : null;
        if (reason !== null) void this.#answer(row.id, reason);
      }
    });
  }

  #announce(row: ShownTransfer, isTaken: boolean): void {
    const { id, device, total, names, hasActiveTypes, content } = row;
    if (device === null || this.#met.has(id)) return;
    const isSaid = isTaken || this.#bound.may(device);
    this.#met.set(id, isSaid);
    if (!isSaid) return;
    const { id: deviceId, name, isPaired } = device;
    const facts = {
      device: name,
      deviceId,
      isPaired,
      ...total,
      names: [...names],
      hasActiveTypes,
      content,
      ...wayOf(row),
    };
    this.#journal.note('info', null, { event: 'offer', transferId: id, ...facts });
  }

  #sayRefused(row: ShownTransfer, reason: ReasonToAsk): void {
    const { t } = this.#journal.output;
    const known = this.#state.devices[row.device?.id ?? ''];
    const allow: Readonly<Record<ReasonToAsk, string>> = {
      notPaired: 'ferry pair',
      notAlwaysAccepted: `ferry devices accept ${known === undefined ? 'NAME' : nameToType(known)}`,
      activeTypes: 'ferry receive',
      dailyLimit: 'ferry config set unaskedDailyBytes SIZE',
      littleSpace: 'ferry receive',
      sizeUnknown: 'ferry receive',
      spaceUnknown: 'ferry receive',
      notTaken: 'ferry receive',
    };
    const isGuest = row.via !== undefined && reason === 'notPaired';
    const why = isGuest ? wayWords(t, row).notAsked('ferry receive') : t.serving.why[reason](allow[reason]);
    this.#journal.note('notice', t.serving.refused(whatText(row, row.total, t), deviceName(row, t), why), null);
  }
}

/** A device that isn't paired hopes to be shown a code. */
const isWish = (row: ShownPairing | undefined): row is ShownPairing =>
  row?.role === 'displayer' && row.stage === 'asked';
